"""What answers are made from: one snapshot's graph, texts and facts, loaded once and read only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kb import facts
from kb.graph.topics import Topic
from kb.snapshot_facts import RowSource, SnapshotFacts

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


@dataclass(frozen=True, kw_only=True)
class Knowledge(SnapshotFacts):
    """One snapshot's facts, ready to answer; ``deadlines`` are also those that responsibility statements set.

    ``store`` gives what is asked for beside the facts; ``search`` is the semantic search over the same documents, without
    which questions are understood by words and topics.
    """

    snapshot: str
    store: RowSource
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
    """Knowledge of a snapshot's facts; the rest as of :class:`Knowledge`."""
    in_statements = facts.statement_deadlines(known.tasks, known.assignments, known.deadlines, known.texts)
    given = {**vars(known), "deadlines": (*known.deadlines, *in_statements)}
    return Knowledge(**given, snapshot=snapshot, store=rows, topics=topics, search=search)
