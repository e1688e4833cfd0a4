"""Linked data: what the graph says of one IRI and of what points at it, as triples and as values to show."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from rdflib import Dataset, Graph, URIRef
from rdflib.term import Node

from kb.errors import NotFoundError
from kb.graph.class_examples import class_examples
from kb.graph.diagram import edges
from kb.graph.namespaces import DCTERMS, INFERRED, RDF, STATED, SUPPLIED, ZR
from kb.graph.naming import NAMING, name_of, natural_key, term_label
from kb.graph.reference import Reference
from kb.graph.resources import Property, Quote, Resource, Value
from kb.graph.serialization import serialize
from kb.graph.store import GraphStore, to_nquads
from kb.graph.terms import term_sections

# Of what points at a thing (the spans of a document), so many are given for each property.
MOST_INCOMING = 100
# Predicate, the node at its other end, the graph that says so.
Link = tuple[Node, Node, str]


class LinkedData:
    """The things of a dataset by the path after the base of its IRIs, whatever the base is; nothing is changed."""

    def __init__(self, store: GraphStore, ontology: Graph) -> None:
        """The things of ``store``, whose dataset is made when one is first asked for."""
        self._store = store
        self._ontology = ontology

    @property
    def _dataset(self) -> Dataset:
        return self._store.dataset

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
        examples = class_examples(self._dataset, self._ontology)
        return Reference(term_sections(self._ontology, examples), edges(self._ontology))

    def known(self, path: str) -> bool:
        """Whether there is a thing at this path."""
        iri = URIRef(self.base + path)
        return bool(path) and (str(iri) in self._graphs or (iri, None, None) in self._dataset)

    def resource(self, path: str) -> Resource:
        """What there is to show of the thing at ``path``.

        :raises NotFoundError: there is none.
        """
        iri = self._iri(path)
        return Resource(
            iri=str(iri),
            label=name_of(self._dataset, iri, self._ontology),
            outgoing=self._properties(self._said(iri), None),
            incoming=self._properties(self._pointing(iri), MOST_INCOMING),
            quote=self.quote(path),
            triples=len(self._dataset.graph(iri)) if str(iri) in self._graphs else None,
        )

    def quote(self, path: str) -> Quote | None:
        """Where the thing at ``path`` stands in a text; None where it stands nowhere, or is not there."""
        iri = URIRef(self.base + path)
        for span in (iri, self._dataset.value(iri, ZR.span)):
            if span is not None and (quote := self._dataset.value(span, ZR.quote)) is not None:
                document = self._dataset.value(span, ZR.inDocument)
                start, end = (int(str(self._dataset.value(span, edge))) for edge in (ZR.start, ZR.end))
                return Quote(str(quote), start, end, str(self._dataset.value(document, DCTERMS.identifier)))
        return None

    def document(self, path: str, name: str) -> bytes:
        """The thing at ``path`` in a format of :data:`kb.graph.serialization.FORMATS`.

        All that is said of it, up to :data:`MOST_INCOMING` links to it by each property, and the names of its neighbours;
        trig and nq keep the graphs apart.

        :raises NotFoundError: there is nothing at the path.
        """
        iri = self._iri(path)
        part = Dataset()
        for subject, predicate, target, graph in self._described(iri):
            part.graph(URIRef(graph)).add((subject, predicate, target))
        return serialize(to_nquads(part), name, graphs=name != "jsonld")

    def _described(self, iri: URIRef) -> Iterator[tuple[Node, Node, Node, str]]:
        neighbours: set[Node] = set()
        for predicate, target, graph in self._said(iri):
            neighbours.add(target)
            yield iri, predicate, target, graph
        for predicate, nodes in _by_predicate(self._pointing(iri)).items():
            for subject in _in_order(nodes)[:MOST_INCOMING]:
                neighbours.add(subject)
                yield from ((subject, predicate, iri, graph) for graph in nodes[subject])
        for node in neighbours - {iri}:
            if isinstance(node, URIRef):
                yield from ((node, p, o, graph) for p, o, graph in self._said(node) if p in NAMING)

    def _iri(self, path: str) -> URIRef:
        if not self.known(path):
            raise NotFoundError(
                f"没有 {self.base}{path} 这个标识；/api/documents 列出了文件，从文件可以逐级查到其余内容。"
            )
        return URIRef(self.base + path)

    def _said(self, iri: URIRef) -> list[Link]:
        return [(p, o, str(graph)) for _, p, o, graph in self._dataset.quads((iri, None, None, None))]

    def _pointing(self, iri: URIRef) -> list[Link]:
        return [(p, s, str(graph)) for s, p, _, graph in self._dataset.quads((None, None, iri, None))]

    def _properties(self, links: Iterable[Link], most: int | None) -> tuple[Property, ...]:
        """Class first, then by label."""
        found = (self._property(str(predicate), nodes, most) for predicate, nodes in _by_predicate(links).items())
        return tuple(sorted(found, key=lambda prop: (prop.iri != str(RDF.type), prop.label, prop.iri)))

    def _property(self, iri: str, nodes: dict[Node, set[str]], most: int | None) -> Property:
        ordered = _in_order(nodes)
        values = tuple(self._value(node, nodes[node]) for node in ordered[:most])
        label = "类别" if iri == str(RDF.type) else term_label(self._ontology, iri)
        return Property(iri, label, values, len(ordered) - len(values))

    def _value(self, node: Node, graphs: Iterable[str]) -> Value:
        basis = tuple(name for graph, name in self._basis.items() if graph in graphs)
        iri = str(node) if isinstance(node, URIRef) else None
        return Value(name_of(self._dataset, node, self._ontology), iri, basis)


def _by_predicate(links: Iterable[Link]) -> dict[Node, dict[Node, set[str]]]:
    found: dict[Node, dict[Node, set[str]]] = {}
    for predicate, node, graph in links:
        found.setdefault(predicate, {}).setdefault(node, set()).add(graph)
    return found


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: natural_key(str(node)))
