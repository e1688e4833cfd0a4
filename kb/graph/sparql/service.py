"""The SPARQL service of one snapshot: a query goes through guard, vocabulary and a worker; it knows nothing of HTTP."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache

from kb.collector import weakly
from kb.errors import InputError
from kb.graph.endpoint.graph import EndpointGraph
from kb.graph.namespaces import PREFIXES
from kb.graph.sparql.budget import Budgets
from kb.graph.sparql.description import DESCRIPTION_FORMATS, describe
from kb.graph.sparql.formats import formats_of, negotiate
from kb.graph.sparql.forwarding import Forwarder, open_forwarder
from kb.graph.sparql.guard import check, check_length
from kb.graph.sparql.lexing import lex
from kb.graph.sparql.pool import Pool
from kb.graph.sparql.statistics import Statistics, count
from kb.graph.sparql.vocabulary import Vocabulary, load_vocabulary
from kb.graph.sparql.wire import Job, WorkerConfig
from kb.graph.stored import StoredGraph
from kb.settings import Settings

# Counting all of a big graph may take longer than what a client may ask for; it is done once.
_COUNT_S = 60.0
DESCRIPTION_TYPES = tuple(DESCRIPTION_FORMATS)
_URL = re.compile(r"https?://[\w.:\[\]-]+(?:/[\w./~-]*)?")


@dataclass(frozen=True)
class SparqlRequest:
    """One query as the protocol hands it over. ``client`` is who pays for it; ``accept`` is an Accept header; the
    graphs are the protocol's dataset, which stands in place of the query's own."""

    query: str
    client: str
    accept: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class SparqlResult:
    """A result, written in ``media_type``."""

    media_type: str
    body: bytes


class SparqlService:
    """Answers queries; :func:`open_service` makes one."""

    def __init__(self, pool: Pool | Forwarder, vocabulary: Vocabulary, base: str) -> None:
        self._pool, self._vocabulary, self._base = pool, vocabulary, base
        self._statistics: Statistics | None = None
        # Bounded: the endpoint's address comes from the request.
        self._written = lru_cache(maxsize=16)(weakly(self._write_description))

    async def answer(self, request: SparqlRequest) -> SparqlResult | None:
        """The result in the format that the client likes best, None when it takes none of those there are.

        :raises QueryError: malformed, refused, or of unknown prefixes or terms.
        :raises TooLargeError, ExhaustedError, EngineError, OverloadError: see :meth:`kb.graph.sparql.pool.Pool.run`.
        """
        check_length(request.query)
        query = lex(request.query)
        form = check(query)
        self._vocabulary.check(query)
        formats = formats_of(form)
        media_type = negotiate(request.accept, tuple(formats))
        if media_type is None:
            return None
        given = bool(request.default_graphs or request.named_graphs)
        job = Job(
            request.query,
            self._base,
            formats[media_type],
            default_graphs=list(request.default_graphs) if given else None,
            named_graphs=list(request.named_graphs) if given else None,
        )
        return SparqlResult(media_type, await self._pool.run(job, request.client))

    async def description(self, endpoint: str, media_type: str) -> bytes:
        """The description of the service at the URL ``endpoint``, in one of DESCRIPTION_TYPES.

        :raises InputError: the URL is none.
        :raises ExhaustedError, EngineError, OverloadError: the graph could not be counted now.
        """
        if not _URL.fullmatch(endpoint):
            raise InputError("请求的 Host 不是合法的地址；请检查代理的设置。")
        if self._statistics is None:
            self._statistics = await count(self._count)
        return self._written(endpoint, media_type)

    async def _count(self, query: str) -> bytes:
        job = Job(query, self._base, "JSON")
        return await self._pool.run(job, None, seconds=_COUNT_S)

    def _write_description(self, endpoint: str, media_type: str) -> bytes:
        assert self._statistics is not None
        graph = describe(endpoint, self._base, self._statistics)
        return graph.serialize(format=DESCRIPTION_FORMATS[media_type], encoding="utf-8")


@asynccontextmanager
async def open_service(source: bytes | StoredGraph | EndpointGraph, settings: Settings) -> AsyncIterator[SparqlService]:
    """The service over the graph of a snapshot, its N-Quads, in files or in an endpoint, its workers running until the end
    of the ``async with``.

    :raises SnapshotError: the graph is damaged, or the workers do not start.
    """
    # A file without a name, or files that the source holds on to: they stay while a worker may need them, whatever becomes
    # of the snapshot.
    with tempfile.TemporaryFile() as graph:
        graph.write(source if isinstance(source, bytes) else b"")
        graph.flush()
        place = str(source.files.absolute()) if isinstance(source, StoredGraph) else graph.fileno()
        config = WorkerConfig(place, settings.sparql_memory_mb * 2**20, settings.sparql_max_bytes, dict(PREFIXES))
        budgets = Budgets(settings.sparql_budget_s)
        seconds = settings.sparql_deadline_ms / 1_000
        pool = Pool(config, settings.sparql_workers, seconds, settings.sparql_queue, budgets)
        await pool.start()
        try:
            if isinstance(source, EndpointGraph):
                async with open_forwarder(source, pool, budgets, settings) as forwarder:
                    yield SparqlService(forwarder, load_vocabulary(), settings.base_iri)
            else:
                yield SparqlService(pool, load_vocabulary(), settings.base_iri)
        finally:
            await pool.close()
