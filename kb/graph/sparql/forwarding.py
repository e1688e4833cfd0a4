"""Queries of the public, sent on to an endpoint within the same bounds as those in our own processes.

A query is first run on an empty graph in a process of :class:`kb.graph.sparql.pool.Pool`: what is not SPARQL 1.1 as our
engine reads it is refused there, with the place of the fault, and never reaches a server that may know more (Virtuoso's
DEFINE fetches from the network).
"""

import asyncio
import io
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from kb.errors import EndpointError, EngineError, ExhaustedError, QueryError, TooLargeError
from kb.graph.endpoint.address import away, client_options, refused
from kb.graph.endpoint.asking import SOLUTIONS, Graphs, check_whole
from kb.graph.endpoint.graph import EndpointGraph, names_graphs
from kb.graph.namespaces import PREFIXES
from kb.graph.sparql.budget import Budgets
from kb.graph.sparql.formats import GRAPH_FORMATS
from kb.graph.sparql.lexing import lex
from kb.graph.sparql.narrowing import check_functions, narrowed
from kb.graph.sparql.pool import Pool
from kb.graph.sparql.results import solutions_of, triples_of, write, write_triples
from kb.graph.sparql.turns import Turns
from kb.graph.sparql.wire import Job
from kb.settings import Settings

_TRIPLES = "application/n-triples"
_SHOWN = 200
_LOG = logging.getLogger("zeren")


class Forwarder:
    """Runs queries in an endpoint; as :class:`kb.graph.sparql.pool.Pool`, whose processes here hold an empty graph."""

    def __init__(
        self, graph: EndpointGraph, client: httpx2.AsyncClient, grammar: Pool, budgets: Budgets, settings: Settings
    ) -> None:
        self._graph, self._client, self._grammar, self._budgets = graph, client, grammar, budgets
        self._seconds, self._max_bytes = settings.sparql_deadline_ms / 1_000, settings.sparql_max_bytes
        self._turns = Turns[int](settings.sparql_workers, settings.sparql_queue, self._seconds)
        for nth in range(settings.sparql_workers):
            self._turns.add(nth)

    async def run(self, job: Job, client: str | None, seconds: float | None = None) -> bytes:
        """The result of a query that has passed the guard, in the format of the job.

        :raises EndpointError: the endpoint is away, or refuses.
        :raises ZerenError: as :meth:`kb.graph.sparql.pool.Pool.run`.
        """
        check_functions(lex(job.query))
        await self._grammar.run(job, client)
        turn = await self._turns.take(client)
        started = time.monotonic()
        try:
            self._budgets.check(client)
            async with asyncio.timeout(seconds or self._seconds):
                body = await self._sent(job)
                return await asyncio.to_thread(self._written, body, job)
        except TimeoutError as error:
            raise ExhaustedError(
                f"查询超过 {seconds or self._seconds:g} 秒，不再等待；请缩小范围，例如加上条件或 LIMIT。"
            ) from error
        finally:
            self._budgets.spend(client, time.monotonic() - started)
            self._turns.hand_back(client, turn)

    async def _sent(self, job: Job) -> bytes:
        given = None
        if job.default_graphs is not None:
            given = Graphs(tuple(job.default_graphs), tuple(job.named_graphs or ()))
        asked = lex(job.query)
        query, graphs = narrowed(asked, job.base, given, self._graph.of)
        named = graphs is not self._graph.of or names_graphs(asked.bare)
        sure = await asyncio.to_thread(self._graph.trust, named=named)
        accept = _TRIPLES if job.format in GRAPH_FORMATS.values() else SOLUTIONS
        url = self._graph.endpoint.query_url
        try:
            async with self._client.stream(
                "POST", url, data=graphs.form(query), headers={"Accept": accept}
            ) as response:
                body = await self._read(response)
        except httpx2.HTTPError as error:
            raise away(url, error) from error
        self._judge(response, body)
        if not sure:
            await asyncio.to_thread(self._graph.check, named=named)
        return body

    async def _read(self, response: httpx2.Response) -> bytes:
        """:raises TooLargeError: it is over the limit; no more of it is read."""
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > self._max_bytes:
                raise TooLargeError(f"结果超过 {self._max_bytes} 字节；请加 LIMIT，或分几次查询。")
        return bytes(body)

    def _judge(self, response: httpx2.Response, body: bytes) -> None:
        """What a status other than success says of the query, or of the endpoint."""
        if response.is_success:
            return check_whole(self._graph.endpoint, response)
        words = (body.decode(errors="replace").strip().splitlines() or [""])[0][:_SHOWN]
        if response.status_code in (400, 500):
            # Another server's words may tell of what it is and where.
            _LOG.warning("SPARQL 端点 %s 答 %s：%s", self._graph.endpoint.query_url, response.status_code, words)
        if response.status_code == 400:
            raise QueryError("查询合乎语法，但图谱所在的 SPARQL 端点不能执行；请改写查询，例如减少嵌套。")
        if response.status_code == 500:
            raise EngineError("查询使 SPARQL 端点出错；请改写查询，例如减少嵌套。")
        raise refused(self._graph.endpoint.query_url, response.status_code, words)

    def _written(self, body: bytes, job: Job) -> bytes:
        output = io.BytesIO()
        try:
            if job.format in GRAPH_FORMATS.values():
                write_triples(triples_of(body), job.format, output, dict(PREFIXES))
            else:
                write(solutions_of(body), job.format, output, dict(PREFIXES))
        except (SyntaxError, ValueError) as error:
            raise EndpointError(
                f"SPARQL 端点 {self._graph.endpoint.query_url} 的应答不完整，或不是 SPARQL 结果；请看端点的日志。"
            ) from error
        return output.getvalue()


@asynccontextmanager
async def open_forwarder(
    graph: EndpointGraph, grammar: Pool, budgets: Budgets, settings: Settings
) -> AsyncIterator[Forwarder]:
    """The forwarder, its connections open until the end of the ``async with``."""
    # The deadline of a query is kept by whoever runs it; the service's own may take longer.
    async with httpx2.AsyncClient(**client_options(graph.endpoint, 60.0)) as client:  # type: ignore[arg-type]
        yield Forwarder(graph, client, grammar, budgets, settings)
