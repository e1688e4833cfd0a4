"""Worker processes that may be killed: a deadline for each query, a replacement for each worker that is lost."""

import asyncio
import logging
import signal
import time

from kb.errors import BudgetError, EngineError, ExhaustedError, QueryError, SnapshotError, TooLargeError
from kb.graph.sparql.budget import Budgets
from kb.graph.sparql.channel import Reply, Worker, WorkerDiedError
from kb.graph.sparql.messages import malformed
from kb.graph.sparql.turns import Turns
from kb.graph.sparql.wire import FAILED, MALFORMED, TOO_LARGE, Job, WorkerConfig

_LOG = logging.getLogger("zeren")
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0


class Pool:
    """``workers`` processes over one graph; :meth:`start` before use, :meth:`close` after.

    :param seconds: the deadline of one query.
    :param places: how many queries may wait for a worker.
    """

    def __init__(self, config: WorkerConfig, workers: int, seconds: float, places: int, budgets: Budgets) -> None:
        self._config, self._size, self._seconds, self._budgets = config, workers, seconds, budgets
        self._turns = Turns[Worker](workers, places, seconds)
        self._workers: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers.

        :raises SnapshotError: the first one ends at once.
        """
        try:
            await self._enlist()
            await asyncio.gather(*(self._enlist() for _ in range(self._size - 1)))
        except WorkerDiedError as error:
            await self.close()
            raise SnapshotError(
                "SPARQL 查询进程启动失败；请检查 ZEREN_SPARQL_MEMORY_MB 是否过小，或重新运行 zeren build。"
            ) from error

    async def close(self) -> None:
        """End every worker."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, *(worker.kill() for worker in self._workers), return_exceptions=True)
        self._workers.clear()

    async def run(self, job: Job, client: str | None, seconds: float | None = None) -> bytes:
        """The result of a query that has passed the guard, in the format of the job.

        :param client: who pays for it; None for the service's own queries.
        :param seconds: another deadline than the pool's.
        :raises QueryError: the engine finds it malformed, or cannot run it.
        :raises ExhaustedError: not done in time, or out of memory.
        :raises TooLargeError: the result is over its limit.
        :raises EngineError: the worker ended on it for another reason.
        :raises OverloadError: no worker came free, or the client's budget is spent.
        """
        self._budgets.check(client)
        worker = await self._take(client)
        try:
            # What went before it in the queue may have spent the rest.
            self._budgets.check(client)
        except BudgetError:
            self._turns.hand_back(client, worker)
            raise
        return self._judged(await self._reply(worker, job, client, seconds or self._seconds), job)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes there are."""
        return tuple(worker.pid for worker in self._workers)

    async def _take(self, client: str | None) -> Worker:
        """The next free worker that lives; one may have ended while nobody asked it."""
        while not (worker := await self._turns.take(client)).alive:
            self._replace(worker)
            self._turns.hand_back(client, None)
        return worker

    async def _reply(self, worker: Worker, job: Job, client: str | None, seconds: float) -> Reply:
        started = time.monotonic()
        alive = None
        try:
            reply = await worker.ask(job, seconds)
            alive = worker
            return reply
        except TimeoutError as error:
            raise ExhaustedError(f"查询超过 {seconds:g} 秒，已停止；请缩小范围，例如加上条件或 LIMIT。") from error
        except WorkerDiedError as error:
            raise self._death(await worker.kill()) from error
        finally:
            self._budgets.spend(client, time.monotonic() - started)
            if alive is None:
                self._replace(worker)
            self._turns.hand_back(client, alive)

    def _death(self, code: int) -> ExhaustedError | EngineError:
        """What the exit code of a worker that ended on its query means: the engine aborts where memory gives out."""
        if code == -signal.SIGABRT:
            megabytes = self._config.memory // 2**20
            return ExhaustedError(f"查询用尽了内存（上限 {megabytes} MB），已停止；请缩小范围，例如加上条件或 LIMIT。")
        return EngineError("查询使引擎出错，已停止，进程已更换；请改写查询，例如减少嵌套。")

    def _judged(self, reply: Reply, job: Job) -> bytes:
        kind, payload = reply
        if kind == MALFORMED:
            raise malformed(job.query, payload.decode(errors="replace"))
        if kind == TOO_LARGE:
            raise TooLargeError(f"结果超过 {self._config.max_bytes} 字节；请加 LIMIT，或分几次查询。")
        if kind == FAILED:
            raise QueryError(f"查询不能执行：{payload.decode(errors='replace')[:200]}")
        return payload

    def _replace(self, worker: Worker) -> None:
        self._workers.discard(worker)
        for work in (self._end(worker), self._enlist_again()):
            task = asyncio.get_running_loop().create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _end(self, worker: Worker) -> None:
        await worker.kill()

    async def _enlist(self) -> None:
        worker = await Worker.start(self._config)
        self._workers.add(worker)
        self._turns.add(worker)

    async def _enlist_again(self) -> None:
        """A replacement; when the machine is short of something, another try after a pause."""
        pause = _FIRST_PAUSE_S
        while True:
            try:
                return await self._enlist()
            except (WorkerDiedError, OSError):
                if pause == _LONGEST_PAUSE_S:
                    _LOG.error("SPARQL 查询进程一再起不来；每 %g 秒再试。请检查内存和快照目录。", pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
