"""The ontology as a Mermaid class diagram: classes with their labels, sub-classes, and what links them."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kb.graph.namespaces import OWL, RDFS, ZR
from kb.graph.ontology import terms
from kb.graph.terms import text_of


@dataclass(frozen=True)
class Edge:
    """One line of the diagram, between local names of classes; ``name`` is the property's, "" from super- to sub-class."""

    source: str
    name: str
    label: str
    target: str


def edges(graph: Graph) -> tuple[Edge, ...]:
    """Sub-classes, then properties. Of two inverse properties one is drawn; a property of a union is drawn for each part."""
    return (*_subclasses(graph), *_links(graph))


def mermaid_diagram(graph: Graph) -> str:
    """The classes with their labels, and the edges, one line each."""
    classes = [f'  class {_local(term)}["{_local(term)} {_label(graph, term)}"]' for term in terms(graph, OWL.Class)]
    return "\n".join(["classDiagram", *classes, *map(_line, edges(graph))])


def _line(edge: Edge) -> str:
    if not edge.name:
        return f"  {edge.source} <|-- {edge.target}"
    return f"  {edge.source} --> {edge.target} : {edge.name} {edge.label}"


def _subclasses(graph: Graph) -> Iterator[Edge]:
    for term in terms(graph, OWL.Class):
        for parent in sorted(set(_own(graph, term, RDFS.subClassOf)) | set(_own(graph, term, OWL.equivalentClass))):
            yield Edge(_local(parent), "", "", _local(term))


def _links(graph: Graph) -> Iterator[Edge]:
    for term in terms(graph, OWL.ObjectProperty):
        if any(graph.subjects(OWL.inverseOf, term)):
            continue
        for source in sorted(_own(graph, term, RDFS.domain)):
            for target in sorted(_own(graph, term, RDFS.range)):
                yield Edge(_local(source), _local(term), _label(graph, term), _local(target))


def _own(graph: Graph, term: URIRef, predicate: URIRef) -> Iterator[URIRef]:
    """The classes of the ontology that ``predicate`` names, the parts of unions and intersections included."""
    for node in graph.objects(term, predicate):
        yield from (part for part in _parts(graph, node) if isinstance(part, URIRef) and part.startswith(ZR))


def _parts(graph: Graph, node: Node) -> Iterator[Node]:
    yield node
    for predicate in (OWL.unionOf, OWL.intersectionOf):
        if (parts := graph.value(node, predicate)) is not None:
            yield from Collection(graph, parts)


def _local(term: URIRef) -> str:
    return term.removeprefix(ZR)


def _label(graph: Graph, term: URIRef) -> str:
    return text_of(graph, term, RDFS.label, "zh")
