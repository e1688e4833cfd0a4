"""The graph of one snapshot in an endpoint, which other snapshots are loaded into while it is read."""

import time

import pyoxigraph as ox

from kb.errors import EndpointError
from kb.graph.endpoint.address import Endpoint
from kb.graph.endpoint.asking import OPENING_S, Graphs, solutions
from kb.graph.endpoint.held import Held, held_by, union_of
from kb.graph.endpoint.watching import TRUST_S, Watch


class EndpointGraph:
    """The graph of one snapshot in an endpoint; see :class:`kb.graph.store.Engine`."""

    def __init__(self, endpoint: Endpoint, snapshot: str, held: Held) -> None:
        self.endpoint, self._snapshot = endpoint, snapshot
        self.graphs = frozenset(held.graphs)
        self.of = Graphs((union_of(snapshot),), held.graphs)
        self._watch = Watch(endpoint, held)

    def solutions(self, query: str, seconds: float = OPENING_S) -> ox.QuerySolutions:
        """The solutions of a SELECT query.

        :param seconds: how long the endpoint may be silent.
        :raises EndpointError: the endpoint is away, refuses, leaves rows out, or does not hold this snapshot, or its
            named graphs, which the query asks for.
        """
        named = names_graphs(query)
        sure = self.trust(named=named)
        found = solutions(self.endpoint, query, self.of, seconds)
        if not sure:
            self.check(named=named)
        return found

    def trust(self, *, named: bool) -> bool:
        """Look whether the snapshot is still there, unless that was done a moment ago: a graph that is gone has no
        triples, and would be answered from all the same.

        :param named: whether its named graphs will be read, too.
        :returns: whether what is read now can be relied on. Otherwise only after :meth:`check`: named graphs can be
            overwritten at any moment, and the union of the snapshot before the current one be removed.
        :raises EndpointError: as :meth:`check`.
        """
        current = self._judge(self._watch.look(time.monotonic() - TRUST_S), named=named)
        return current and not named

    def check(self, *, named: bool = True) -> None:
        """Look whether the snapshot is there now, and its named graphs, where those are of interest.

        :raises EndpointError: the endpoint is away, refuses, or does not hold them.
        """
        self._judge(self._watch.look(time.monotonic()), named=named)

    def _judge(self, held: Held | None, *, named: bool) -> bool:
        """Whether the snapshot is the current one. :raises EndpointError: as :meth:`check`."""
        if held is None or self._snapshot not in (held.snapshot, held.before):
            raise EndpointError(held_instead(self.endpoint, held, self._snapshot))
        if named and held.loading:
            raise EndpointError(half_loaded(self.endpoint))
        current = held.snapshot == self._snapshot
        if named and not current:
            raise EndpointError(held_instead(self.endpoint, held, self._snapshot))
        return current


def names_graphs(query: str) -> bool:
    """Whether a query can ask for named graphs; True for some that cannot."""
    return "GRAPH" in query.upper()


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


def half_loaded(endpoint: Endpoint) -> str:
    """What is said of an endpoint whose named graphs are being overwritten, or were left so."""
    return f"SPARQL 端点 {endpoint.query_url} 正在装入快照，或装入中断了；中断的请再运行 zeren endpoint load。"
