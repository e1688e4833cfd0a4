"""What an endpoint's mark says, looked at by one thread at a time: one that is silent holds up no more than that."""

import threading
import time

from kb.errors import EndpointError
from kb.graph.endpoint.address import Endpoint
from kb.graph.endpoint.held import Held, held_by

# For so long nobody looks again which snapshot is there, nor asks again an endpoint that did not answer, in seconds.
TRUST_S = 1.0


class Watch:
    """Looks at the mark of one endpoint; its threads share it."""

    def __init__(self, endpoint: Endpoint, held: Held) -> None:
        """:param held: what the mark has just said."""
        self._endpoint = endpoint
        self._found: Held | EndpointError | None = held
        self._began = self._ended = time.monotonic()
        self._lock = threading.Lock()

    def look(self, since: float) -> Held | None:
        """What the mark said at ``since`` (of the monotonic clock) or later; None where there is none.

        :raises EndpointError: the endpoint is away, or refuses; or was so a moment ago.
        """
        last = self._found
        # Who waits takes a thread from others: where the last answer was none, one asks, and the rest is told so.
        if not self._lock.acquire(blocking=not isinstance(last, EndpointError)):
            raise EndpointError(str(last))
        try:
            if self._is_old(since):
                self._ask()
            found = self._found
        finally:
            self._lock.release()
        if isinstance(found, EndpointError):
            raise EndpointError(str(found))
        return found

    def _is_old(self, since: float) -> bool:
        if isinstance(self._found, EndpointError):
            return time.monotonic() - self._ended >= TRUST_S
        return self._began < since

    def _ask(self) -> None:
        began = time.monotonic()
        try:
            self._found = held_by(self._endpoint)
        except EndpointError as error:
            self._found = error
        self._began, self._ended = began, time.monotonic()
