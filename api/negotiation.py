"""What a request accepts, by its ``Accept`` header (RFC 9110, 12.5.1): read in one way by every route."""

from collections.abc import Iterable

from fastapi import Request, Response

from api.problems import problem
from kb.graph.sparql.formats import negotiate

# Of every answer that another Accept header would have had in another format.
VARY = {"Vary": "Accept"}
# Nobody names that many formats; what is behind it is not read.
_MAX_ACCEPT = 2_000


def accept_of(request: Request) -> str:
    """The header, of several all."""
    return ",".join(request.headers.getlist("accept"))[:_MAX_ACCEPT]


def preferred(request: Request, offered: Iterable[str]) -> str | None:
    """The media type of ``offered`` that the request likes best, of equals the first; None when it takes none."""
    return negotiate(accept_of(request), tuple(offered))


def not_acceptable(request: Request, offered: Iterable[str]) -> Response:
    """The answer to a request that takes none of them."""
    return problem(406, f"Accept 里没有可用的格式；可用：{'、'.join(offered)}。", request.url.path, headers=VARY)
