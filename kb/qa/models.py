"""Questions and answers as values; the ask contract is their JSON form (kb.qa.contract)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """One question. ``history`` are the earlier turns of the user, oldest first; ``documents`` limits the search.

    ``as_of`` (ISO date) is the day by which deadlines are said to have passed or not; without it nothing is said of
    that. ``explain`` asks for the queries and the retrieval scores, which cost an encoding.
    """

    text: str
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    as_of: str | None = None
    explain: bool = False


@dataclass(frozen=True)
class AnsweredUnit:
    """A unit of an answer with its role: one of kb.models.ROLES, or "member" of a collective by a roster.

    ``basis``: stated by the text, supplied by a person, or inferred by a rule.
    """

    iri: str
    name: str
    role: str
    collective: bool
    basis: str = "stated"


@dataclass(frozen=True)
class AnsweredTask:
    """A task of an answer; ``basis`` is inferred where the unit has it only as a member of a collective."""

    iri: str
    id: str
    title: str
    document: str
    basis: str = "stated"


# The kind of a value that counts what the answer speaks of: no figure of the graph states it.
COUNT = "count"


@dataclass(frozen=True)
class AnsweredValue:
    """A value of an answer as printed; ``value`` and ``unit`` are its number and measure unit where it is a quantity.

    ``kind``: that of the figure, ``as_of`` (the time a figure is of), ``count`` (of what the answer speaks of) or "".
    """

    text: str
    value: str = ""
    unit: str = ""
    kind: str = ""


@dataclass(frozen=True)
class AnsweredRegulation:
    """A document that the answer names."""

    iri: str
    title: str


@dataclass(frozen=True)
class AnsweredDeadline:
    """A time of an answer: its last day (ISO, "" when it is none), its wording, and what is due."""

    date: str
    text: str
    due: str


@dataclass(frozen=True)
class AnsweredDeliverable:
    """Something to be built."""

    name: str


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
class Retrieved:
    """A provision that was found for the matter of the question: its score and what each part gave."""

    document: str
    section: str
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """One answer. ``status``: answered, not_stated, ambiguous, out_of_scope or invalid; ``reason`` says why not answered.

    ``rule`` is the id of the intent's entry; ``sparql`` are queries with their bindings that give the facts again,
    and ``retrieval`` what the search gave, both for a question that asks to explain.
    """

    status: str
    answer: str
    intent: str = ""
    reason: str | None = None
    confidence: float = 0.0
    units: tuple[AnsweredUnit, ...] = ()
    tasks: tuple[AnsweredTask, ...] = ()
    values: tuple[AnsweredValue, ...] = ()
    regulations: tuple[AnsweredRegulation, ...] = ()
    deadlines: tuple[AnsweredDeadline, ...] = ()
    deliverables: tuple[AnsweredDeliverable, ...] = ()
    yes_no: bool | None = None
    count: int | None = None
    citations: tuple[Cited, ...] = ()
    follow_ups: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    rule: str = ""
    sparql: str = ""
    retrieval: tuple[Retrieved, ...] = ()
    snapshot: str = field(default="")
