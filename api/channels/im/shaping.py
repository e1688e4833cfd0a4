"""Errors in the shape of the platforms: a number and a message, with a status that tells them whether to send again."""

from fastapi import Response
from fastapi.responses import JSONResponse

from api.channels.routing import Shape
from kb.errors import InputError

_BAD_REQUEST = 400


def shape(code: str, message: str) -> Shape:
    """Objects with these two names."""

    def shaped(status: int, text: str, headers: dict[str, str], error: Exception) -> Response:
        if isinstance(error, InputError):
            status = _BAD_REQUEST
        return JSONResponse({code: status, message: text}, status, headers)

    return shaped


ERRCODE: Shape = shape("errcode", "errmsg")
