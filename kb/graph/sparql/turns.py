"""Whose turn it is: free workers are given out in the order of asking, with a share that no client can exceed.

The one that came free last goes out first: what it needs is still in the processor's caches.
"""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from kb.errors import OverloadError

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class _Waiting(Generic[T]):
    client: str | None
    turn: "asyncio.Future[T]"


class Turns(Generic[T]):
    """Gives things of a kind (workers) to clients.

    With two or more workers one is always kept from a client that has all the others, so that nobody is locked out by
    another's slow queries. No client may take more than half of the places to wait.

    :param size: how many things there are when all are well.
    :param places: how many requests may wait.
    :param patience: seconds that one request waits at most.
    """

    def __init__(self, size: int, places: int, patience: float) -> None:
        self._share = max(1, size - 1)
        self._places, self._own_places, self._patience = places, max(1, places // 2), patience
        self._free: list[T] = []
        self._queue: deque[_Waiting[T]] = deque()
        self._held: Counter[str | None] = Counter()
        self._waits: Counter[str | None] = Counter()

    def add(self, thing: T) -> None:
        """A new thing to give out."""
        self._free.append(thing)
        self._give()

    async def take(self, client: str | None) -> T:
        """The next free thing, for ``client``; it is to be handed back by :meth:`hand_back`.

        :raises OverloadError: no place to wait, or waited in vain.
        """
        if self._free and not self._queue and self._held[client] < self._share:
            self._held[client] += 1
            return self._free.pop()
        if len(self._queue) >= self._places or self._waits[client] >= self._own_places:
            raise self._overload()
        entry = _Waiting[T](client, asyncio.get_running_loop().create_future())
        self._queue.append(entry)
        self._waits[client] += 1
        self._give()
        return await self._wait(entry)

    def hand_back(self, client: str | None, thing: T | None) -> None:
        """``client`` is done; ``thing`` is None when it is of no more use."""
        _less(self._held, client)
        if thing is not None:
            self._free.append(thing)
        self._give()

    async def _wait(self, entry: _Waiting[T]) -> T:
        try:
            return await asyncio.wait_for(asyncio.shield(entry.turn), self._patience)
        except (TimeoutError, asyncio.CancelledError) as error:
            if entry in self._queue:
                self._queue.remove(entry)
                _less(self._waits, entry.client)
            else:
                self.hand_back(entry.client, entry.turn.result())
            if isinstance(error, TimeoutError):
                raise self._overload() from error
            raise

    def _give(self) -> None:
        """Hand the free things to those who wait and may have one, first come first served."""
        for entry in tuple(self._queue):
            if not self._free:
                return
            if self._held[entry.client] < self._share:
                self._queue.remove(entry)
                _less(self._waits, entry.client)
                self._held[entry.client] += 1
                entry.turn.set_result(self._free.pop())

    def _overload(self) -> OverloadError:
        return OverloadError("正在执行和等待的 SPARQL 查询太多，请稍后重试。", max(1, round(self._patience)))


def _less(counter: Counter[str | None], key: str | None) -> None:
    """One less; keys at zero are dropped, so that clients of the past take no memory."""
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
