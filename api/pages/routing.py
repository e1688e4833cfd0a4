"""Routes that answer people: an error of theirs is a page, not a problem document."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.access.browser import shows_pages, to_signin
from api.problems import error_page, headers_of
from kb.errors import KeyRequiredError, ZerenError


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with errors shown as a page of the same status."""
        handle = super().get_route_handler()

        async def handle_for_people(request: Request) -> Response:
            try:
                return await handle(request)
            except KeyRequiredError as error:
                # Not to be shown but to be got.
                if not shows_pages(request):
                    raise
                return to_signin(request, error.role)
            except ZerenError as error:
                shown = error_page(request, error.status, str(error), getattr(error, "document", ""))
                shown.headers.update(headers_of(error))
                return shown
            except RequestValidationError:
                return error_page(request, 422, "地址里的筛选或位置不合要求；请从页面上重新选择。")

        return handle_for_people
