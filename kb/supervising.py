"""How uvicorn's supervisor starts its workers and asks them whether they live; uvicorn has no setting for either.

It would start each from nothing, which takes seconds: here all are forked from one process that has loaded the code. And
it waits for an answer as long as a worker may be silent: one that is killed then, as it starts or while it is busy, would
be missing for all that time.
"""

import pickle
import time
from multiprocessing.context import ForkServerContext

from uvicorn import _subprocess
from uvicorn.supervisors import multiprocess

from kb.errors import ExhaustedError

_STEP_S = 0.2


class Watched(multiprocess.Process):
    """A worker process."""

    def start(self) -> None:
        """:raises ExhaustedError: the process that it is to be forked from has ended."""
        try:
            super().start()
        except (EOFError, ConnectionError) as error:
            raise ExhaustedError(
                "服务进程起不来：载入程序的进程已经结束，可能是内存不足，或程序、规则有错；请看上面的日志。"
            ) from error

    def _healthcheck(self, timeout: float) -> bool | None:
        """Whether its server has started; None where it does not answer in time, or has ended."""
        deadline = time.monotonic() + timeout
        try:
            self.parent_conn.send(b"ping")
            while not self.parent_conn.poll(_STEP_S):
                if time.monotonic() > deadline or not self.process.is_alive():
                    return None
            return bool(self.parent_conn.recv())
        except (OSError, EOFError, pickle.UnpicklingError):
            return None


def watch_closely(context: ForkServerContext) -> None:
    """Have the supervisors of this process start :class:`Watched` workers, processes of the ``context``."""
    _subprocess.spawn = context  # type: ignore[assignment]
    multiprocess.Process = Watched  # type: ignore[misc]
