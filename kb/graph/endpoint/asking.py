"""Queries sent to an endpoint by the SPARQL 1.1 Protocol, each with the graphs that it is of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import httpx2
import pyoxigraph as ox

from kb.errors import EndpointError
from kb.graph.endpoint.address import Endpoint, away, client_options, refused, timeout_of

SOLUTIONS = "application/sparql-results+json"
# How long an endpoint may be silent, in seconds: an index query of many documents, asked when a snapshot is opened, is
# sorted before its first row is sent; what a page or a probe asks is small, and a thread waits for it.
OPENING_S = 300.0
PAGE_S = 5.0
MARK_S = 3.0
# Virtuoso says by this header that it left rows out.
_CUT_OFF = "x-sparql-maxrows"
_TRIES = 2


@dataclass(frozen=True)
class Graphs:
    """What a query is of: ``default`` takes the place of the default graph, ``named`` are what GRAPH finds.

    Named in every request, so that it makes no difference what the server takes for its default graph, and what else
    it holds.
    """

    default: tuple[str, ...]
    named: tuple[str, ...] = ()

    def form(self, query: str) -> dict[str, str | Sequence[str]]:
        """The request's form."""
        return {"query": query, "default-graph-uri": self.default, "named-graph-uri": self.named}


@cache
def client_of(endpoint: Endpoint) -> httpx2.Client:
    """The connections of this process to the endpoint; its threads share them."""
    return httpx2.Client(**client_options(endpoint, OPENING_S))  # type: ignore[arg-type]


def solutions(endpoint: Endpoint, query: str, graphs: Graphs, seconds: float = OPENING_S) -> ox.QuerySolutions:
    """The solutions of a SELECT query.

    :param seconds: how long the endpoint may be silent.
    :raises EndpointError: the endpoint is away, refuses, leaves rows out, or says what is no result.
    """
    response = _send(endpoint, graphs.form(query), seconds)
    if not response.is_success:
        raise refused(endpoint.query_url, response.status_code, response.text)
    check_whole(endpoint, response)
    return solutions_of(endpoint, response.content)


def solutions_of(endpoint: Endpoint, body: bytes) -> ox.QuerySolutions:
    """The solutions in SPARQL Results JSON. :raises EndpointError: it is none."""
    try:
        found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EndpointError(
            f"SPARQL 端点 {endpoint.query_url} 的应答不是 SPARQL 结果（JSON）；请检查 ZEREN_SPARQL_ENDPOINT 是否是查询的地址。"
        ) from error
    assert isinstance(found, ox.QuerySolutions), "a SELECT query has solutions"
    return found


def check_whole(endpoint: Endpoint, response: httpx2.Response) -> None:
    """:raises EndpointError: rows were left out."""
    if most := response.headers.get(_CUT_OFF):
        raise EndpointError(
            f"SPARQL 端点 {endpoint.query_url} 只给 {most} 行，结果不全；请把它的上限（Virtuoso 的 ResultSetMaxRows）调大。"
        )


def _send(endpoint: Endpoint, form: dict[str, str | Sequence[str]], seconds: float) -> httpx2.Response:
    """The answer; once more where a connection that was kept had been closed by the other side."""
    client, headers, timeout = client_of(endpoint), {"Accept": SOLUTIONS}, timeout_of(seconds)
    for left in reversed(range(_TRIES)):
        try:
            return client.post(endpoint.query_url, data=form, headers=headers, timeout=timeout)
        except httpx2.HTTPError as error:
            if not left or not isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.WriteError):
                raise away(endpoint.query_url, error) from error
    raise AssertionError("the last try returns or raises")
