"""The rows of the graph that answers, lists and tables are made from, one dataclass for each index query of ``ontology/queries``.

Offsets are characters of the canonical text of ``document`` (an id). ``task`` is the IRI of the task a fact stands in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A task; ``id`` is that of its provision, ``heading`` what is printed over it, ``text`` the whole provision."""

    iri: str
    id: str
    title: str
    heading: str
    document: str
    document_title: str
    text: str
    start: int
    end: int
    open_list: bool = False


@dataclass(frozen=True, slots=True)
class ProvisionEntry:
    """A provision; ``start``..``end`` is its own text, heading included, without its children."""

    id: str
    document: str
    parent: str
    title: str
    heading: str
    number: str
    level: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One unit in one role by one statement. ``section`` is "" outside numbered provisions.

    ``date`` (ISO) and ``wording`` are the time that the statement sets (完成时限：2023年6月底), "" where it sets none.
    """

    task: str | None
    unit: str
    name: str
    printed: str
    role: str
    collective: bool
    open_list: bool
    confidence: float
    document: str
    section: str
    start: int
    end: int
    position: int
    date: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A quantity; ``quote`` is the clause that states it."""

    indicator: str
    value: str
    measure_unit: str
    comparator: str
    kind: str
    as_of: str
    document: str
    section: str
    task: str | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A stated deadline: ``due`` is what is due, ``date`` its last day (ISO), ``wording`` the time as printed."""

    due: str
    date: str
    wording: str
    approximate: bool
    document: str
    section: str
    task: str | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A place where another document is named. ``relation``: cites, based_on or self."""

    cited: str
    title: str
    relation: str
    article: str
    number: str
    document: str
    section: str
    task: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """Something to be built."""

    name: str
    category: str
    document: str
    section: str
    task: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a collective unit by a supplied roster; ``valid_from`` is an ISO date."""

    collective: str
    unit: str
    name: str
    valid_from: str
    source: str


LocatedRow = AssignmentRow | FigureRow | DeadlineRow | CitationRow | DeliverableRow
GraphRow = Mapping[str, str]


def task_entry(row: GraphRow, texts: Mapping[str, str]) -> TaskEntry:
    """A row of task_index."""
    start, end, document = int(row["start"]), int(row["end"]), row["document_id"]
    return TaskEntry(
        row["task"],
        row["id"],
        row.get("title", ""),
        row.get("heading", ""),
        document,
        row.get("document_title", ""),
        texts[document][start:end],
        start,
        end,
        row["open_list"] == "true",
    )


def provision_entry(row: GraphRow) -> ProvisionEntry:
    """A row of provision_index; one with no text of its own lies nowhere (0..0)."""
    parent = row["parent"].rpartition("/provision/")[2] if "/provision/" in row["parent"] else ""
    start, end = int(row.get("start", 0)), int(row.get("end", 0))
    title, heading = row.get("title", ""), row.get("heading", "")
    number, level = row.get("number", ""), row.get("level", "")
    return ProvisionEntry(row["id"], row["document_id"], parent, title, heading, number, level, start, end)


def assignment_row(row: GraphRow) -> AssignmentRow:
    """A row of assignment_index."""
    return AssignmentRow(
        task=row.get("task"),
        unit=row["unit"],
        name=row["name"],
        printed=row["printed"],
        role=row["role"],
        collective=row["collective"] == "true",
        open_list=row["open_list"] == "true",
        confidence=float(row["confidence"]),
        document=row["document_id"],
        section=row.get("section", ""),
        start=int(row["start"]),
        end=int(row["end"]),
        position=int(row["position"]),
        date=row.get("date", ""),
        wording=row.get("wording", ""),
    )


def figure_row(row: GraphRow) -> FigureRow:
    """A row of figure_index."""
    indicator, value, unit = row.get("indicator", ""), row["value"], row.get("measure_unit", "")
    comparator, kind, as_of = row.get("comparator", ""), row.get("figure_kind", ""), row.get("as_of", "")
    return FigureRow(indicator, value, unit, comparator, kind, as_of, *_place(row), row["quote"])


def deadline_row(row: GraphRow) -> DeadlineRow:
    """A row of deadline_index."""
    wording, approximate = row.get("wording", ""), row.get("approximate") == "true"
    return DeadlineRow(row.get("due", ""), row["date"], wording, approximate, *_place(row), row["quote"])


def statement_deadlines(
    tasks: Sequence[TaskEntry], rows: Sequence[AssignmentRow], stated: Sequence[DeadlineRow], texts: Mapping[str, str]
) -> tuple[DeadlineRow, ...]:
    """The times that responsibility statements set for their tasks, one for each statement.

    What was read as a deadline of its own inside a statement (``stated``) is not given again.
    """
    titles = {task.iri: task.title for task in tasks}
    known = [(row.document, row.start, row.end) for row in stated]
    found: dict[tuple[str, int, int], DeadlineRow] = {}
    for row in rows:
        if not (row.wording and row.task):
            continue
        place = (row.document, row.start, row.end)
        again = any(d == row.document and row.start < end and start < row.end for d, start, end in known)
        if not again:
            due, quote = titles.get(row.task, ""), texts[row.document][row.start : row.end]
            where = (row.document, row.section, row.task, row.start, row.end, quote)
            found.setdefault(place, DeadlineRow(due, row.date, row.wording, False, *where))
    return tuple(found.values())


def citation_row(row: GraphRow) -> CitationRow:
    """A row of citation_index."""
    title, article, number = row.get("title", ""), row.get("article", ""), row.get("number", "")
    return CitationRow(row["cited"], title, row["relation"], article, number, *_place(row))


def deliverable_row(row: GraphRow) -> DeliverableRow:
    """A row of deliverable_index."""
    return DeliverableRow(row["title"], row.get("category", ""), *_place(row))


def member_row(row: GraphRow) -> MemberRow:
    """A row of roster_index."""
    return MemberRow(row["collective"], row["unit"], row["name"], row["valid_from"], row["source"])


def _place(row: GraphRow) -> tuple[str, str, str | None, int, int]:
    return row["document_id"], row.get("section", ""), row.get("task"), int(row["start"]), int(row["end"])
