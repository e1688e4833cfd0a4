"""Which snapshot an endpoint holds: a mark in a graph of its own, written last; and the graph of that snapshot.

An endpoint holds the union of a snapshot's graphs under a name with the snapshot's id, each triple once, and the
named graphs under their own names. Whoever reads a snapshot names its union, and goes on reading it while another
snapshot is loaded beside it.
"""

from dataclasses import dataclass

import pyoxigraph as ox

from kb.errors import EndpointError
from kb.graph.endpoint.address import Endpoint
from kb.graph.endpoint.asking import Graphs, solutions

MARK = "urn:zeren:snapshots"
_UNION = "urn:zeren:snapshot:"
_CURRENT, _BEFORE, _PART = (f"<http://purl.org/dc/terms/{name}>" for name in ("hasVersion", "replaces", "hasPart"))
_HELD = f"""SELECT ?union ?before ?graph {{
  <{MARK}> {_CURRENT} ?union
  OPTIONAL {{ ?union {_BEFORE} ?before }}
  OPTIONAL {{ ?union {_PART} ?graph }}
}}"""
LOAD = "zeren endpoint load"


@dataclass(frozen=True)
class Held:
    """What the mark says: the snapshot, the names of its graphs, and the snapshot before it, whose union is kept for
    services that still read it ("" where there was none)."""

    snapshot: str
    graphs: tuple[str, ...]
    before: str = ""

    def triples(self) -> bytes:
        """The mark as N-Triples."""
        here = f"<{union_of(self.snapshot)}>"
        lines = [f"<{MARK}> {_CURRENT} {here} .", *(f"{here} {_PART} <{name}> ." for name in self.graphs)]
        if self.before:
            lines.append(f"{here} {_BEFORE} <{union_of(self.before)}> .")
        return "".join(f"{line}\n" for line in lines).encode()


def union_of(snapshot: str) -> str:
    """The name of the graph that is the union of the snapshot's graphs."""
    return f"{_UNION}{snapshot}"


def held_by(endpoint: Endpoint) -> Held | None:
    """What the endpoint holds, None where it has no mark.

    :raises EndpointError: it is away, or refuses.
    """
    rows = [[term and term.value for term in row] for row in solutions(endpoint, _HELD, Graphs((MARK,)))]
    if not rows:
        return None
    union, before, _ = rows[0]
    graphs = tuple(sorted({graph for _, _, graph in rows if graph}))
    return Held(union.removeprefix(_UNION), graphs, (before or "").removeprefix(_UNION))


class EndpointGraph:
    """The graph of one snapshot in an endpoint; see :class:`kb.graph.store.Engine`."""

    def __init__(self, endpoint: Endpoint, held: Held) -> None:
        self.endpoint = endpoint
        self.graphs = frozenset(held.graphs)
        self.of = Graphs((union_of(held.snapshot),), held.graphs)

    def solutions(self, query: str) -> ox.QuerySolutions:
        """The solutions of a SELECT query.

        :raises EndpointError: the endpoint is away, refuses, or leaves rows out.
        """
        return solutions(self.endpoint, query, self.of)


def graph_in(endpoint: Endpoint, snapshot: str) -> EndpointGraph:
    """The graph of a snapshot in the endpoint.

    :raises EndpointError: the endpoint is away, or holds another snapshot or none.
    """
    held = held_by(endpoint)
    if held is None or held.snapshot != snapshot:
        holds = f"装的是快照 {held.snapshot}，不是当前的 {snapshot}" if held else f"没有装当前的快照 {snapshot}"
        raise EndpointError(f"SPARQL 端点 {endpoint.query_url} {holds}；请运行 {LOAD}。")
    return EndpointGraph(endpoint, held)
