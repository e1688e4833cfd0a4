"""The processes that read and publish changes, started by the service and apart from it."""

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress

from api.serving import Serving
from kb.errors import NotFoundError, ZerenError
from kb.intake import changes
from kb.intake.changes import Change, State
from kb.settings import ROOT, Settings, environment_of

_LOG = logging.getLogger("zeren")
_TASKS: Mapping[State, str] = {"received": "read", "approved": "publish"}
_POLL_S, _LOOK_S, _SWEEP_S = 0.05, 1.0, 3_600.0
_LAST_WORDS_S = 2.0
_DIED = "处理进程没能运行（内存不足或安装不完整）；请重试，仍不行请管理员查看日志。"


class Runner:
    """Starts processes for changes, one at a time, and has what they publish served."""

    def __init__(self, settings: Settings, serving: Serving) -> None:
        self._settings, self._serving = settings, serving
        self._woken = asyncio.Event()
        self._process: subprocess.Popen[bytes] | None = None

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
        swept = -_SWEEP_S
        while True:
            self._woken.clear()
            if time.monotonic() - swept > _SWEEP_S:
                await asyncio.to_thread(changes.sweep, self._settings)
                swept = time.monotonic()
            queued = await asyncio.to_thread(changes.queued, self._settings)
            # One core is left to answers.
            for change in queued:
                await self._work(change)
            if not queued:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), _LOOK_S)

    async def close(self) -> None:
        """Wait for the last words of a process that is as good as done; one that has much to do goes on without the
        service, which takes up the rest when it starts again."""
        deadline = time.monotonic() + _LAST_WORDS_S
        while self._process and self._process.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_S)

    async def _work(self, change: Change) -> None:
        """One task of a change; what comes next is seen when changes are looked for again."""
        try:
            before = await asyncio.to_thread(changes.written, self._settings, change.id)
            if await asyncio.to_thread(changes.load, self._settings, change.id) != change:
                # A process that an earlier service started has come for it meanwhile.
                return
            self._process = _started(self._settings, _TASKS[change.state], change.id)
            while self._process.poll() is None:
                await asyncio.sleep(_POLL_S)
            # Not by what it says: who publishes again what was broken off makes it the same once more.
            if await asyncio.to_thread(changes.written, self._settings, change.id) == before:
                # The process ended before it could write anything.
                await asyncio.to_thread(changes.save, self._settings, changes.failed(change, _DIED))
        except NotFoundError:
            _LOG.info("变更 %s 已放弃", change.id)
        except ZerenError as error:
            _LOG.error("变更 %s 没有进行下去：%s", change.id, error)
            await asyncio.sleep(_LOOK_S)


def _started(settings: Settings, task: str, change_id: str) -> subprocess.Popen[bytes]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | environment_of(settings) | {"PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-P", "-m", "kb.intake.worker", task, change_id]
    # In a session of its own, so that what ends the service does not end a publication half-way.
    return subprocess.Popen(command, env=environment, start_new_session=True)
