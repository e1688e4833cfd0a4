"""A snapshot's graphs into an endpoint, by the SPARQL 1.1 Graph Store HTTP Protocol."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import httpx2

from kb.errors import EndpointError
from kb.graph.endpoint.address import Endpoint, away, client_options, refused
from kb.graph.endpoint.asking import OPENING_S, Graphs, solutions
from kb.graph.endpoint.held import MARK, UNION, Held, held_by, union_of

# So many triples go in one request: a server takes each as one transaction, which it may keep in memory.
_AT_ONCE = 100_000
# How long a server may take over one request.
_PATIENCE_S = 600.0
_NTRIPLES = {"Content-Type": "application/n-triples"}
_GRAPH_OF_LINE = re.compile(rb" <([^<>]*)> \.$")
_GONE = 404
_UNIONS = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{UNION}")) }}'

# Is told which graph is written, of how many, its name, and how many triples it has.
Progress = Callable[[int, int, str, int], None]


def load(endpoint: Endpoint, snapshot: str, nquads: bytes, progress: Progress) -> Held:
    """Load the graph of a snapshot; what the endpoint holds when it is done.

    The union goes under a name of its own, beside the one before it, which services read until they have changed over;
    then the mark says that the named graphs are being overwritten, and each is replaced; then all is counted; the mark
    of the new snapshot comes last, and then goes what belongs to no snapshot that is read. Loading again mends what was
    cut short. One load at a time: the caller has the lock of the library.

    :raises EndpointError: it is away, refuses, or has not kept all.
    """
    graphs = split(nquads)
    before = held_by(endpoint, OPENING_S)
    union = sorted({line for lines in graphs.values() for line in lines})
    parts = [(union_of(snapshot), union), *sorted(graphs.items())]
    kept = _kept(before, snapshot)
    with httpx2.Client(**client_options(endpoint, _PATIENCE_S)) as client:  # type: ignore[arg-type]
        writer = _Writer(endpoint, client)
        marked = before is None
        for nth, (name, lines) in enumerate(parts, 1):
            progress(nth, len(parts), name, len(lines))
            if name in kept and _size(endpoint, name) == len(lines):
                continue
            if before and not marked and name in graphs:
                writer.mark(replace(before, loading=tuple(sorted({*before.loading, *(part for part, _ in parts)}))))
                marked = True
            writer.replace(name, lines)
        _check(endpoint, parts)
        held = Held(snapshot, tuple(sorted(graphs)), _before(before, snapshot))
        writer.mark(held)
        for name in sorted({*_graphs_of(before), *_unions(endpoint)} - set(_graphs_of(held))):
            writer.remove(name)
    return held


def split(nquads: bytes) -> dict[str, list[bytes]]:
    """The lines of N-Quads as lines of N-Triples, by the name of their graph."""
    graphs: dict[str, list[bytes]] = {}
    for line in nquads.splitlines():
        found = _GRAPH_OF_LINE.search(line)
        assert found is not None, "every triple of a snapshot is in a named graph"
        graphs.setdefault(found[1].decode(), []).append(line[: found.start()] + b" .\n")
    return graphs


class _Writer:
    """Writes graphs; each request is answered before the next is sent."""

    def __init__(self, endpoint: Endpoint, client: httpx2.Client) -> None:
        self._endpoint, self._client = endpoint, client
        # Small, before anything big: a server that wants to know who writes asks now.
        self._send("GET", MARK, accepted=(_GONE,))

    def replace(self, graph: str, lines: Sequence[bytes]) -> None:
        """Make the graph hold these triples and no others."""
        for start in range(0, len(lines), _AT_ONCE):
            self._send("POST" if start else "PUT", graph, b"".join(lines[start : start + _AT_ONCE]))

    def mark(self, held: Held) -> None:
        """Say what the endpoint holds."""
        self.replace(MARK, held.triples().splitlines(keepends=True))

    def remove(self, graph: str) -> None:
        """Remove the graph, if it is there."""
        self._send("DELETE", graph, accepted=(_GONE,))

    def _send(self, method: str, graph: str, body: bytes = b"", accepted: Sequence[int] = ()) -> None:
        url = self._endpoint.store_url
        try:
            response = self._client.request(
                method, url, params={"graph": graph}, content=body or None, headers=_NTRIPLES if body else None
            )
        except httpx2.HTTPError as error:
            raise away(url, error) from error
        if not response.is_success and response.status_code not in accepted:
            raise refused(url, response.status_code, response.text)


def _check(endpoint: Endpoint, parts: Sequence[tuple[str, Sequence[bytes]]]) -> None:
    """:raises EndpointError: a graph does not hold as many triples as were written."""
    for name, lines in parts:
        if (found := _size(endpoint, name)) != len(lines):
            raise EndpointError(
                f"SPARQL 端点 {endpoint.query_url} 的图 {name} 写入 {len(lines)} 条三元组，查到 {found} 条；"
                "请确认查询和图存储是同一个库，并看端点的日志。"
            )


def _size(endpoint: Endpoint, graph: str) -> int:
    (row,) = solutions(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Graphs((graph,)))
    return int(row["n"].value)


def _kept(before: Held | None, snapshot: str) -> set[str]:
    """The graphs that stay when they are there in full: by its id a snapshot is always the same, and may be being read."""
    kept = {union_of(snapshot)}
    return kept.union(before.graphs) if before and before.snapshot == snapshot and not before.loading else kept


def _unions(endpoint: Endpoint) -> set[str]:
    """The unions of all snapshots that are there, those of loads that were cut short and never ended among them."""
    return {row["g"].value for row in solutions(endpoint, _UNIONS, Graphs(()))}


def _before(held: Held | None, snapshot: str) -> str:
    """The snapshot whose union stays for those who still read it."""
    if held is None:
        return ""
    return held.before if held.snapshot == snapshot else held.snapshot


def _graphs_of(held: Held | None) -> tuple[str, ...]:
    """All graphs that belong to what is held."""
    if held is None:
        return ()
    return (*held.graphs, *held.loading, *(union_of(snapshot) for snapshot in (held.snapshot, held.before) if snapshot))
