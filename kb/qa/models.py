"""Questions and answers as values; the ask contract is their JSON form (kb.qa.contract)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """One question. ``history`` are the earlier turns of the user, oldest first; ``documents`` limits the search."""

    text: str
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    explain: bool = False


@dataclass(frozen=True)
class AnsweredUnit:
    """A unit of an answer with its role."""

    iri: str
    name: str
    role: str
    collective: bool
    basis: str = "stated"


@dataclass(frozen=True)
class AnsweredTask:
    """A task of an answer."""

    iri: str
    id: str
    title: str
    document: str


@dataclass(frozen=True)
class Cited:
    """A quotation that proves the answer: ``text[start:end] == quote`` in the document's canonical text."""

    n: int
    document: str
    document_title: str
    section: str
    heading: str
    quote: str
    start: int
    end: int
    url: str


@dataclass(frozen=True)
class Entity:
    """A mention found in the question and what it was matched with."""

    text: str
    iri: str
    kind: str
    matched_by: str


@dataclass(frozen=True)
class Answer:
    """One answer. ``status``: answered, not_stated, ambiguous, out_of_scope or invalid; ``reason`` says why not answered."""

    status: str
    answer: str
    intent: str = ""
    reason: str | None = None
    confidence: float = 0.0
    units: tuple[AnsweredUnit, ...] = ()
    tasks: tuple[AnsweredTask, ...] = ()
    citations: tuple[Cited, ...] = ()
    follow_ups: tuple[str, ...] = ()
    count: int | None = None
    entities: tuple[Entity, ...] = ()
    query: str = ""
    snapshot: str = field(default="")
