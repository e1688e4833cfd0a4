"""The processes that read and publish changes, started by the service and apart from it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Literal

from api.serving import Serving
from kb.intake import changes
from kb.intake.changes import QUEUED, WORKING, Change
from kb.settings import ROOT, Settings, environment_of

Task = Literal["read", "publish"]
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

    def start(self, change_id: str, tasks: Sequence[Task]) -> None:
        """Run ``tasks`` on the change one after the other, each only when the one before it succeeded."""
        running = asyncio.create_task(self._run(change_id, tasks))
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
            if change.state == "received" and change.kind != "remove":
                self.start(change.id, ("read",))
            elif change.state in QUEUED:
                self.start(change.id, ("publish",))

    async def close(self) -> None:
        """Wait for what runs: what it has read or built is kept."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self, change_id: str, tasks: Sequence[Task]) -> None:
        async with self._slots:
            for task in tasks:
                await _finished(self._settings, task, change_id)
                change = await asyncio.to_thread(changes.load, self._settings, change_id)
                if change.state in QUEUED:
                    # The process ended before it could write anything.
                    changes.save(self._settings, changes.failed(change, _DIED))
                    return
                if change.error or change.state in WORKING:
                    return


async def _finished(settings: Settings, task: Task, change_id: str) -> None:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | environment_of(settings) | {"PYTHONPATH": os.pathsep.join(paths)}
    # In a session of its own, so that what ends the service does not end a publication half-way.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kb.intake.worker", task, change_id], env=environment, start_new_session=True
    )
    while process.poll() is None:
        await asyncio.sleep(_POLL_S)
