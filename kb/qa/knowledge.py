"""What answers are made from: one snapshot's graph, texts and facts, loaded once and read only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kb import facts
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
from kb.graph.topics import Topic
from kb.snapshot_facts import RowSource, SnapshotFacts
from kb.units.registry import Registry

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
    store: RowSource
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


def knowledge_of(
    snapshot: str,
    known: SnapshotFacts,
    rows: RowSource,
    topics: tuple[Topic, ...] = (),
    search: Searcher | None = None,
) -> Knowledge:
    """Knowledge of a snapshot's facts.

    :param rows: gives what is asked for beside the facts.
    :param search: the semantic search over the same documents; without it questions are understood by words and topics.
    """
    in_statements = facts.statement_deadlines(known.tasks, known.assignments, known.deadlines, known.texts)
    return Knowledge(
        snapshot=snapshot,
        store=rows,
        units=known.units,
        texts=known.texts,
        documents=known.documents,
        tasks=known.tasks,
        provisions=known.provisions,
        assignments=known.assignments,
        figures=known.figures,
        deadlines=(*known.deadlines, *in_statements),
        citations=known.citations,
        deliverables=known.deliverables,
        addressees=known.addressees,
        members=known.members,
        topics=topics,
        search=search,
    )
