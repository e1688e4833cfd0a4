"""Processes of this machine."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process

# What the works need, loaded once by the process that the others are forked from.
_MODULES = ["kb.pipeline", "pyshacl"]


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """``count`` processes, which end with the block, or with this process however it ends."""
    # Forked from a process of its own: to fork this one is unsafe where there are threads.
    context = get_context("forkserver")
    context.set_forkserver_preload(_MODULES)
    executor = ProcessPoolExecutor(count, context, _end_with_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A process that is killed cannot end its own, and each of these keeps open the pipe that the others wait at."""
    parent = parent_process()
    assert parent is not None, "a process of a pool has a parent"
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
