"""Python's search for garbage: put off while very many objects are made that all stay, and not needed for what goes."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


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


def look_before() -> None:
    """In a process that leaves things alone, which a service does: what is garbage by now is found, before it is left
    alone with what is made next. There is little to look at."""
    if gc.get_freeze_count():
        gc.collect()


def leave_alone_too() -> None:
    """As :func:`leave_alone`, in such a process."""
    if gc.get_freeze_count():
        gc.freeze()


def weakly(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A bound method, for a cache that its own object holds: what is held so is free as soon as nobody else holds it.

    Holding the method itself would be a cycle, which stays until garbage is looked for.
    """
    kept = WeakMethod(method)

    def called(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        bound = kept()
        assert bound is not None, "called after its object was gone"
        result: Result = bound(*arguments, **named)
        return result

    return called
