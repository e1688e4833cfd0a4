"""Which snapshot is served: opened once, replaced without a failed request when another one becomes current."""

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from api.metrics import Metrics
from kb import opening
from kb.errors import EndpointError, ZerenError
from kb.graph.endpoint.serving import for_the_public
from kb.graph.sparql.service import SparqlService, open_service
from kb.opening import Opened
from kb.settings import Settings
from kb.snapshot import current_mark

_LOG = logging.getLogger("zeren")
# The search takes most of a second to load, holding up all else: who waited for the service to start is answered first.
_SETTLED_S = 1.0
# How often a new snapshot is looked for: one small file read.
_POLL_S = 1.0
# How long after an endpoint did not hold it a snapshot is tried again.
_AGAIN_S = 5.0


class Served:
    """One opened snapshot and the SPARQL processes over it, which end when nobody uses them any more."""

    def __init__(self, opened: Opened, sparql: SparqlService, stack: AsyncExitStack, metrics: Metrics) -> None:
        self.opened, self._metrics = opened, metrics
        self._preparing = asyncio.create_task(_prepare(opened))
        self._sparql, self._stack = sparql, stack
        self._queries = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def sparql(self) -> Iterator[SparqlService]:
        """The service for one query, which :meth:`close` waits for."""
        self._queries += 1
        self._idle.clear()
        try:
            with for_the_public():
                yield self._sparql
            self._metrics.queried(None)
        except ZerenError as error:
            self._metrics.queried(error)
            raise
        finally:
            self._queries -= 1
            if not self._queries:
                self._idle.set()

    async def close(self) -> None:
        """End the processes once the queries under way are answered."""
        self._preparing.cancel()
        await self._idle.wait()
        await self._stack.aclose()


class Serving:
    """The snapshot that requests are answered from; a request keeps the one that it began with."""

    def __init__(self, settings: Settings, first: Served, mark: str, metrics: Metrics) -> None:
        self.settings, self.current, self._metrics = settings, first, metrics
        self._retired: set[asyncio.Task[None]] = set()
        self._opening: asyncio.Task[None] | None = None
        # What was looked at last: one that could not be opened is not tried again every second.
        self._mark = mark
        self._stale = False
        self._again = math.inf
        metrics.serves(first.opened.snapshot)

    @property
    def stale(self) -> bool:
        """Whether what is served is not the latest that was published, because that one is damaged."""
        return self._stale or bool(self.current.opened.warnings)

    async def refresh(self) -> None:
        """Serve the current snapshot if another one has become current.

        :raises ZerenError: it cannot be opened; the one before it is served on.
        """
        while self._mark != current_mark(self.settings.snapshot_dir):
            if self._opening is None or self._opening.done():
                self._opening = asyncio.create_task(self._replace())
            # A client that goes away ends its own waiting, and not the opening.
            await asyncio.shield(self._opening)

    async def _replace(self) -> None:
        mark = current_mark(self.settings.snapshot_dir)
        try:
            served, old = await _open(self.settings, self._metrics), self.current
        except ZerenError as error:
            self._mark, self._stale = mark, True
            # An endpoint is loaded, or comes back, without a word to its readers.
            self._again = time.monotonic() + _AGAIN_S if isinstance(error, EndpointError) else math.inf
            raise
        self.current, self._mark, self._stale = served, mark, False
        self._metrics.serves(served.opened.snapshot, old.opened.snapshot)
        _LOG.info("换用快照 %s（原来是 %s）", served.opened.snapshot, old.opened.snapshot)
        retired = asyncio.create_task(old.close())
        self._retired.add(retired)
        retired.add_done_callback(self._retired.discard)

    async def watch(self) -> None:
        """Follow the current snapshot, whoever publishes it, until cancelled."""
        while True:
            await asyncio.sleep(_POLL_S)
            if time.monotonic() >= self._again:
                self._mark, self._again = "", math.inf
            try:
                await self.refresh()
            except (ZerenError, OSError) as error:
                _LOG.error("新快照打不开，继续用 %s 作答：%s", self.current.opened.snapshot, error)

    async def close(self, watching: asyncio.Task[None]) -> None:
        """End all processes, and the task that watches."""
        watching.cancel()
        # What is being opened may have started some.
        await asyncio.gather(watching, *filter(None, [self._opening]), return_exceptions=True)
        await asyncio.gather(*self._retired, self.current.close())


@asynccontextmanager
async def open_serving(settings: Settings, metrics: Metrics) -> AsyncIterator[Serving]:
    """The current snapshot, served and followed until the end of the ``async with``; ``metrics`` count what it answers.

    :raises SnapshotError: there is no good snapshot, or the processes do not start.
    """
    mark = current_mark(settings.snapshot_dir)
    serving = Serving(settings, await _open(settings, metrics), mark, metrics)
    watching = asyncio.create_task(serving.watch())
    try:
        yield serving
    finally:
        await serving.close(watching)


async def _prepare(opened: Opened) -> None:
    """Make what the first question that needs the search would else wait for; most need none."""
    await asyncio.sleep(_SETTLED_S)
    try:
        await asyncio.to_thread(opened.search_index.prepare)
    except Exception:  # whatever the engines raise; a question that needs the search is told of it
        _LOG.exception("检索没有准备好，要检索的提问会出错")


async def _open(settings: Settings, metrics: Metrics) -> Served:
    # In threads: answers go on while a snapshot is opened.
    snapshot, source = await asyncio.to_thread(opening.open_source, settings)
    stack = AsyncExitStack()
    try:
        # Beside each other: the processes load the graph while the rest is read.
        all_else = asyncio.create_task(
            asyncio.to_thread(opening.open_all, snapshot, source, settings, metrics.answered)
        )
        stack.push_async_callback(_ended, all_else)
        sparql = await stack.enter_async_context(open_service(source, settings))
        return Served(await all_else, sparql, stack, metrics)
    except BaseException:
        await stack.aclose()
        raise


async def _ended(task: asyncio.Task[Opened]) -> None:
    """Wait for a task; what it raises is for who awaits its result."""
    await asyncio.wait([task])
