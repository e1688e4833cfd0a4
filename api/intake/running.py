"""The processes that read and publish changes, started by the service and apart from it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

from api.serving import Serving
from kb.errors import NotFoundError
from kb.intake import changes
from kb.intake.changes import QUEUED, Change, State
from kb.settings import ROOT, Settings, environment_of

_TASKS: Mapping[State, str] = {"received": "read", "approved": "publish"}
_POLL_S = 0.05
_LOOK_S = 1.0
_DIED = "处理进程没能运行（内存不足或安装不完整）；请重试，仍不行请管理员查看日志。"


class Runner:
    """Starts processes for changes, one at a time and in one process of the service, and has what they publish served."""

    def __init__(self, settings: Settings, serving: Serving) -> None:
        self._settings, self._serving = settings, serving
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have :meth:`attend` look for changes now, if it runs here; elsewhere it looks within a second."""
        self._woken.set()

    async def view(self, change_id: str) -> Change:
        """The change as it stands; one that is published is being served.

        :raises NotFoundError: there is none.
        """
        change = await asyncio.to_thread(changes.load, self._settings, change_id)
        if change.state == "published":
            await self._serving.refresh()
        return change

    async def attend(self) -> None:
        """Read the changes that were received and publish those that were approved, until cancelled: in this process
        or another one of the service, now or before it ended."""
        while True:
            self._woken.clear()
            for change in await asyncio.to_thread(changes.queued, self._settings):
                # One core is left to answers.
                self._running = asyncio.create_task(self._run(change.id))
                with suppress(NotFoundError):  # given up meanwhile
                    await asyncio.shield(self._running)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _LOOK_S)

    async def close(self) -> None:
        """Wait for what runs: what it has read or built is kept."""
        if self._running:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self, change_id: str) -> None:
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
