"""What tables are made from: rows of the snapshot's graph, read by the index queries, and the canonical texts.

Offsets are characters of the text of ``document`` (an id); ``task`` is an IRI.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.facts import AssignmentRow, DeadlineRow, FigureRow, GraphRow, ProvisionEntry, TaskEntry
from kb.snapshot_facts import SnapshotFacts
from kb.units.registry import Unit


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


def material_of(known: SnapshotFacts) -> Material:
    """The material of a snapshot's facts."""
    return Material(
        texts=known.texts,
        documents=known.documents,
        tasks=known.tasks,
        assignments=known.assignments,
        deadlines=known.deadlines,
        figures=known.figures,
        numbers=_numbers(known.provisions),
        units={unit.key: unit.name for unit in known.units.units},
        unit_names=_unit_names(known.units.units),
    )


def unit_id(iri: str) -> str:
    """The id of a unit, as the lists have it: place/name, of which neither holds a slash."""
    return "/".join(iri.split("/")[-2:])


def _numbers(provisions: Sequence[ProvisionEntry]) -> dict[tuple[str, str], tuple[str, ...]]:
    own = {(entry.document, entry.id): entry for entry in provisions}
    return {place: _numbers_to(place, own) for place in own}


def _numbers_to(place: tuple[str, str], own: Mapping[tuple[str, str], ProvisionEntry]) -> tuple[str, ...]:
    entry = own.get(place)
    if entry is None:
        return ()
    number, above = _printed_number(entry), _numbers_to((entry.document, entry.parent), own)
    return (*above, number) if number else above


def _printed_number(entry: ProvisionEntry) -> str:
    """The number where it is printed: a row of a table without one is numbered by its place."""
    return entry.number if entry.heading.startswith(entry.number) else ""


def _unit_names(units: Iterable[Unit]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for unit in units:
        for alias in unit.aliases:
            found.setdefault(alias.text, set()).add(unit.key)
    return {name: frozenset(keys) for name, keys in found.items()}
