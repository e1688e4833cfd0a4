"""Parts of a graph asked of its engine, whichever that is: what is said of things, and by which named graph."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import pyoxigraph as ox
from rdflib import Dataset, Literal, URIRef
from rdflib.term import Node

from kb.graph.lines import iri
from kb.graph.namespaces import RDFS, XSD
from kb.graph.ontology import own_ontology

Term = ox.NamedNode | ox.BlankNode | ox.Literal
# Runs a SELECT query.
Ask = Callable[[str], list[dict[str, Term]]]
# Subject, predicate, object, named graph.
Statement = tuple[URIRef, URIRef, Node, str]
# A literal by its parts: what an engine writes for the term itself may be another spelling (Virtuoso: 1 for true).
_HEAD = "SELECT ?s ?p ?o ?g (STR(?o) AS ?text) (LANG(?o) AS ?language) (DATATYPE(?o) AS ?datatype) "
_STRINGS = {
    "http://www.w3.org/2001/XMLSchema#string",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
}
# So many things are named in one query.
_AT_ONCE = 200


def statements(ask: Ask) -> Iterator[Statement]:
    """Everything that the named graphs say."""
    return _found(ask, "")


def said_of(ask: Ask, things: Sequence[URIRef], predicates: Iterable[URIRef] = ()) -> Iterator[Statement]:
    """What is said of things, by these predicates or by any."""
    chosen = ", ".join(map(_iri, predicates))
    only = f"FILTER (?p IN ({chosen}))" if chosen else ""
    for first in range(0, len(things), _AT_ONCE):
        named = " ".join(map(_iri, things[first : first + _AT_ONCE]))
        yield from _found(ask, f"VALUES ?s {{ {named} }}", only)


def pointing_at(ask: Ask, thing: URIRef) -> Iterator[Statement]:
    """What is said of others with this thing as object."""
    return _found(ask, f"VALUES ?o {{ {_iri(thing)} }}")


def dataset_with(found: Iterable[Statement]) -> Dataset:
    """The statements in rdflib, its default graph the union."""
    dataset = Dataset(default_union=True)
    for subject, predicate, target, graph in found:
        dataset.graph(iri(graph)).add((subject, predicate, target))
    return dataset


def is_iri(text: str) -> bool:
    """Whether a query can name it."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _found(ask: Ask, values: str, only: str = "") -> Iterator[Statement]:
    for row in ask(f"{_HEAD}{{ {values} GRAPH ?g {{ ?s ?p ?o }} {only} }}"):
        subject, predicate, graph = (row[name].value for name in ("s", "p", "g"))
        yield iri(subject), iri(predicate), _target(row), graph


def _target(row: dict[str, Term]) -> Node:
    if isinstance(row["o"], ox.NamedNode):
        return iri(row["o"].value)
    text, language, datatype = (row[name].value if name in row else "" for name in ("text", "language", "datatype"))
    datatype = _ranges().get(row["p"].value, datatype)
    if language or datatype in _STRINGS or not datatype:
        return Literal(text, lang=language or None)
    return Literal(text, datatype=iri(datatype), normalize=False)


@cache
def _ranges() -> dict[str, str]:
    """The datatype of each property of the ontology: engines keep some as a wider one (nonNegativeInteger as integer)."""
    found = own_ontology().subject_objects(RDFS.range)
    return {str(term): str(kind) for term, kind in found if str(kind).startswith(str(XSD))}


def _iri(thing: URIRef) -> str:
    return str(ox.NamedNode(str(thing)))
