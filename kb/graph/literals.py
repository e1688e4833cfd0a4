"""Values → literals of the graph, each in one fixed spelling; and the small helpers that every builder uses."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rdflib import Literal, URIRef

from kb.graph.namespaces import XSD, Triple

Item = TypeVar("Item")


def date_literal(value: date) -> Literal:
    """An xsd:date."""
    return Literal(value.isoformat(), datatype=XSD.date, normalize=False)


def decimal_literal(value: float) -> Literal:
    """An xsd:decimal in plain notation, without a fraction that says nothing (33000, 0.01)."""
    text = format(Decimal(repr(value)), "f")
    return Literal(text.removesuffix(".0"), datatype=XSD.decimal, normalize=False)


def flag_literal(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=XSD.boolean, normalize=False)


def text_triples(subject: URIRef, pairs: Iterable[tuple[URIRef, str | None]]) -> Iterator[Triple]:
    """One string for each predicate that has a value."""
    for predicate, value in pairs:
        if value:
            yield subject, predicate, Literal(value)


def numbered(items: Iterable[Item], keys: Iterable[Hashable]) -> Iterator[tuple[int, Item]]:
    """Each item with its number (from 1) among the items of the same key."""
    seen: Counter[Hashable] = Counter()
    for item, key in zip(items, keys, strict=True):
        seen[key] += 1
        yield seen[key], item
