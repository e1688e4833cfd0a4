"""All facts of one snapshot: the rows of its graph, read by the index queries, and the canonical texts they stand in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kb import collector, facts
from kb.facts import (
    AssignmentRow,
    CitationRow,
    DeadlineRow,
    DeliverableRow,
    FigureRow,
    GraphRow,
    MemberRow,
    ProvisionEntry,
    TaskEntry,
)
from kb.units.registry import Alias, Registry, Unit


class RowSource(Protocol):
    """What gives the rows of the named queries of ``ontology/queries``."""

    def select(self, query: str) -> Iterable[GraphRow]:
        """The rows of the query of this name."""


@dataclass(frozen=True)
class SnapshotFacts:
    """One snapshot's facts. ``deadlines`` are those that are stated; ``addressees`` stand by document id."""

    texts: Mapping[str, str]
    documents: tuple[GraphRow, ...]
    units: Registry
    tasks: tuple[TaskEntry, ...]
    provisions: tuple[ProvisionEntry, ...]
    assignments: tuple[AssignmentRow, ...]
    figures: tuple[FigureRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    citations: tuple[CitationRow, ...]
    deliverables: tuple[DeliverableRow, ...]
    addressees: Mapping[str, tuple[str, ...]]
    members: tuple[MemberRow, ...] = ()


@collector.put_off()
def load_facts(rows: RowSource, texts: Mapping[str, str]) -> SnapshotFacts:
    """The facts of a snapshot.

    :param texts: the canonical texts by document id.
    """
    return SnapshotFacts(
        texts=texts,
        documents=tuple(rows.select("documents")),
        units=_units(rows.select("unit_index")),
        tasks=tuple(facts.task_entry(row, texts) for row in rows.select("task_index")),
        provisions=tuple(map(facts.provision_entry, rows.select("provision_index"))),
        assignments=tuple(map(facts.assignment_row, rows.select("assignment_index"))),
        figures=tuple(map(facts.figure_row, rows.select("figure_index"))),
        deadlines=tuple(map(facts.deadline_row, rows.select("deadline_index"))),
        citations=tuple(map(facts.citation_row, rows.select("citation_index"))),
        deliverables=tuple(map(facts.deliverable_row, rows.select("deliverable_index"))),
        addressees=_addressees(rows.select("addressees")),
        members=tuple(map(facts.member_row, rows.select("roster_index"))),
    )


def _addressees(rows: Iterable[GraphRow]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row["addressee"])
    return {document: tuple(names) for document, names in found.items()}


def _units(rows: Iterable[GraphRow]) -> Registry:
    labels: dict[str, list[Alias]] = {}
    heads: dict[str, GraphRow] = {}
    for row in rows:
        kind = "printed" if row["label_kind"] == "preferred" else row["label_kind"]
        labels.setdefault(row["unit"], []).append(Alias(row["label"], kind, row.get("valid_until")))
        heads.setdefault(row["unit"], row)
    return Registry(
        tuple(
            Unit(
                key=iri,
                name=row["name"],
                place=row.get("place", ""),
                level=row.get("level", ""),
                kind=row.get("kind", ""),
                collective=row["collective"] == "true",
                aliases=tuple(labels[iri]),
                parent=row.get("parent"),
            )
            for iri, row in heads.items()
        )
    )
