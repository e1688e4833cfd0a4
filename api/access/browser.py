"""What browsers send along by themselves: the cookie of a session, and where a request was made."""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.types import Scope

from api.access.state import access_of
from kb.access.policy import listed
from kb.access.roles import Role
from kb.access.sessions import LIFETIME

COOKIE = "zeren_session"
_OPENING = ("GET", "HEAD")
# A path of this service: neither //elsewhere nor what browsers take for it.
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")


def set_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its session: not for scripts, and not sent along from other sites."""
    secure = request.url.scheme == "https" or access_of(request).settings.public_url.startswith("https:")
    seconds = int(LIFETIME.total_seconds())
    path = _cookie_path(request)
    response.set_cookie(COOKIE, token, seconds, path=path, secure=secure, httponly=True, samesite="strict")


def drop_session(request: Request, response: Response) -> None:
    """Have the browser forget its session."""
    response.delete_cookie(COOKIE, path=_cookie_path(request), httponly=True, samesite="strict")


def made_here(request: Request) -> bool:
    """Whether a browser says that a page of this service made the request (Fetch Metadata, or else Origin)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    # A page in a frame that may do nothing sends null, which has no host.
    host = _split(request.headers.get("origin", "")).netloc
    return host != "" and host in _own_hosts(request)


def made_elsewhere(request: Request, named: Collection[str] = ()) -> bool:
    """Whether a browser says that a page of another site made it, one that neither the settings nor ``named`` name."""
    origin = request.headers.get("origin")
    if origin is None and "sec-fetch-site" not in request.headers:
        return False
    allowed = {*named, *listed(access_of(request).settings.cors_origins)}
    return not (made_here(request) or "*" in allowed or origin in allowed)


def came_from_elsewhere(request: Request) -> bool:
    """Whether a link on another site led here, so that the browser kept its session to itself."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "cross-site"
    # Plain HTTP tells no more than where the link stood.
    host = _split(request.headers.get("referer", "")).netloc
    return bool(host) and host not in _own_hosts(request)


def page_before(request: Request) -> str:
    """The path and query of this service's page that a form was sent from; "" where the browser does not say."""
    parts = _split(request.headers.get("referer", ""))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if parts.netloc in _own_hosts(request) and _LOCAL.fullmatch(path) else ""


def to_signin(request: Request, role: str) -> Response:
    """To the page where people sign in with a key of ``role`` or higher, and from there back here; what a form has sent
    is not sent again, so that from there they come back to the form."""
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    back = here if request.method in _OPENING else page_before(request) or f"{root_of(request)}/"
    # That a key is needed to read is said of every page, and needs no reason of its own.
    query = {"next": back} if role in ("", Role.READ.word) else {"next": back, "role": role}
    return RedirectResponse(f"{root_of(request)}/signin?{urlencode(query)}", status_code=303)


def wants_page(request: Request) -> bool:
    """Whether a person's browser opens the address: programs do not ask for HTML before all else."""
    return request.method in _OPENING and shows_pages(request)


def shows_pages(request: Request) -> bool:
    """Whether a person's browser shows the answer, also to a form."""
    return request.headers.get("accept", "").startswith("text/html")


def local(address: str, root: str) -> str:
    """``address`` if it is a path of this service, else its first page."""
    return address if _LOCAL.fullmatch(address) else f"{root}/"


def root_of(request: Request) -> str:
    """The path that the application is mounted at."""
    root: str = request.scope.get("root_path", "")
    return root


def path_of(scope: Scope) -> str:
    """The path within the application, as its routes have it; "" of what has none."""
    path: str = scope.get("path", "")
    return path.removeprefix(scope.get("root_path", ""))


def _cookie_path(request: Request) -> str:
    return root_of(request) or "/"


def _split(address: str) -> SplitResult:
    """The parts of an address that a header gives, all of them "" where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _own_hosts(request: Request) -> tuple[str, str]:
    # A proxy may have put another Host in place of the one that people know.
    return request.headers.get("host", ""), urlsplit(access_of(request).settings.public_url).netloc
