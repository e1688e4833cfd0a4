"""Each request measured and told of: by the template of its route, never by its address, which may hold a question."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from kb.logs import REQUESTS

_LOG = logging.getLogger(REQUESTS)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OTHER = "other"


class Observe:
    """Measures what the application within answers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count it when its answer is sent."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        # What is answered when the application raises.
        status, told = 500, False

        def tell() -> None:
            nonlocal told
            if not told:
                told = True
                self._metrics.requests_under_way.dec()
                self._tell(scope, status, perf_counter() - started)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not message.get("more_body", False):
                # Before the end is sent: whoever has an answer finds it counted.
                tell()
            await send(message)

        self._metrics.requests_under_way.inc()
        try:
            await self._app(scope, receive, noted)
        finally:
            tell()

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        # Both are what clients make them where nothing here answers to them.
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        route = _route(scope)
        self._metrics.requested(method, route, status, seconds)
        if _LOG.isEnabledFor(logging.INFO):
            fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1e3, 1)}
            _LOG.info("request", extra={"fields": fields})


def _route(scope: Scope) -> str:
    """The template of the path, of a mount the path that it is mounted at; one name for all that nothing answers to."""
    if "app_root_path" in scope:
        return str(scope["root_path"].removeprefix(scope["app_root_path"])) or _OTHER
    return str(getattr(scope.get("route"), "path", _OTHER))
