"""Errors as OpenAI's clients expect them."""

from typing import Any

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from kb.errors import InputError, NotFoundError

_CODES = {401: "invalid_api_key", 403: "insufficient_permissions", 429: "rate_limit_exceeded"}
_SERVER = 500


class ParameterError(InputError):
    """A request that cannot be met because of its parameter ``param``."""

    status = 400

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


class ModelNotFoundError(NotFoundError):
    """No model of that name."""

    param, code = "model", "model_not_found"


def error_response(status: int, message: str, headers: dict[str, str], error: Exception) -> Response:
    """The error in the shape that OpenAI's clients turn into exceptions of theirs."""
    body: dict[str, Any] = {
        "message": message,
        "type": "invalid_request_error" if status < _SERVER else "server_error",
        "param": getattr(error, "param", None) or _param(error),
        "code": getattr(error, "code", None) or _CODES.get(status),
    }
    return JSONResponse({"error": body}, status, headers)


def _param(error: Exception) -> str | None:
    """The parameter that is wrong, where the schema of the request says so."""
    if not isinstance(error, RequestValidationError):
        return None
    place = [str(part) for part in error.errors()[0]["loc"][1:]]
    return ".".join(place) or None
