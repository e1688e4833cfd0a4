"""N-Quads and N-Triples to and from rdflib, each IRI looked at once: rdflib's own look at each again in every line."""

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"', "\r": "\\r"})
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def line_of(subject: Node, predicate: Node, target: Node) -> bytes:
    """A triple as a line of N-Triples, without its end: `` .`` and a newline, or a graph before them."""
    return f"{_text(subject)} {_text(predicate)} {_text(target)}".encode()


def ntriples(graph: Graph) -> Iterator[bytes]:
    """The lines of a graph, each with its end, in no order."""
    return (line_of(*triple) + b" .\n" for triple in graph)


def nquads(dataset: Dataset) -> Iterator[bytes]:
    """The lines of a dataset, each with its end, in no order."""
    for graph in dataset.graphs():
        ending = " .\n" if graph.identifier == DATASET_DEFAULT_GRAPH_ID else f" {_text(graph.identifier)} .\n"
        yield from (line_of(*triple) + ending.encode() for triple in graph)


def dataset_of(data: bytes) -> Dataset:
    """The dataset of N-Quads, its default graph the union.

    :raises SyntaxError: they are none.
    """
    dataset = Dataset(default_union=True)
    graphs: dict[object, Graph] = {}
    for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS):
        if quad.graph_name not in graphs:
            name = quad.graph_name
            graphs[name] = dataset.graph(iri(name.value) if isinstance(name, ox.NamedNode) else None)
        assert isinstance(quad.subject, ox.NamedNode), "the graph has no blank nodes"
        graphs[quad.graph_name].add((iri(quad.subject.value), iri(quad.predicate.value), term_of(quad.object)))
    return dataset


def graph_of(ntriples: bytes) -> Graph:
    """The graph of N-Triples without blank nodes.

    :raises SyntaxError: they are none.
    """
    graph = Graph()
    for quad in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES):
        assert isinstance(quad.subject, ox.NamedNode), "the graph has no blank nodes"
        graph.add((iri(quad.subject.value), iri(quad.predicate.value), term_of(quad.object)))
    return graph


def term_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> URIRef | Literal:
    """The term in rdflib; the wording of a literal stays."""
    if isinstance(term, ox.NamedNode):
        return iri(term.value)
    assert isinstance(term, ox.Literal), "the graph has neither blank nodes nor triple terms"
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=iri(term.datatype.value), normalize=False)


@lru_cache(maxsize=1 << 18)
def iri(value: str) -> URIRef:
    """The IRI in rdflib, which looks at every character of it; few IRIs stand in many triples."""
    return URIRef(value)


def _text(term: Node) -> str:
    if isinstance(term, URIRef):
        return _iri_text(str(term))
    if isinstance(term, Literal):
        quoted = f'"{term.translate(_ESCAPES)}"'
        if term.language:
            return f"{quoted}@{term.language}"
        return f"{quoted}^^{_iri_text(str(term.datatype))}" if term.datatype else quoted
    return term.n3()


@lru_cache(maxsize=1 << 18)
def _iri_text(value: str) -> str:
    return URIRef(value).n3()
