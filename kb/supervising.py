"""How uvicorn's supervisor asks a worker whether it lives: one that is killed while it is asked is known at once.

uvicorn waits for the answer as long as a worker may be silent, and a worker that is killed then, as it starts or while it
is busy, would be missing for all that time.
"""

import pickle
import time

from uvicorn.supervisors import multiprocess

_STEP_S = 0.2


class Watched(multiprocess.Process):
    """A worker process."""

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


def watch_closely() -> None:
    """Have the supervisors of this process start :class:`Watched` workers; uvicorn has no setting for it."""
    multiprocess.Process = Watched  # type: ignore[misc]
