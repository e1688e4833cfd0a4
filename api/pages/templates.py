"""Templates to HTML: everything escaped, nothing loaded from elsewhere, no script or style inside the page."""

import re
from collections.abc import Container, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.access.browser import root_of
from api.access.checks import principal_of
from kb.access.roles import ROLE_NAMES, Principal, Role
from kb.addresses import document_path, place_path, task_path, unit_path
from kb.rules import load_yaml

WEB = Path(__file__).parents[1] / "web"
# Only this service's own files run, style and show, whatever a document says; no other site frames a page.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    **load_yaml(Path(__file__).with_name("words.yaml")),
    "key_role": {role.word: name for role, name in ROLE_NAMES.items()},
}
# The offices are in China, wherever the service runs; no zone database is needed for a zone without summer time.
_LOCAL = timezone(timedelta(hours=8))
# The id of what stands before the first heading: title, number, addressees.
_FRONT = "front"
_MARK = re.compile(r"(\[\d+\])")


def render(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page of ``template``, which says who is signed in; ``root`` is the path that the application is mounted at."""
    root, signed_in = root_of(request), _signed_in(principal_of(request))
    html = _environment().get_template(template).render(root=root, words=WORDS, signed_in=signed_in, **values)
    # What one person sees is for nobody else, and not for who comes to the same browser after signing out.
    cache = {"Vary": "Cookie", "Cache-Control": "no-store" if signed_in else "private, no-cache"}
    return HTMLResponse(html, status, {**HEADERS, **cache})


def _signed_in(who: Principal | None) -> dict[str, object] | None:
    """What pages say of the holder of a key."""
    if who is None or who.role is None:
        return None
    return {"name": who.name, "role": ROLE_NAMES[who.role], "admin": who.role is Role.ADMIN}


def megabytes(count: int) -> str:
    """A number of bytes as people say it.

    >>> megabytes(50_000_000), megabytes(1_500_000)
    ('50 MB', '1.5 MB')
    """
    return f"{count / 1_000_000:g} MB"


def pieces(answer: str, numbers: Container[str]) -> list[tuple[str, str]]:
    """The answer in pieces: text with "", and marks of citations with their number, which is one of ``numbers``.

    >>> pieces("《关于[7]的办法》由甲牵头。[1]", {"1"})
    [('《关于', ''), ('[7]', ''), ('的办法》由甲牵头。', ''), ('[1]', '1')]
    """
    parts = [part for part in _MARK.split(answer) if part]
    return [(part, part[1:-1] if _MARK.fullmatch(part) and part[1:-1] in numbers else "") for part in parts]


def local_time(instant: str) -> str:
    """An instant (ISO 8601, UTC) as clocks in the office show it.

    >>> local_time("2026-01-02T20:04:05Z"), local_time("2026-01-02T03:04:05+00:00")
    ('2026-01-03 04:04', '2026-01-02 11:04')
    """
    return datetime.fromisoformat(instant).astimezone(_LOCAL).strftime("%Y-%m-%d %H:%M")


def query_of(values: Mapping[str, object], **changes: object) -> str:
    """The query string of ``values`` with ``changes``; what is None or empty is left out."""
    merged = {**values, **changes}
    return urlencode({name: value for name, value in merged.items() if value not in (None, "", [])}, doseq=True)


def place_name(section: str) -> str:
    """How a page calls a provision by its id; what stands before the first numbered one has no number."""
    return "文首" if section in ("", _FRONT) else section


def vendor(name: str, suffix: str) -> str:
    """The path of a vendor bundle, whose file name carries a hash of its content."""
    (found,) = (WEB / "static" / "vendor").glob(f"{name}-*.{suffix}")
    return f"/static/vendor/{found.name}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        place_name=place_name,
        document_path=document_path,
        place_path=place_path,
        unit_path=unit_path,
        pieces=pieces,
        markup=Markup,
        megabytes=megabytes,
        local_time=local_time,
    )
    made.globals.update(task_path=task_path, query_of=query_of, vendor=vendor)
    return made
