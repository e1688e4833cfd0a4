"""How a work is shared out, whoever does it; and the plain way, in this process."""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from kb import collector

Item = TypeVar("Item")
Result = TypeVar("Result")
Told = Callable[[int], None]
# Shares for each worker: the last ones are small enough that none waits long for another.
_SHARES = 4


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


@dataclass(frozen=True)
class Shared:
    """By the workers of ``executor``, of which there are ``workers``."""

    executor: Executor
    workers: int

    def __call__(
        self, work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], told: Told = _untold
    ) -> list[Result]:
        """As :meth:`Fanout.__call__`."""
        size = max(1, math.ceil(len(items) / (self.workers * _SHARES)))
        shares = [items[first : first + size] for first in range(0, len(items), size)]
        results: list[Result] = []
        told(0)
        for part in self.executor.map(partial(_without_collector, work), shares):
            results.extend(part)
            told(min(len(results), len(items) - 1))
        return results


def _without_collector(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]) -> list[Result]:
    with collector.put_off():
        return work(items)
