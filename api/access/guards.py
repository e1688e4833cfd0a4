"""What is looked at before any route: the Host header, other sites' scripts, and the length of the body."""

import re

from fastapi import FastAPI, HTTPException, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.checks import SAFE_METHODS, principal_of
from api.problems import problem
from kb.access.policy import allowed, listed, trusted_hosts
from kb.access.roles import Role
from kb.settings import Settings

_TRUSTED = "zeren.trusted_host"
# Any question, query or opinion; only files are longer.
_MOST_BYTES = 1_000_000
# What is repeated to the client; anything may stand in the header.
_NAME = re.compile(r"[\w.:\[\]-]{1,100}", re.ASCII)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def install(app: FastAPI, settings: Settings) -> None:
    """Put the guards in front of the routes, the last named first."""
    app.add_middleware(BodyLimit, settings=settings)
    if origins := listed(settings.cors_origins):
        # Without credentials: cookies are for this service's own pages, others send a key.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=_METHODS,
            allow_headers=["*"],
            expose_headers=["Retry-After", "WWW-Authenticate"],
        )
    app.add_middleware(TrustedHosts, hosts=trusted_hosts(settings))


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
        await problem(400, detail, scope["path"], {"title": "主机名不符"})(scope, receive, send)


async def _trusted(scope: Scope, receive: Receive, send: Send) -> None:
    scope[_TRUSTED] = True


async def _unsent(message: Message) -> None:
    """Nothing: what Starlette would answer is not in this service's shape."""


class BodyLimit:
    """Reads no more of a body than its sender may send: FastAPI reads it whole before any route looks at the key."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request; one that is too long ends in 413."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        most, read = self._most(request), 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            return message

        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            answer = problem(413, f"请求正文超过 {most} 字节。", request.url.path)
            await answer(scope, receive, send)
        else:
            await self._app(scope, counted, send)

    def _most(self, request: Request) -> int:
        editor = allowed(principal_of(request), Role.EDIT, self._settings)
        return _MOST_BYTES + (self._settings.max_file_bytes if editor else 0)
