"""Things that are dear to make, kept by key: made once however many ask at the same time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class _Place(Generic[ValueT]):
    """The place of one value: its lock is held while the value is made."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[ValueT] = []


class Shelf(Generic[KeyT, ValueT]):
    """The values asked for last, ``size`` at most. Who asks for one that is being made waits for it."""

    def __init__(self, make: Callable[[KeyT], ValueT], size: int) -> None:
        self._make = make
        self._size = size
        self._places: OrderedDict[KeyT, _Place[ValueT]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: KeyT) -> ValueT | None:
        """The value of ``key`` if it is here; None when it is not, or is being made."""
        with self._lock:
            place = self._places.get(key)
            if place is None:
                return None
            self._places.move_to_end(key)
            return place.made[0] if place.made else None

    def get(self, key: KeyT) -> ValueT:
        """The value of ``key``; what ``make`` raises is raised, and the next call tries again."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > self._size:
                self._places.popitem(last=False)
        with place.lock:
            if not place.made:
                place.made.append(self._make(key))
            return place.made[0]
