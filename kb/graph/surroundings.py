"""One thing of the graph with what points at it and what its neighbours are called: no more than a reader is shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Dataset, URIRef
from rdflib.term import Node

from kb.graph.namespaces import DCTERMS, ZR
from kb.graph.naming import NAMING, natural_key
from kb.graph.statements import Ask, Statement, dataset_with, pointing_at, said_of

# Of what points at a thing (the spans of a document), so many are given for each property.
MOST_INCOMING = 100
_NAMES = (*sorted(NAMING), ZR.quote, ZR.span)
_PLACE = (*_NAMES, ZR.inDocument, ZR.start, ZR.end)
# A node and the graphs that say so, by predicate.
Links = dict[Node, dict[Node, set[str]]]


@dataclass(frozen=True)
class Surroundings:
    """``outgoing`` and ``incoming`` are all links of the thing; ``names`` is what its shown neighbours are called."""

    thing: URIRef
    outgoing: Links
    incoming: Links
    names: tuple[Statement, ...]
    dataset: Dataset


def surroundings(ask: Ask, thing: URIRef) -> Surroundings:
    """What is around a thing, by a handful of queries."""
    said, pointing = tuple(said_of(ask, [thing])), tuple(pointing_at(ask, thing))
    outgoing = _by_predicate((p, o, graph) for _, p, o, graph in said)
    incoming = _by_predicate((p, s, graph) for s, p, _, graph in pointing)
    shown = {node for nodes in outgoing.values() for node in nodes}
    shown.update(node for nodes in incoming.values() for node in in_order(nodes)[:MOST_INCOMING])
    names = tuple(said_of(ask, _things(shown - {thing}), _NAMES))
    dataset = dataset_with((*said, *pointing, *names, *_places(ask, (*said, *names))))
    return Surroundings(thing, outgoing, incoming, names, dataset)


def place(ask: Ask, thing: URIRef) -> Dataset:
    """The thing's span, its quotation and the document that holds it; the thing may be the span itself."""
    said = tuple(said_of(ask, [thing], _PLACE))
    return dataset_with((*said, *_places(ask, said)))


def in_order(nodes: Iterable[Node]) -> list[Node]:
    """Nodes by their text, its numbers by value."""
    return sorted(nodes, key=lambda node: natural_key(str(node)))


def _places(ask: Ask, known: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """What is said of the spans that these statements name, and the ids of the documents that hold those."""
    spans = tuple(said_of(ask, _things(o for _, p, o, _ in known if p == ZR.span), _PLACE))
    documents = _things(o for _, p, o, _ in (*known, *spans) if p == ZR.inDocument)
    return (*spans, *said_of(ask, documents, (DCTERMS.identifier,)))


def _things(nodes: Iterable[Node]) -> list[URIRef]:
    return sorted({node for node in nodes if isinstance(node, URIRef)})


def _by_predicate(links: Iterable[tuple[Node, Node, str]]) -> Links:
    found: Links = {}
    for predicate, node, graph in links:
        found.setdefault(predicate, {}).setdefault(node, set()).add(graph)
    return found
