"""What tables are made from: rows of the snapshot's graph, read by the index queries, and the canonical texts.

Offsets are characters of the text of ``document`` (an id); ``task`` is an IRI.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.graph.store import GraphStore

GraphRow = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task; ``section`` is the id of its provision, ``heading`` what is printed over it."""

    iri: str
    section: str
    title: str
    heading: str
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One unit in one role by the statement ``start..end``; ``due`` (ISO date) and ``wording`` are its time, "" for none."""

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
    due: str
    wording: str


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A stated deadline: ``matter`` is due by ``date`` (ISO), printed as ``wording``."""

    task: str | None
    matter: str
    date: str
    wording: str
    approximate: bool
    document: str
    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A quantity; ``value`` is a decimal, ``as_of`` a time as printed, "" for none."""

    task: str | None
    indicator: str
    value: str
    measure_unit: str
    comparator: str
    kind: str
    as_of: str
    document: str
    section: str
    start: int
    end: int


@dataclass(frozen=True)
class Material:
    """One snapshot's rows. ``numbers`` are the printed numbers from the part down to a provision, by document and id;
    ``unit_names`` are the IRIs that each name of a unit may stand for."""

    texts: Mapping[str, str]
    documents: tuple[GraphRow, ...]
    tasks: tuple[TaskRow, ...]
    assignments: tuple[AssignmentRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    figures: tuple[FigureRow, ...]
    numbers: Mapping[tuple[str, str], tuple[str, ...]]
    unit_names: Mapping[str, frozenset[str]]

    def quote(self, document: str, start: int, end: int) -> str:
        """What the text says there."""
        return self.texts[document][start:end]


def load_material(store: GraphStore, texts: Mapping[str, str]) -> Material:
    """The material of a snapshot's graph and its canonical texts by document id."""
    return Material(
        texts=texts,
        documents=tuple(store.select("documents")),
        tasks=tuple(map(_task, store.select("task_index"))),
        assignments=tuple(map(_assignment, store.select("assignment_index"))),
        deadlines=tuple(map(_deadline, store.select("deadline_index"))),
        figures=tuple(map(_figure, store.select("figure_index"))),
        numbers=_numbers(store.select("provision_index")),
        unit_names=_unit_names(store.select("unit_index")),
    )


def _task(row: GraphRow) -> TaskRow:
    title, heading = row.get("title", ""), row.get("heading", "")
    return TaskRow(row["task"], row["id"], title, heading, row["document_id"], int(row["start"]), int(row["end"]))


def _assignment(row: GraphRow) -> AssignmentRow:
    return AssignmentRow(
        row.get("task"),
        row["unit"],
        row["name"],
        row["printed"],
        row["role"],
        row["collective"] == "true",
        row["open_list"] == "true",
        float(row["confidence"]),
        *_place(row),
        int(row["position"]),
        row.get("due", ""),
        row.get("wording", ""),
    )


def _deadline(row: GraphRow) -> DeadlineRow:
    approximate = row.get("approximate") == "true"
    return DeadlineRow(
        row.get("task"), row.get("due", ""), row["date"], row.get("wording", ""), approximate, *_place(row)
    )


def _figure(row: GraphRow) -> FigureRow:
    return FigureRow(
        row.get("task"),
        row.get("indicator", ""),
        row["value"],
        row.get("measure_unit", ""),
        row.get("comparator", ""),
        row.get("figure_kind", ""),
        row.get("as_of", ""),
        *_place(row),
    )


def _place(row: GraphRow) -> tuple[str, str, int, int]:
    return row["document_id"], row.get("section", ""), int(row["start"]), int(row["end"])


def _numbers(rows: Sequence[GraphRow]) -> dict[tuple[str, str], tuple[str, ...]]:
    own = {row["provision"]: (row["parent"], _printed_number(row)) for row in rows}

    def path(iri: str) -> tuple[str, ...]:
        if iri not in own:
            return ()
        parent, number = own[iri]
        return (*path(parent), number) if number else path(parent)

    return {(row["document_id"], row["id"]): path(row["provision"]) for row in rows}


def _printed_number(row: GraphRow) -> str:
    """The number where it is printed: a row of a table without one is numbered by its place."""
    number = row.get("number", "")
    return number if row.get("heading", "").startswith(number) else ""


def _unit_names(rows: Sequence[GraphRow]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["label"], set()).add(row["unit"])
    return {name: frozenset(units) for name, units in found.items()}
