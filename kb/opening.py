"""The current snapshot, opened as what each user of it needs: knowledge, findings, tables, search, graph."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kb import collector
from kb.audit.contract import Row
from kb.errors import NotFoundError
from kb.exports.material import Material, material_of
from kb.graph.endpoint.graph import EndpointGraph
from kb.graph.endpoint.serving import for_the_public
from kb.graph.linked_data import LinkedData
from kb.graph.ontology import own_ontology
from kb.graph.topics import TOPICS_FILE, Topic, load_topics
from kb.holdings import Holdings, holdings_of
from kb.listing import Lists, make_lists
from kb.opening_graph import GraphSource, graph_source, open_rows, rows_of, store_of, store_of_pages
from kb.qa.answering import Answerer, Heard
from kb.qa.finding.topics import TopicFinder, topic_finder
from kb.qa.knowledge import Knowledge, Searcher, knowledge_of
from kb.settings import Settings
from kb.snapshot import FINDINGS, Snapshot, open_current
from kb.snapshot_facts import RowSource, SnapshotFacts, load_facts

if TYPE_CHECKING:
    # The search layer loads numpy and FAISS, which reading one file does not need.
    from kb.search.encoder import Encoder
    from kb.search.index import EncodedPassages, SearchIndex
    from kb.search.large.stores import ConfiguredStores
    from kb.search.large.vector_store import VectorStores

_LOG = logging.getLogger("zeren")
# What the semantic search gives for one question.
_HITS = 10


@dataclass(frozen=True)
class Opened:
    """All that a service reads of one snapshot; ``graph`` is where its graph is, ``warnings`` say why it is not the latest one."""

    knowledge: Knowledge
    answerer: Answerer
    search_index: "SearchIndex"
    lists: Lists
    findings: list[Row]
    material: Material
    linked_data: LinkedData
    graph: GraphSource
    holdings: Holdings
    warnings: tuple[str, ...] = ()

    def check_graph(self) -> None:
        """:raises EndpointError: the endpoint that holds the graph is away, or holds it no more, as the public is told."""
        if isinstance(self.graph, EndpointGraph):
            with for_the_public():
                self.graph.check()

    @property
    def snapshot(self) -> str:
        """The id of the snapshot."""
        return self.knowledge.snapshot


def open_source(settings: Settings) -> tuple[Snapshot, GraphSource]:
    """The current snapshot and where its graph is.

    :raises SnapshotError: there is no good snapshot.
    :raises EndpointError: the graph is in an endpoint that is away, or holds another snapshot.
    """
    snapshot = open_current(settings.snapshot_dir)
    return snapshot, graph_source(snapshot, settings)


@collector.put_off()
def open_all(snapshot: Snapshot, source: GraphSource, settings: Settings, heard: Heard) -> Opened:
    """A snapshot, opened as everything that a service needs of it.

    :param heard: is told each answer that is given and whether it was kept, in the thread that asks.
    :raises SnapshotError: it is of another version or encoder.
    :raises EndpointError: the endpoint that has the graph is away.
    """
    collector.look_before()
    store = store_of(source)
    index = _read_index(snapshot, settings)
    rows = rows_of(source, store)
    facts = load_facts(rows, _texts(snapshot))
    knowledge = _knowledge(snapshot, facts, rows, index)
    opened = Opened(
        knowledge,
        Answerer(knowledge, settings.max_question_chars, heard, settings.answers_kept),
        index,
        make_lists(knowledge, settings.base_iri),
        json.loads(snapshot.read(FINDINGS)),
        material_of(facts),
        LinkedData(store_of_pages(source, store), own_ontology()),
        source,
        holdings_of(snapshot),
        snapshot.warnings,
    )
    # It stays till another one is opened, and is free then as soon as the last request is done with it.
    collector.leave_alone_too()
    return opened


def open_findings(settings: Settings, document: str | None = None) -> list[Row]:
    """The findings of the current snapshot, of one of its documents or all.

    :raises SnapshotError: there is no good snapshot, or it is of a version without findings.
    :raises NotFoundError: the snapshot has no such document.
    """
    snapshot = open_current(settings.snapshot_dir)
    if document is not None and f"texts/{document}.txt" not in snapshot.files:
        raise NotFoundError(
            f"没有文件 {document}，快照里也没有这个标识；请给出文件路径，或 zeren build 建过的文件的标识。"
        )
    rows: list[Row] = json.loads(snapshot.read(FINDINGS))
    return [row for row in rows if document in (None, row["document"])]


def open_knowledge(settings: Settings) -> Knowledge:
    """What the current snapshot knows, ready to answer.

    :raises SnapshotError: there is no good snapshot, or its index is of another encoder.
    """
    snapshot = open_current(settings.snapshot_dir)
    rows = open_rows(snapshot, settings)
    return _knowledge(snapshot, load_facts(rows, _texts(snapshot)), rows, _read_index(snapshot, settings))


def _knowledge(snapshot: Snapshot, facts: SnapshotFacts, rows: RowSource, index: "SearchIndex") -> Knowledge:
    for warning in snapshot.warnings:
        _LOG.warning("%s", warning)
    return knowledge_of(snapshot.id, facts, rows, _topics(), _searcher(index))


def open_material(settings: Settings) -> Material:
    """What the tables of the current snapshot are made from.

    :raises SnapshotError: there is no good snapshot.
    """
    snapshot = open_current(settings.snapshot_dir)
    return material_of(load_facts(open_rows(snapshot, settings), _texts(snapshot)))


def _texts(snapshot: Snapshot) -> dict[str, str]:
    names = [name for name in snapshot.files if name.startswith("texts/")]
    return {Path(name).stem: snapshot.read(name).decode() for name in names}


def check_vectors(snapshot: Snapshot, settings: Settings) -> None:
    """Whether the vectors of a snapshot are where it says, without loading them.

    :raises SnapshotError: they are in Milvus, and there is no setting of it, it cannot be reached, or has them no more.
    """
    vector_stores(settings).check(snapshot.path)


def open_search(settings: Settings) -> "SearchIndex":
    """The search index of the current snapshot.

    :raises SnapshotError: there is no good snapshot, or its index is missing, damaged or of another encoder.
    """
    return _read_index(open_current(settings.snapshot_dir), settings)


@dataclass(frozen=True)
class FoundPassage:
    """A hit of the search as answers see it."""

    document: str
    section: str
    start: int
    end: int
    score: float
    parts: Mapping[str, float]


def thesaurus() -> TopicFinder:
    """The words of the topics, ready to be found.

    :raises RuleError: the file of the topics is missing or wrong.
    """
    return topic_finder(_topics())


@cache
def _topics() -> tuple[Topic, ...]:
    return load_topics(TOPICS_FILE)


def _searcher(index: "SearchIndex") -> Searcher:
    def search(query: str, documents: Sequence[str]) -> list[FoundPassage]:
        hits = index.search(query, _HITS, documents)
        return [
            FoundPassage(h.passage.document, h.passage.section, h.passage.start, h.passage.end, h.score, h.parts)
            for h in hits
        ]

    return search


def _read_index(snapshot: Snapshot, settings: Settings) -> "SearchIndex":
    from kb.search.encoder import WORDS_ONLY, load_encoder
    from kb.search.large.stores import is_in_milvus

    encoder = load_encoder(settings.encoder)
    if settings.milvus_uri and encoder.name != WORDS_ONLY and not is_in_milvus(snapshot.path):
        _LOG.warning("设了 ZEREN_MILVUS_URI，但这份快照是先前建的，向量在快照里；运行 zeren build 以后才用 Milvus。")
    return search_index_of(snapshot, encoder, vector_stores(settings))


def vector_stores(settings: Settings) -> "ConfiguredStores":
    """Where the vectors of large collections are, as the settings say."""
    from kb.search.large.stores import ConfiguredStores

    return ConfiguredStores(settings.milvus_uri, settings.milvus_token)


def encoded_passages_of(snapshot: Snapshot, encoder: "Encoder") -> "EncodedPassages":
    """The passages in the search index of a snapshot with their vectors, to be taken over.

    :raises SnapshotError: the index is missing, damaged or of another encoder.
    """
    from kb.search.storage import open_encoded

    return open_encoded(snapshot.path, snapshot.files, snapshot.read, encoder)


def search_index_of(snapshot: Snapshot, encoder: "Encoder", stores: "VectorStores") -> "SearchIndex":
    """The search index that a snapshot holds.

    :raises SnapshotError: it is missing, damaged or of another encoder, or its store of vectors cannot be reached.
    """
    from kb.search.storage import open_index

    return open_index(snapshot.path, snapshot.files, snapshot.read, encoder, thesaurus(), stores)
