"""Which snapshot an endpoint holds: a mark in a graph of its own, written last; and the graph of that snapshot.

An endpoint holds the union of a snapshot's graphs under a name with the snapshot's id, each triple once, and the
named graphs under their own names. Whoever reads a snapshot names its union, and goes on reading it while another
snapshot is loaded beside it.
"""

import time
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
# For so long nobody looks again which snapshot is there, in seconds.
_TRUST_S = 1.0


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

    def __init__(self, endpoint: Endpoint, snapshot: str, held: Held) -> None:
        self.endpoint, self._snapshot = endpoint, snapshot
        self.graphs = frozenset(held.graphs)
        self.of = Graphs((union_of(snapshot),), held.graphs)
        self._trusted_until = time.monotonic() + _TRUST_S

    def solutions(self, query: str) -> ox.QuerySolutions:
        """The solutions of a SELECT query.

        :raises EndpointError: the endpoint is away, refuses, leaves rows out, or holds this snapshot no more.
        """
        self.trust()
        return solutions(self.endpoint, query, self.of)

    def trust(self) -> None:
        """Look whether the snapshot is still there, unless that was done a moment ago: a graph that is gone has no
        triples, and would be answered from all the same.

        :raises EndpointError: as :meth:`check`.
        """
        if time.monotonic() >= self._trusted_until:
            self.check()
            self._trusted_until = time.monotonic() + _TRUST_S

    def check(self) -> None:
        """:raises EndpointError: the endpoint is away, refuses, or holds this snapshot no more."""
        held = held_by(self.endpoint)
        if held is None or self._snapshot not in (held.snapshot, held.before):
            raise EndpointError(held_instead(self.endpoint, held, self._snapshot))


def graph_in(endpoint: Endpoint, snapshot: str) -> EndpointGraph:
    """The graph of a snapshot in the endpoint.

    :raises EndpointError: the endpoint is away, or holds another snapshot or none.
    """
    held = held_by(endpoint)
    if held is None or held.snapshot != snapshot:
        raise EndpointError(held_instead(endpoint, held, snapshot))
    return EndpointGraph(endpoint, snapshot, held)


def held_instead(endpoint: Endpoint, held: Held | None, snapshot: str) -> str:
    """What is said of an endpoint that does not hold the snapshot, and what to do."""
    holds = f"装的是快照 {held.snapshot}，不是当前的 {snapshot}" if held else f"没有装当前的快照 {snapshot}"
    return f"SPARQL 端点 {endpoint.query_url} {holds}；请运行 zeren endpoint load。"
