"""The values that pass between stages: frozen dataclasses, no behaviour beyond looking inside themselves.

Positions are offsets in characters (code points) of the canonical text of one document; ``start`` is inclusive,
``end`` exclusive. What was printed is kept apart from what was worked out from it.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

ROLES = ("lead", "participate", "responsible", "guide")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the canonical text: ``text[start:end] == quote``, always."""

    start: int
    end: int
    quote: str


def span_of(text: str, start: int, end: int) -> Span:
    """The span of ``text`` from ``start`` to ``end``."""
    return Span(start, end, text[start:end])


def trimmed_span(text: str, start: int, end: int) -> Span:
    """As :func:`span_of`, without white space at both ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return span_of(text, start, end)


@dataclass(frozen=True, slots=True)
class Provision:
    """An addressable part of a document.

    ``level`` is one of document, front, part, section, item, point, annex. ``id`` is positional ("3.3.3"; annexes
    "A2.1"; the root ""; what stands before the first heading "front"). The text of the provision itself, heading included, is ``start..own_end``; its
    children fill ``own_end..end``. ``heading`` covers number and title; ``body_start`` is where the text after the
    heading begins. ``listed`` is false for an enumerated line that is all content and has no title.
    """

    id: str
    level: str
    number: str
    title: str
    parent: str | None
    start: int
    own_end: int
    end: int
    heading: Span
    body_start: int
    listed: bool = True


@dataclass(frozen=True)
class Outline:
    """The provisions of one text in document order, the root first. Own texts in order give back the text."""

    text: str
    provisions: tuple[Provision, ...]

    def by_id(self, provision_id: str) -> Provision:
        """The provision with this id. :raises KeyError: there is none."""
        return self._index[provision_id]

    def has(self, provision_id: str) -> bool:
        """Whether a provision has this id."""
        return provision_id in self._index

    def at(self, offset: int) -> Provision:
        """The innermost provision whose own text holds ``offset``."""
        low, high = 0, len(self.provisions) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.provisions[middle].start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.provisions[low]

    def children(self, provision_id: str) -> tuple[Provision, ...]:
        """Direct children in order."""
        return tuple(p for p in self.provisions if p.parent == provision_id)

    def is_leaf(self, provision: Provision) -> bool:
        """Whether no listed provision lies inside."""
        return provision.id not in self._parents_of_listed

    @cached_property
    def _index(self) -> dict[str, Provision]:
        return {provision.id: provision for provision in self.provisions}

    @cached_property
    def _parents_of_listed(self) -> frozenset[str | None]:
        return frozenset(p.parent for p in self.provisions if p.listed)


@dataclass(frozen=True, slots=True)
class UnitMention:
    """One unit in one statement. ``name`` has a shared prefix restored and a slip mended; ``printed`` is the text."""

    name: str
    printed: str
    role: str
    collective: bool
    span: Span


@dataclass(frozen=True)
class Assignment:
    """A statement that gives a task to units. ``provision`` is "" when it belongs to no numbered provision."""

    provision: str
    heading: str
    statement: Span
    units: tuple[UnitMention, ...]
    open_list: bool
    deadline: date | None
    deadline_text: str | None
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Citation:
    """A place where the document names another document. ``relation`` is cites, based_on or self."""

    provision: str
    title: str
    article: str | None
    number: str | None
    relation: str
    span: Span
    rule: str


@dataclass(frozen=True)
class Figure:
    """A quantity. ``kind``: target, baseline, achievement, current_state or planned_quantity.

    ``value`` is in ``measure_unit`` with 万 and 亿 multiplied out (3.3万户 -> 33000 户); ``comparator`` is one of
    = <= >= < > ~ down up; ``as_of`` is the date or period the text gives, as printed.
    """

    provision: str
    indicator: str
    value: float
    measure_unit: str
    comparator: str
    kind: str
    as_of: str | None
    span: Span
    rule: str


@dataclass(frozen=True)
class Deadline:
    """A date by which something is due. ``inherited``: taken from the plan's own period, not printed at the task."""

    provision: str
    due: str
    date: date
    text: str
    precision: str
    approximate: bool
    inherited: bool
    span: Span
    rule: str


@dataclass(frozen=True)
class Deliverable:
    """Something to be built: platform, system, database, station, base. ``category`` is a key of deliverables.yaml."""

    provision: str
    name: str
    category: str
    span: Span
    rule: str


@dataclass(frozen=True)
class Action:
    """One measure: a clause that orders one thing."""

    provision: str
    span: Span
    rule: str


@dataclass(frozen=True)
class Task:
    """What one provision orders to be done."""

    provision: str
    title: str
    units: tuple[UnitMention, ...]
    open_list: bool
    span: Span


@dataclass(frozen=True)
class DocumentInfo:
    """What a document says about itself. ``other_title``: of the covering notice, or of the plan under it when ``title`` is
    the notice's. ``place`` is the jurisdiction as printed ("高青县"), ``level`` one of
    state, province, prefecture, county, township or "" when unknown. ``period`` are the first and last year."""

    id: str
    title: str
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    addressees: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()
    other_title: str | None = None
    place: str = ""
    level: str = ""
    period: tuple[int, int] | None = None


@dataclass(frozen=True)
class DocumentContext:
    """What an extractor may look at: the outline, the document's own data, and the responsibility statements."""

    outline: Outline
    info: DocumentInfo
    statements: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Unparsed:
    """A line that looks like responsibility, date or citation and was not understood."""

    kind: str
    span: Span


@dataclass(frozen=True)
class ParsedDocument:
    """Everything that was understood of one document."""

    info: DocumentInfo
    outline: Outline
    tasks: tuple[Task, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    actions: tuple[Action, ...] = ()
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    unparsed: tuple[Unparsed, ...] = field(default=())

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.outline.text
