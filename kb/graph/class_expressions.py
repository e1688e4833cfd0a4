"""OWL class expressions in words, for the ontology reference."""

from collections.abc import Iterable

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kb.graph.namespaces import OWL, compact

_CARDINALITIES = ((OWL.minCardinality, "至少有"), (OWL.maxCardinality, "至多有"), (OWL.cardinality, "恰有"))


def names_of(graph: Graph, nodes: Iterable[Node]) -> str:
    """Terms and class expressions as one list, in alphabetic order."""
    return "、".join(sorted(name for name in (name_of(graph, node) for node in nodes) if name))


def name_of(graph: Graph, node: Node) -> str:
    """A term, a class expression in words, or "" for what needs no line."""
    if isinstance(node, URIRef):
        return f"`{compact(node)}`"
    for predicate, joint in ((OWL.unionOf, " 或 "), (OWL.intersectionOf, " 且 ")):
        if (parts := graph.value(node, predicate)) is not None:
            return joint.join(name_of(graph, part) for part in Collection(graph, parts))
    if (negated := graph.value(node, OWL.complementOf)) is not None:
        return f"并非（{name_of(graph, negated)}）"
    if (turned := graph.value(node, OWL.inverseOf)) is not None:
        return f"{name_of(graph, turned)} 的逆"
    return _restriction(graph, node) if isinstance(node, BNode) else ""


def _restriction(graph: Graph, node: BNode) -> str:
    on_property = graph.value(node, OWL.onProperty)
    if on_property is None:
        return ""
    some = graph.value(node, OWL.someValuesFrom)
    if some is not None:
        return f"至少有一个 {name_of(graph, on_property)}（{name_of(graph, some)}）"
    counts = ((words, graph.value(node, predicate)) for predicate, words in _CARDINALITIES)
    return next((f"{words} {n} 个 {name_of(graph, on_property)}" for words, n in counts if n is not None), "")
