"""What answers are made from: one snapshot's graph, texts and facts, loaded once and read only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kb import collector, facts
from kb.facts import (
    AssignmentRow,
    CitationRow,
    DeadlineRow,
    DeliverableRow,
    FigureRow,
    MemberRow,
    ProvisionEntry,
    TaskEntry,
)
from kb.graph.store import GraphStore
from kb.graph.topics import Topic
from kb.units.registry import Alias, Registry, Unit

# Section → how likely its text speaks of the query, best first: what answers need of the semantic search.
Searcher = Callable[[str, Sequence[str]], Sequence["SearchHit"]]


class SearchHit(Protocol):
    """A stretch of text that the semantic search found."""

    @property
    def document(self) -> str: ...

    @property
    def section(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def score(self) -> float: ...

    @property
    def parts(self) -> Mapping[str, float]: ...


@dataclass(frozen=True)
class Knowledge:
    """One snapshot, ready to answer."""

    snapshot: str
    store: GraphStore
    units: Registry
    texts: Mapping[str, str]
    documents: tuple[Mapping[str, str], ...]
    tasks: tuple[TaskEntry, ...]
    provisions: tuple[ProvisionEntry, ...]
    assignments: tuple[AssignmentRow, ...]
    figures: tuple[FigureRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    citations: tuple[CitationRow, ...]
    deliverables: tuple[DeliverableRow, ...]
    addressees: Mapping[str, tuple[str, ...]]
    members: tuple[MemberRow, ...] = ()
    topics: tuple[Topic, ...] = ()
    search: Searcher | None = None

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each document."""
        return {row["id"]: row.get("title", "") for row in self.documents}

    @cached_property
    def headings(self) -> Mapping[tuple[str, str], str]:
        """The heading of each provision, by document and id."""
        return {(p.document, p.id): p.heading for p in self.provisions}


@collector.put_off()
def load_knowledge(
    snapshot: str,
    store: GraphStore,
    texts: Mapping[str, str],
    topics: tuple[Topic, ...] = (),
    search: Searcher | None = None,
) -> Knowledge:
    """Knowledge from a snapshot's graph and its canonical texts by document id.

    :param search: the semantic search over the same documents; without it questions are understood by words and topics.
    """
    tasks = tuple(facts.task_entry(row, texts) for row in store.select("task_index"))
    assignments = tuple(map(facts.assignment_row, store.select("assignment_index")))
    stated = tuple(map(facts.deadline_row, store.select("deadline_index")))
    return Knowledge(
        snapshot=snapshot,
        store=store,
        units=_units(store),
        texts=texts,
        documents=tuple(store.select("documents")),
        tasks=tasks,
        provisions=tuple(map(facts.provision_entry, store.select("provision_index"))),
        assignments=assignments,
        figures=tuple(map(facts.figure_row, store.select("figure_index"))),
        deadlines=(*stated, *facts.statement_deadlines(tasks, assignments, stated, texts)),
        citations=tuple(map(facts.citation_row, store.select("citation_index"))),
        deliverables=tuple(map(facts.deliverable_row, store.select("deliverable_index"))),
        addressees=_addressees(store),
        members=tuple(map(facts.member_row, store.select("roster_index"))),
        topics=topics,
        search=search,
    )


def _addressees(store: GraphStore) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in store.select("addressees"):
        found.setdefault(row["id"], []).append(row["addressee"])
    return {document: tuple(names) for document, names in found.items()}


def _units(store: GraphStore) -> Registry:
    rows = store.select("unit_index")
    labels: dict[str, list[Alias]] = {}
    for row in rows:
        kind = "printed" if row["label_kind"] == "preferred" else row["label_kind"]
        labels.setdefault(row["unit"], []).append(Alias(row["label"], kind, row.get("valid_until")))
    heads = {row["unit"]: row for row in rows}
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
