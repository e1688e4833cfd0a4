"""The processes that read and publish changes, started by the service and apart from it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping

from api.serving import Serving
from kb.intake import changes
from kb.intake.changes import QUEUED, Change, State
from kb.settings import ROOT, Settings, environment_of

_TASKS: Mapping[State, str] = {"received": "read", "approved": "publish"}
_POLL_S = 0.05
# One core is left to answers.
_AT_ONCE = 1
_DIED = "处理进程没能运行（内存不足或安装不完整）；请重试，仍不行请管理员查看日志。"


class Runner:
    """Starts processes for changes, a few at a time, and has what they publish served."""

    def __init__(self, settings: Settings, serving: Serving) -> None:
        self._settings, self._serving = settings, serving
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

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
        """Take up what an earlier process of the service left undone."""
        for change in changes.all_changes(self._settings):
            if change.state in QUEUED:
                self.start(change.id)

    async def close(self) -> None:
        """Wait for what runs: what it has read or built is kept."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self, change_id: str) -> None:
        async with self._slots:
            change = await asyncio.to_thread(changes.load, self._settings, change_id)
            while change.state in QUEUED:
                await _finished(self._settings, _TASKS[change.state], change_id)
                before, change = change, await asyncio.to_thread(changes.load, self._settings, change_id)
                if change == before:
                    # The process ended before it could write anything.
                    change = changes.failed(change, _DIED)
                    changes.save(self._settings, change)


async def _finished(settings: Settings, task: str, change_id: str) -> None:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | environment_of(settings) | {"PYTHONPATH": os.pathsep.join(paths)}
    # In a session of its own, so that what ends the service does not end a publication half-way.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kb.intake.worker", task, change_id], env=environment, start_new_session=True
    )
    while process.poll() is None:
        await asyncio.sleep(_POLL_S)
