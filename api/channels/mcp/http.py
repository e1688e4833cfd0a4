"""``/mcp``: the server over HTTP, stateless, behind a check of origin and caller."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.browser import made_elsewhere
from api.access.checks import ELSEWHERE, authorise
from api.pressure import Answering
from api.problems import headers_of
from kb.access.roles import Role
from kb.errors import AccessError, OverloadError, ZerenError
from kb.settings import Settings

if TYPE_CHECKING:
    from api.channels.mcp.server import ZerenServer
    from api.channels.mcp.tools import Current

_LOG = logging.getLogger("zeren")
# JSON-RPC 2.0 leaves -32000 to -32099 to servers; the MCP specification gives no code to who may not read.
_REFUSED = -32001
# How soon a service that is started again takes requests.
_AGAIN_S = 5


def _refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    error = {"code": _REFUSED, "message": message}
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, status, headers)


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands out the body that was read, and after it what ``receive`` does."""
    read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return read.pop() if read else await receive()

    return received


class Endpoint:
    """The server behind the paths, made when something is asked of it: what it needs takes a fifth of a second to load and
    some 20 MB in each process, and many services are never asked."""

    def __init__(self, make: Callable[[], "ZerenServer"]) -> None:
        self._make = make

    async def handling(self) -> ASGIApp:
        """What answers requests.

        :raises ZerenError: it cannot be made, or the service is about to end.
        """
        self._wanted.set()
        return await asyncio.shield(self._handling)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer until the end of the ``async with``."""
        self._wanted, self._closing = asyncio.Event(), asyncio.Event()
        self._handling: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()
        running = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._closing.set()
            self._wanted.set()
            await running

    async def _run(self) -> None:
        await self._wanted.wait()
        try:
            if self._closing.is_set():
                raise OverloadError("服务正在停止；请稍后重试。", _AGAIN_S)
            server = await asyncio.to_thread(self._make)
            async with server.session_manager.run():
                self._handling.set_result(server.session_manager.handle_request)
                await self._closing.wait()
        except Exception as error:  # whatever the rules or the library raise; who asks is told of it
            if not self._closing.is_set():
                _LOG.exception("MCP 没有准备好，/mcp 的请求会出错")
            if not self._handling.done():
                self._handling.set_exception(error)
                # Told to who asks, if anybody does.
                self._handling.exception()


class Gate:
    """Lets a request through to the server if its sender may read, and no page of another site makes it."""

    def __init__(self, endpoint: Endpoint, path: str) -> None:
        self._endpoint, self.path = endpoint, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or refuse it in the form of JSON-RPC."""
        # As a route of FastAPI, which leaves plain ones out: what is recorded and measured goes by its path.
        scope["route"] = self
        request = Request(scope, receive)
        try:
            await authorise(request, Role.READ)
            if made_elsewhere(request):
                raise AccessError(ELSEWHERE)
            body = await request.body()
            handle = await self._endpoint.handling()
        except ZerenError as error:
            await _refusal(error.status, str(error), headers_of(error))(scope, receive, send)
        except HTTPException as error:
            # Of the guards; the server would call it an error of its own.
            await _refusal(error.status_code, error.detail)(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await handle(scope, _again(body, receive), send)


def add_mcp(app: FastAPI, current: "Current", settings: Settings, answering: Answering) -> Endpoint:
    """Answer at /mcp and /mcp/; what is returned must be open while the application runs."""
    endpoint = Endpoint(partial(_make_server, current, settings, answering))
    # Both as they are: not every client follows a redirect of a POST. Without sessions there is nothing to stream to a
    # GET, which would only stay open.
    for path in ("/mcp", "/mcp/"):
        gate = Gate(endpoint, path)
        app.add_route(path, gate, ["POST"], include_in_schema=False)  # type: ignore[arg-type]  # an ASGI application is one
    return endpoint


def _make_server(current: "Current", settings: Settings, answering: Answering) -> "ZerenServer":
    from mcp.server.transport_security import TransportSecuritySettings

    from api.channels.mcp.server import make_server

    server = make_server(current, settings, answering)
    # Hosts and origins are checked for all routes alike, by the guards of the application and by the gate.
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(json_response=True, stateless_http=True, transport_security=unchecked)
    return server
