"""The processes that read and publish changes, started by the service and apart from it."""

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping

from api.serving import Serving
from kb.errors import NotFoundError, ZerenError
from kb.intake import changes
from kb.intake.changes import QUEUED, WORKING, Change, State
from kb.settings import ROOT, Settings, environment_of

_LOG = logging.getLogger("zeren")
_TASKS: Mapping[State, str] = {"received": "read", "approved": "publish"}
_POLL_S, _FOLLOW_S = 0.05, 0.5
_LAST_WORDS_S = 2.0
# One core is left to answers.
_AT_ONCE = 1
_DIED = "处理进程没能运行（内存不足或安装不完整）；请重试，仍不行请管理员查看日志。"


class Runner:
    """Starts processes for changes, a few at a time, and has what they publish served."""

    def __init__(self, settings: Settings, serving: Serving) -> None:
        self._settings, self._serving = settings, serving
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, change_id: str) -> None:
        """Read the change when it was received, publish it when that was approved."""
        running = asyncio.create_task(self._run(change_id))
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def view(self, change_id: str) -> Change:
        """The change as it stands; one that is published is being served.

        :raises NotFoundError: there is none.
        """
        change = await asyncio.to_thread(changes.load, self._settings, change_id)
        if change.state == "published":
            await self._serving.refresh()
        return change

    def resume(self) -> None:
        """Take up what an earlier process of the service left undone, and what its processes are still at."""
        changes.sweep(self._settings)
        for change in changes.all_changes(self._settings):
            if change.state in (*QUEUED, *WORKING):
                self.start(change.id)

    async def close(self) -> None:
        """Start nothing more. Processes at work go on without the service, which takes up the rest when it starts again."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        # The last words of those that are as good as done.
        deadline = time.monotonic() + _LAST_WORDS_S
        while any(process.poll() is None for process in self._processes) and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_S)

    async def _run(self, change_id: str) -> None:
        try:
            change = await self._load(change_id)
            while change.state in (*QUEUED, *WORKING):
                if change.state in WORKING:
                    # A process that an earlier one of the service started.
                    await asyncio.sleep(_FOLLOW_S)
                else:
                    async with self._slots:
                        await self._work(await self._load(change_id))
                change = await self._load(change_id)
        except NotFoundError:
            _LOG.info("变更 %s 已放弃", change_id)
        except ZerenError as error:
            _LOG.error("变更 %s 没有进行下去：%s", change_id, error)

    async def _work(self, change: Change) -> None:
        if change.state not in QUEUED:
            return
        process = _started(self._settings, _TASKS[change.state], change.id)
        self._processes.append(process)
        while process.poll() is None:
            await asyncio.sleep(_POLL_S)
        self._processes.remove(process)
        if await self._load(change.id) == change:
            # The process ended before it could write anything.
            await asyncio.to_thread(changes.save, self._settings, changes.failed(change, _DIED))

    async def _load(self, change_id: str) -> Change:
        return await asyncio.to_thread(changes.load, self._settings, change_id)


def _started(settings: Settings, task: str, change_id: str) -> subprocess.Popen[bytes]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | environment_of(settings) | {"PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-P", "-m", "kb.intake.worker", task, change_id]
    # In a session of its own, so that what ends the service does not end a publication half-way.
    return subprocess.Popen(command, env=environment, start_new_session=True)
