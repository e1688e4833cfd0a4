"""How much is answered at once: past a limit the service says so at once, rather than piling up work and memory."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from fastapi import Depends, Request

from kb.errors import OverloadError

_RETRY_AFTER_S = 1


class Answering:
    """Places for questions and searches under way; used from the event loop only, so that counting needs no lock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.under_way = 0
        # Is told how many are taken.
        self.changed: Callable[[int], None] = lambda under_way: None

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place, to the end of the ``with``.

        :raises OverloadError: all are taken.
        """
        if self.under_way >= self._most:
            raise OverloadError(f"同时在答的已有 {self._most} 个，没有空位；请一两秒后再试。", _RETRY_AFTER_S)
        self._take(1)
        try:
            yield
        finally:
            self._take(-1)

    def _take(self, places: int) -> None:
        self.under_way += places
        self.changed(self.under_way)


async def take_place(request: Request) -> AsyncIterator[None]:
    """A place as a dependency. :raises OverloadError: all are taken."""
    answering: Answering = request.app.state.answering
    with answering.place():
        yield


# Given back when the answer is made; sending it takes as long as the client likes.
Place = Depends(take_place, scope="function")
