"""The graph of the current snapshot, wherever it is: in its own N-Quads, in files of the engine, or in an endpoint."""

import logging

from kb.errors import reason_of
from kb.graph.endpoint.address import endpoint_of
from kb.graph.endpoint.graph import EndpointGraph, graph_in
from kb.graph.endpoint.serving import ServedGraph
from kb.graph.store import GraphStore
from kb.graph.stored import FOLDER_NAME, StoredGraph, stored_graph, sweep
from kb.settings import Settings
from kb.snapshot import GRAPH, Snapshot, digests_of, open_current
from kb.snapshot_facts import RowSource

# N-Quads, the engine's own files, or an endpoint that holds them.
GraphSource = bytes | StoredGraph | EndpointGraph
_LOG = logging.getLogger("zeren")


def graph_source(snapshot: Snapshot, settings: Settings) -> GraphSource:
    """Where the graph of a snapshot is: in the endpoint of the settings, where there is one, else its own file.

    :raises SnapshotError: the file is damaged.
    :raises EndpointError: the endpoint is away, or holds another snapshot.
    """
    folder, kept = settings.snapshot_dir / FOLDER_NAME, digests_of(settings.snapshot_dir, GRAPH)
    sweep(folder, kept)
    endpoint = endpoint_of(settings)
    if endpoint is not None:
        return graph_in(endpoint, snapshot.id)
    file = snapshot.path / GRAPH
    if GRAPH in snapshot.files and file.stat().st_size > settings.graph_in_memory_mb * 1_000_000:
        try:
            return stored_graph(folder, file, snapshot.files[GRAPH], kept)
        except OSError as error:
            reason = f"图谱存不成各进程共用的文件（{reason_of(error)}），改为装入内存；请检查快照目录的空间和写权限。"
            _LOG.warning("%s", reason)
    return snapshot.read(GRAPH)


def open_graph(snapshot: Snapshot, settings: Settings) -> GraphStore:
    """The graph of a snapshot, to be asked; otherwise as :func:`graph_source`."""
    return store_of(graph_source(snapshot, settings))


def open_rows(snapshot: Snapshot, settings: Settings) -> RowSource:
    """The rows of the queries that a snapshot is opened from; otherwise as :func:`graph_source`."""
    source = graph_source(snapshot, settings)
    return rows_of(source, store_of(source))


def store_of(source: GraphSource) -> GraphStore:
    """The graph at its source, to be asked."""
    if isinstance(source, StoredGraph):
        return source.store
    return GraphStore.from_nquads(source) if isinstance(source, bytes) else GraphStore(source)


def rows_of(source: GraphSource, store: GraphStore) -> RowSource:
    """What gives the rows of the named queries: kept beside a graph in files, else asked of its store."""
    return source if isinstance(source, StoredGraph) else store


def store_of_pages(source: GraphSource, store: GraphStore) -> GraphStore:
    """The store that a running service asks, where all others have been asked when the snapshot was opened."""
    return GraphStore(ServedGraph(source)) if isinstance(source, EndpointGraph) else store


def read_graph(settings: Settings) -> bytes:
    """The graph of the current snapshot, as N-Quads.

    :raises SnapshotError: there is no good snapshot.
    """
    return read_current_graph(settings)[1]


def read_source(settings: Settings) -> GraphSource:
    """Where the graph of the current snapshot is.

    :raises SnapshotError: there is no good snapshot.
    :raises EndpointError: the endpoint is away, or holds another snapshot.
    """
    return graph_source(open_current(settings.snapshot_dir), settings)


def read_current_graph(settings: Settings) -> tuple[str, bytes]:
    """The id of the current snapshot and its graph, as N-Quads.

    :raises SnapshotError: there is no good snapshot.
    """
    snapshot = open_current(settings.snapshot_dir)
    return snapshot.id, snapshot.read(GRAPH)
