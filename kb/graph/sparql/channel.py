"""The service's end of a worker: one child process, one socket pair, one job at a time."""

import asyncio
import logging
import os
import socket
import subprocess
import sys

from kb.graph.sparql.wire import HEADER, JOB, READY, Job, WorkerConfig, frame, to_json
from kb.settings import ROOT

_LOG = logging.getLogger("zeren")
# -I: neither the environment nor the working directory decide what the worker loads.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from kb.graph.sparql.worker import main; main(int(sys.argv[2]), sys.argv[3])"

Reply = tuple[bytes, bytes]


class WorkerDiedError(Exception):
    """The process ended before it answered."""


class _Channel(asyncio.Protocol):
    """Frames from the worker, each handed to whoever waits for it."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._waiting: asyncio.Future[Reply] | None = None
        self.gone = False

    def expect(self) -> "asyncio.Future[Reply]":
        """The next frame: its kind and payload. :raises WorkerDiedError: (in the future) the worker ended."""
        self._waiting = asyncio.get_running_loop().create_future()
        if self.gone:
            self._waiting.set_exception(WorkerDiedError())
        self._deliver()
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._data += data
        self._deliver()

    def connection_lost(self, error: Exception | None) -> None:
        self.gone = True
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(WorkerDiedError())

    def _deliver(self) -> None:
        if len(self._data) < HEADER.size or self._waiting is None or self._waiting.done():
            return
        kind, length = HEADER.unpack_from(self._data)
        end = HEADER.size + length
        if len(self._data) >= end:
            payload = bytes(self._data[HEADER.size : end])
            del self._data[:end]
            self._waiting.set_result((kind, payload))


def _give_up(reply: "asyncio.Future[Reply]") -> None:
    if not reply.done():
        reply.set_exception(TimeoutError())


class Worker:
    """A running worker process; use :meth:`start`."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", transport: asyncio.WriteTransport, channel: _Channel
    ) -> None:
        self._process, self._transport, self._channel = process, transport, channel

    @classmethod
    async def start(cls, config: WorkerConfig) -> "Worker":
        """A worker that has loaded its graph.

        :raises WorkerDiedError: it could not.
        """
        ours, theirs = socket.socketpair()
        shared = [config.graph] if isinstance(config.graph, int) else []
        with theirs:
            # No secret of this process goes along: no environment, no other file, the root folder. One arena keeps the
            # allocator from reserving address space, which is what the memory limit counts.
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(ROOT), str(theirs.fileno()), to_json(config)],
                env={"MALLOC_ARENA_MAX": "1"}, cwd=os.sep, pass_fds=[theirs.fileno(), *shared],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        transport, channel = await asyncio.get_running_loop().create_unix_connection(_Channel, sock=ours)
        worker = cls(process, transport, channel)
        try:
            kind, filtered = await channel.expect()
        except BaseException:
            await worker.kill()
            raise
        if kind == READY and filtered != b"1":
            _LOG.warning("这个系统没有 seccomp：SPARQL 查询进程的联网只由查询检查挡住。")
        return worker

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked, as far as is known."""
        return not self._channel.gone

    async def ask(self, job: Job, seconds: float) -> Reply:
        """The worker's reply.

        :raises TimeoutError: none within ``seconds``; the worker is of no more use then.
        :raises WorkerDiedError: the process ended on this job.
        """
        reply = self._channel.expect()
        self._transport.write(frame(JOB, to_json(job).encode()))
        # A timer on the reply itself costs less than asyncio.wait_for, which every query would pay.
        timer = asyncio.get_running_loop().call_later(seconds, _give_up, reply)
        try:
            return await reply
        finally:
            timer.cancel()

    async def kill(self) -> int:
        """End the process, wait until the system has taken its memory back, and give its exit code."""
        self._transport.close()
        self._process.kill()
        return await asyncio.to_thread(self._process.wait)
