"""How a work is shared out, whoever does it; and the plain way, in this process."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from kb import collector

Item = TypeVar("Item")
Result = TypeVar("Result")
Told = Callable[[int], None]
# Shares for each worker: the last ones are small enough that none waits long for another.
_SHARES = 4
# Shares of each worker that are under way or wait for it.
_AHEAD = 2
_LOOK_S = 5


def _untold(done: int) -> None:
    """Who does not want to know how far the work is."""


class Fanout(Protocol):
    """A work over many items. It comes to the same wherever it is done."""

    def __call__(
        self, work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], told: Told = _untold
    ) -> list[Result]:
        """The results of ``work``, which is called with some of the items at a time, in the order of the items.

        :param work: a function of a module; it, the items and the results can be pickled.
        :param told: is called with the number of items done, as the work goes on.
        :raises ZerenError: what ``work`` raises.
        """
        ...


def here(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], told: Told = _untold) -> list[Result]:
    """In this process, item by item; as :meth:`Fanout.__call__`."""
    results: list[Result] = []
    for done, item in enumerate(items):
        told(done)
        results.extend(work([item]))
    return results


def _no_doubt() -> None:
    """Of processes of this machine the executor itself tells when one ends."""


@dataclass(frozen=True)
class Shared:
    """By the workers of ``executor``, of which there are ``workers``; ``check`` is called now and then while nothing is
    done, and raises where nothing will be."""

    executor: Executor
    workers: int
    check: Callable[[], None] = _no_doubt

    def __call__(
        self, work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], told: Told = _untold
    ) -> list[Result]:
        """As :meth:`Fanout.__call__`."""
        size = max(1, math.ceil(len(items) / (self.workers * _SHARES)))
        starts = iter(range(0, len(items), size))
        results: list[Result] = []
        told(0)
        # No more under way than keeps all busy: items may be made as they are taken, and be large.
        under_way: deque[Future[list[Result]]] = deque()
        while True:
            for first in islice(starts, self.workers * _AHEAD - len(under_way)):
                share = items[first : first + size]
                under_way.append(self.executor.submit(_without_collector, work, share))
            if not under_way:
                return results
            results.extend(self._result(under_way.popleft()))
            told(min(len(results), len(items) - 1))

    def _result(self, future: "Future[list[Result]]") -> list[Result]:
        while True:
            try:
                return future.result(_LOOK_S)
            except TimeoutError:
                if future.done():
                    # Its own: the work raised it.
                    raise
                self.check()


def _without_collector(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]) -> list[Result]:
    with collector.put_off():
        return work(items)
