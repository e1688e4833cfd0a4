"""Waiting for what happens soon: never for a fixed time, and never for ever."""

import time
from collections.abc import Callable

# As long as the slowest machine takes.
PATIENCE_S = 90


def until(ready: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Return as soon as ``ready``. :raises AssertionError: it is not within ``patience_s`` seconds."""
    deadline = time.monotonic() + patience_s
    while not ready():
        assert time.monotonic() < deadline, f"not so after {patience_s} s"
        time.sleep(0.05)
