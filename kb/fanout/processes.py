"""Processes of this machine."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process

from kb.errors import ExhaustedError

# What the works need, loaded once by the process that the others are forked from.
_MODULES = ["kb.pipeline", "pyshacl"]


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """``count`` processes, which end with the block, or with this process however it ends.

    :raises ExhaustedError: one of them was killed, as the system does where memory runs out.
    """
    # Forked from a process of its own: to fork this one is unsafe where there are threads.
    context = get_context("forkserver")
    context.set_forkserver_preload(_MODULES)
    executor = ProcessPoolExecutor(count, context, _end_with_parent)
    try:
        yield executor
    except BrokenProcessPool as error:
        raise ExhaustedError(
            f"建快照的 {count} 个进程有一个被终止，多半是内存不足，原有快照没有改动；请减少 ZEREN_BUILD_PROCESSES，或换内存大的机器。"
        ) from error
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
