"""``/mcp``: the server over HTTP, stateless, behind a check of host, origin and caller."""

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.channels.mcp.server import ZerenServer, make_server
from api.channels.mcp.tools import Current
from kb.settings import Settings

Authorised = Callable[[Request], bool]
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# JSON-RPC 2.0 leaves -32000 to -32099 to servers; the MCP specification gives no code to this case.
_UNAUTHORISED = -32001


def authorised(request: Request) -> bool:
    """Whether the caller may read: everyone may."""
    return True


class Gate:
    """Lets a request through to the server if ``allowed`` says so."""

    def __init__(self, app: ASGIApp, allowed: Authorised) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 in the form of JSON-RPC, or hand the request on."""
        app = self._app if self._allowed(Request(scope)) else _refusal()
        await app(scope, receive, send)


def _refusal() -> JSONResponse:
    message = "需要密钥：请在请求头里写 Authorization: Bearer 密钥；密钥由管理员发给。"
    body = {"jsonrpc": "2.0", "id": None, "error": {"code": _UNAUTHORISED, "message": message}}
    return JSONResponse(body, 401, {"WWW-Authenticate": 'Bearer realm="zeren"'})


def add_mcp(app: FastAPI, current: Current, settings: Settings, allowed: Authorised = authorised) -> ZerenServer:
    """Answer at /mcp and /mcp/; the server's ``session_manager.run()`` must be entered while the application runs."""
    server = make_server(current, settings)
    server.streamable_http_app(json_response=True, stateless_http=True, transport_security=security(settings))
    gate = Gate(server.session_manager.handle_request, allowed)
    # Both as they are: not every client follows a redirect of a POST. Without sessions there is nothing to stream to a
    # GET, which would only stay open.
    for path in ("/mcp", "/mcp/"):
        app.add_route(path, gate, ["POST"], include_in_schema=False)  # type: ignore[arg-type]  # an ASGI application is one
    return server


def security(settings: Settings) -> TransportSecuritySettings:
    """Loopback, the public address and what the settings add, so that no web page reaches the service by a name of its own."""
    public = urlsplit(settings.public_url)
    hosts = [*_LOOPBACK, public.netloc, *_words(settings.mcp_hosts)]
    origins = [f"http://{name}" for name in _LOOPBACK]
    own = f"{public.scheme}://{public.netloc}"
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *(f"{name}:*" for name in _LOOPBACK)],
        allowed_origins=[*origins, *(f"{origin}:*" for origin in origins), own, *_words(settings.mcp_origins)],
    )


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
