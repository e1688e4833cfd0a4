"""Errors as Dify shows them: a number and a message. It asks nothing of the numbers; these are those of its manual."""

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from kb.errors import AccessError, NotFoundError

_BAD_HEADER, _NO_ACCESS, _BAD_REQUEST, _NO_KNOWLEDGE, _OTHER = 1001, 1002, 1003, 2001, 5000
_CLIENT = range(400, 500)


class HeaderError(AccessError):
    """An Authorization header that is no Bearer header."""


async def check_header(request: Request) -> None:
    """:raises HeaderError: there is an Authorization header, and it is of another scheme."""
    given = request.headers.get("authorization")
    if given is not None and given.partition(" ")[0].lower() != "bearer":
        raise HeaderError("Authorization 应为 Bearer <api-key>。")


def error_response(status: int, message: str, headers: dict[str, str], error: Exception) -> Response:
    """The error in Dify's shape; a wrong key is 403, for Dify takes 401 as a sign that the service can be used."""
    if isinstance(error, AccessError):
        status = 403
    return JSONResponse({"error_code": _code(status, error), "error_msg": message}, status, headers)


def _code(status: int, error: Exception) -> int:
    if isinstance(error, AccessError):
        return _BAD_HEADER if isinstance(error, HeaderError) else _NO_ACCESS
    if isinstance(error, NotFoundError):
        return _NO_KNOWLEDGE
    return _BAD_REQUEST if status in _CLIENT else _OTHER
