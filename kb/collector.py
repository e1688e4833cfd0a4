"""Python's search for garbage, put off while very many objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Within it nothing looks for garbage in cycles: over a large graph that takes much of the time and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def leave_alone() -> None:
    """From now on nothing looks for garbage among the objects there are: for what stays as long as the process. A process
    that is forked later shares their memory, which each look would unshare."""
    gc.freeze()
