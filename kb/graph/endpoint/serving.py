"""The graph in an endpoint as a service asks it: for no longer than a page may take, and nobody is told where it is."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox

from kb.errors import EndpointError
from kb.graph.endpoint.asking import PAGE_S
from kb.graph.endpoint.graph import EndpointGraph

_LOG = logging.getLogger("zeren")
# All that the public is told: addresses, settings and what other servers say are in the log.
UNAVAILABLE = "图谱所在的 SPARQL 端点暂时不能用；请稍后再试，管理员请看服务的日志。"


class ServedGraph:
    """The graph of one snapshot; see :class:`kb.graph.store.Engine`."""

    def __init__(self, graph: EndpointGraph) -> None:
        self._graph = graph

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return self._graph.graphs

    def solutions(self, query: str) -> ox.QuerySolutions:
        """The solutions of a SELECT query. :raises EndpointError: as :func:`for_the_public` makes it."""
        with for_the_public():
            return self._graph.solutions(query, PAGE_S)


@contextmanager
def for_the_public() -> Iterator[None]:
    """What goes wrong with the endpoint is logged.

    :raises EndpointError: it did; what it says is UNAVAILABLE.
    """
    try:
        yield
    except EndpointError as error:
        _LOG.warning("%s", error)
        raise EndpointError(UNAVAILABLE) from error
