"""Linked data: what the graph says of one IRI and of what points at it, as triples and as values to show."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from rdflib import Dataset, Graph, URIRef
from rdflib.term import Node

from kb.errors import NotFoundError
from kb.graph.class_examples import class_examples
from kb.graph.diagram import edges
from kb.graph.namespaces import DCTERMS, INFERRED, OWL, RDF, STATED, SUPPLIED, ZR
from kb.graph.naming import NAMING, name_of, natural_key, term_label
from kb.graph.ontology import terms
from kb.graph.reference import Reference
from kb.graph.resources import Property, Quote, Resource, Value
from kb.graph.serialization import serialize
from kb.graph.statements import dataset_with, is_iri, said_of
from kb.graph.store import GraphStore, to_nquads
from kb.graph.surroundings import MOST_INCOMING, Links, Surroundings, in_order, place, surroundings
from kb.graph.terms import term_sections


class LinkedData:
    """The things of a dataset by the path after the base of its IRIs, whatever the base is; nothing is changed."""

    def __init__(self, store: GraphStore, ontology: Graph) -> None:
        """The things of ``store``; what is needed of the graph is asked for each thing."""
        self._store = store
        self._ontology = ontology

    @cached_property
    def _graphs(self) -> frozenset[str]:
        return self._store.graphs

    @cached_property
    def base(self) -> str:
        """What the IRIs of the dataset begin with."""
        ending = f"graph/{STATED}"
        return next((name.removesuffix(ending) for name in self._graphs if name.endswith(f"/{ending}")), "")

    @cached_property
    def _basis(self) -> dict[str, str]:
        return {f"{self.base}graph/{name}": name for name in (STATED, INFERRED, SUPPLIED)}

    @cached_property
    def reference(self) -> Reference:
        """The ontology, its classes with examples out of the dataset."""
        examples = class_examples(dataset_with(said_of(self._store.terms, self._examples())), self._ontology)
        return Reference(term_sections(self._ontology, examples), edges(self._ontology))

    def _examples(self) -> list[URIRef]:
        """The first member of each class by its IRI."""
        found = []
        for term in terms(self._ontology, OWL.Class):
            members = [row["s"].value for row in self._store.terms(f"SELECT ?s {{ ?s a {term.n3()} }}")]
            found += [URIRef(min(members, key=natural_key))] if members else []
        return found

    def known(self, path: str) -> bool:
        """Whether there is a thing at this path."""
        iri = self.base + path
        if not path or not is_iri(iri):
            return False
        return iri in self._graphs or bool(self._store.terms(f"SELECT ?p {{ <{iri}> ?p ?o }} LIMIT 1"))

    def resource(self, path: str) -> Resource:
        """What there is to show of the thing at ``path``.

        :raises NotFoundError: there is none.
        """
        around = surroundings(self._store.terms, self._iri(path))
        iri = str(around.thing)
        return Resource(
            iri=iri,
            label=name_of(around.dataset, around.thing, self._ontology),
            outgoing=self._properties(around.dataset, around.outgoing, None),
            incoming=self._properties(around.dataset, around.incoming, MOST_INCOMING),
            quote=_quote(around.dataset, around.thing),
            triples=self._size(iri) if iri in self._graphs else None,
        )

    def quote(self, path: str) -> Quote | None:
        """Where the thing at ``path`` stands in a text; None where it stands nowhere, or is not there."""
        iri = self.base + path
        return _quote(place(self._store.terms, URIRef(iri)), URIRef(iri)) if is_iri(iri) else None

    def document(self, path: str, name: str) -> bytes:
        """The thing at ``path`` in a format of :data:`kb.graph.serialization.FORMATS`.

        All that is said of it, up to :data:`MOST_INCOMING` links to it by each property, and the names of its neighbours;
        trig and nq keep the graphs apart.

        :raises NotFoundError: there is nothing at the path.
        """
        around = surroundings(self._store.terms, self._iri(path))
        part = Dataset()
        for subject, predicate, target, graph in _described(around):
            part.graph(URIRef(graph)).add((subject, predicate, target))
        return serialize(to_nquads(part), name, graphs=name != "jsonld")

    def _size(self, graph: str) -> int:
        (row,) = self._store.terms(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(row["n"].value)

    def _iri(self, path: str) -> URIRef:
        if not self.known(path):
            raise NotFoundError(
                f"没有 {self.base}{path} 这个标识；/api/documents 列出了文件，从文件可以逐级查到其余内容。"
            )
        return URIRef(self.base + path)

    def _properties(self, data: Dataset, links: Links, most: int | None) -> tuple[Property, ...]:
        """Class first, then by label."""
        found = (self._property(data, str(predicate), nodes, most) for predicate, nodes in links.items())
        return tuple(sorted(found, key=lambda prop: (prop.iri != str(RDF.type), prop.label, prop.iri)))

    def _property(self, data: Dataset, iri: str, nodes: dict[Node, set[str]], most: int | None) -> Property:
        ordered = in_order(nodes)
        values = tuple(self._value(data, node, nodes[node]) for node in ordered[:most])
        label = "类别" if iri == str(RDF.type) else term_label(self._ontology, iri)
        return Property(iri, label, values, len(ordered) - len(values))

    def _value(self, data: Dataset, node: Node, graphs: Iterable[str]) -> Value:
        basis = tuple(name for graph, name in self._basis.items() if graph in graphs)
        iri = str(node) if isinstance(node, URIRef) else None
        return Value(name_of(data, node, self._ontology), iri, basis)


def _quote(data: Dataset, iri: URIRef) -> Quote | None:
    for span in (iri, data.value(iri, ZR.span)):
        if span is not None and (quote := data.value(span, ZR.quote)) is not None:
            document = data.value(span, ZR.inDocument)
            start, end = (int(str(data.value(span, edge))) for edge in (ZR.start, ZR.end))
            return Quote(str(quote), start, end, str(data.value(document, DCTERMS.identifier)))
    return None


def _described(around: Surroundings) -> Iterator[tuple[Node, Node, Node, str]]:
    for predicate, nodes in around.outgoing.items():
        for target in nodes:
            yield from ((around.thing, predicate, target, graph) for graph in nodes[target])
    for predicate, nodes in around.incoming.items():
        for subject in in_order(nodes)[:MOST_INCOMING]:
            yield from ((subject, predicate, around.thing, graph) for graph in nodes[subject])
    yield from (statement for statement in around.names if statement[1] in NAMING)
