"""What tables are made from: rows of the snapshot's graph, read by the index queries, and the canonical texts.

Offsets are characters of the text of ``document`` (an id); ``task`` is an IRI.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb import collector, facts
from kb.facts import AssignmentRow, DeadlineRow, FigureRow, GraphRow, TaskEntry
from kb.graph.store import GraphStore


@dataclass(frozen=True)
class Material:
    """One snapshot's rows. ``numbers`` are the printed numbers from the part down to a provision, by document and id;
    ``units`` are the preferred names by IRI, ``unit_names`` the IRIs that each name of a unit may stand for."""

    texts: Mapping[str, str]
    documents: tuple[GraphRow, ...]
    tasks: tuple[TaskEntry, ...]
    assignments: tuple[AssignmentRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    figures: tuple[FigureRow, ...]
    numbers: Mapping[tuple[str, str], tuple[str, ...]]
    units: Mapping[str, str]
    unit_names: Mapping[str, frozenset[str]]

    def quote(self, document: str, start: int, end: int) -> str:
        """What the text says there."""
        return self.texts[document][start:end]


@collector.put_off()
def load_material(store: GraphStore, texts: Mapping[str, str]) -> Material:
    """The material of a snapshot's graph and its canonical texts by document id."""
    units = store.select("unit_index")
    return Material(
        texts=texts,
        documents=tuple(store.select("documents")),
        tasks=tuple(facts.task_entry(row, texts) for row in store.select("task_index")),
        assignments=tuple(map(facts.assignment_row, store.select("assignment_index"))),
        deadlines=tuple(map(facts.deadline_row, store.select("deadline_index"))),
        figures=tuple(map(facts.figure_row, store.select("figure_index"))),
        numbers=_numbers(store.select("provision_index")),
        units={row["unit"]: row["name"] for row in units},
        unit_names=_unit_names(units),
    )


def unit_id(iri: str) -> str:
    """The id of a unit, as the lists have it: place/name, of which neither holds a slash."""
    return "/".join(iri.split("/")[-2:])


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
