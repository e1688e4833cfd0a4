"""The pages of the administrator: who changed what, and what people say of answers."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.access.browser import root_of
from api.access.checks import AuditDep, require
from api.dependencies import SettingsDep
from api.pages.paging import OffsetQuery, page_of
from api.pages.routing import PageRoute
from api.pages.templates import render
from kb.access.feedback import opinions
from kb.access.roles import Role

router = APIRouter(route_class=PageRoute, dependencies=[Depends(require(Role.ADMIN))])


@router.get("/audit")
def audit_page(request: Request, audit: AuditDep, offset: OffsetQuery = 0) -> Response:
    """审计记录，新的在前。"""
    return _page(request, "审计记录", audit.rows(), offset)


@router.get("/feedback")
def feedback_page(request: Request, settings: SettingsDep, offset: OffsetQuery = 0) -> Response:
    """收到的意见，新的在前。"""
    return _page(request, "收到的意见", opinions(settings.data_dir), offset)


def _page(request: Request, title: str, rows: list[dict[str, Any]], offset: int) -> Response:
    path = request.url.path.removeprefix(root_of(request))
    return render(request, f"{path.strip('/')}.html", wide=True, title=title, path=path, **page_of(rows, offset))
