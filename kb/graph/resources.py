"""What there is to show of one thing of the graph: plain values, no RDF library."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A value: its text, its IRI unless it is a literal, and which of stated, inferred, supplied say it."""

    text: str
    iri: str | None
    basis: tuple[str, ...]


@dataclass(frozen=True)
class Property:
    """A property with its values in order; ``left_out`` more are not given."""

    iri: str
    label: str
    values: tuple[Value, ...]
    left_out: int


@dataclass(frozen=True)
class Quote:
    """Where a thing stands in the canonical text of a document (its id): ``text[start:end] == quote``."""

    quote: str
    start: int
    end: int
    document: str


@dataclass(frozen=True)
class Resource:
    """A thing: its properties, and by which properties others point at it. ``triples`` counts those of a named graph."""

    iri: str
    label: str
    outgoing: tuple[Property, ...]
    incoming: tuple[Property, ...]
    quote: Quote | None
    triples: int | None
