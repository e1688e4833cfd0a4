"""What is looked at before any route: the Host header, other sites' scripts, and the length of the body."""

import re
from urllib.parse import urlsplit

from fastapi import FastAPI, HTTPException, Request, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.browser import path_of, shows_pages, to_signin
from api.access.checks import SAFE_METHODS, principal_of
from api.pages.templates import megabytes
from api.problems import error_page, problem
from kb.access.policy import allowed, listed, trusted_hosts
from kb.access.roles import Role
from kb.settings import Settings

_TRUSTED = "zeren.trusted_host"
# Any question, query or opinion; only files are longer.
_MOST_BYTES = 1_000_000
# What is repeated to the client; anything may stand in the header.
_NAME = re.compile(r"[\w.:\[\]-]{1,100}", re.ASCII)
WIDGET_PATH = "/channels/widget/ask"
# Where clients know a Host that is not answered to by this status, as their own servers give it.
_MISDIRECTED = ("/mcp", "/mcp/")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def install(app: FastAPI, settings: Settings) -> None:
    """Put the guards in front of the routes, the last named first."""
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Cors, settings=settings)
    app.add_middleware(TrustedHosts, hosts=trusted_hosts(settings))


class Cors:
    """Starlette's answers to scripts of other sites: what those of the settings may call, and what the widget may."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        # Without credentials: cookies are for this service's own pages, others send a key.
        origins = listed(settings.cors_origins)
        exposed = ["Retry-After", "WWW-Authenticate"]
        self._others = app
        if origins:
            self._others = CORSMiddleware(app, origins, _METHODS, allow_headers=["*"], expose_headers=exposed)
        headers = ["Authorization", "Content-Type"]
        self._widget = CORSMiddleware(app, tuple(widget_origins(settings)), ["POST"], headers, expose_headers=exposed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request, with what its origin may do."""
        chosen = self._widget if path_of(scope) == WIDGET_PATH else self._others
        await chosen(scope, receive, send)


def widget_origins(settings: Settings) -> frozenset[str]:
    """The sites whose pages may ask by the widget, "*" for all: its own, those that may call all, and ours."""
    public = urlsplit(settings.public_url)
    named = (*listed(settings.widget_origins), *listed(settings.cors_origins))
    return frozenset({f"{public.scheme}://{public.netloc}", *named})


class TrustedHosts:
    """Starlette's check of the Host header, with an answer in this service's shape."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._check = TrustedHostMiddleware(_trusted, hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names this service."""
        await self._check(scope, receive, _unsent)
        if scope.pop(_TRUSTED, False):
            await self._app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        named = f" {host} " if _NAME.fullmatch(host) else "这个名称"
        detail = f"本服务不叫{named}；请管理员把这个主机名加进 ZEREN_TRUSTED_HOSTS，或设好 ZEREN_PUBLIC_URL。"
        status = 421 if path_of(scope) in _MISDIRECTED else 400
        await problem(status, detail, scope["path"], {"title": "主机名不符"})(scope, receive, send)


async def _trusted(scope: Scope, receive: Receive, send: Send) -> None:
    scope[_TRUSTED] = True


async def _unsent(message: Message) -> None:
    """Nothing: what Starlette would answer is not in this service's shape."""


class BodyLimit:
    """Reads no more of a body than its sender may send: FastAPI reads it whole before any route looks at the key."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request; whoever reads one that is too long gets a 413 to answer with, in the shape of its protocol."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get("content-length", "")
        length = int(given) if given.isdecimal() else 0
        most, read = self._most(request), 0
        if length > most and shows_pages(request):
            await self._page(request, length)(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal read
            # What says itself that it is too long is not read at all.
            message: Message = await receive() if length <= most else {}
            read += len(message.get("body", b""))
            if max(read, length) > most:
                raise HTTPException(413, f"请求正文超过 {most} 字节。")
            return message

        await self._app(scope, counted, send)

    def _most(self, request: Request) -> int:
        editor = allowed(principal_of(request), Role.EDIT, self._settings)
        return _MOST_BYTES + (self._settings.max_file_bytes if editor else 0)

    def _page(self, request: Request, length: int) -> Response:
        largest = self._settings.max_file_bytes
        if length <= _MOST_BYTES + largest:
            # Somebody whose session ended while they chose a file.
            return to_signin(request, Role.EDIT.word)
        what = f"文件超过 {megabytes(largest)}，没有收下。请拆开文件，或压缩里面的图片再传"
        return error_page(request, 413, f"{what}；要调大这个上限，请管理员改设置 ZEREN_MAX_FILE_BYTES。")
