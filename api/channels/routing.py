"""Routes whose errors have the shape of the protocol that they speak."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.problems import detail_of, encodable, headers_of, places_of
from kb.errors import ZerenError

_LOG = logging.getLogger("zeren")
_BAD_REQUEST, _FAULT = 400, 500


# status, message, headers, and the error itself → the response.
Shape = Callable[[int, str, dict[str, str], Exception], Response]


def route_with_errors(shape: Shape) -> type[APIRoute]:
    """The class of routes that put each error into ``shape``."""

    class ChannelRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            return _shaping(super().get_route_handler(), shape)

    return ChannelRoute


def _shaping(
    handle: Callable[[Request], Coroutine[Any, Any, Response]], shape: Shape
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def handle_for_client(request: Request) -> Response:
        try:
            return await handle(request)
        except ZerenError as error:
            return shape(error.status, encodable(str(error)), headers_of(error), error)
        except RequestValidationError as error:
            return shape(_BAD_REQUEST, f"请求不合要求（{places_of(error.errors())}）。", {}, error)
        except HTTPException as error:
            return shape(error.status_code, detail_of(error, request.url.path), {}, error)
        except Exception as error:
            _LOG.exception("%s %s 出错", request.method, request.url.path)
            return shape(_FAULT, "服务内部出错，已记入日志；请稍后重试。", {}, error)

    return handle_for_client
