"""The page of SPARQL: examples, a form that the server answers, and an editor for who wants one."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.access.browser import root_of
from api.access.checks import payer_of
from api.dependencies import SettingsDep
from api.pages.routing import PageRoute
from api.pages.solutions import ACCEPT, SHOWN, Solutions, solutions_of
from api.pages.templates import HEADERS, render
from api.serving import Served
from kb.errors import NotFoundError, ZerenError
from kb.graph.competency import CompetencyQuery, load_competency_queries
from kb.graph.sparql.service import SparqlRequest, SparqlResult
from kb.settings import Settings

router = APIRouter(route_class=PageRoute)
# YASGUI writes styles into the page and shows icons as data: nowhere else may a page do that.
_POLICY = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"]
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("img-src 'self'", "img-src 'self' data:")
}
_EMPTY = "查询框是空的；请写一个查询，或点一个示例。"
_DOWNLOAD = {"Content-Disposition": 'attachment; filename="query.csv"'}


@dataclass(frozen=True)
class _Outcome:
    solutions: Solutions | None = None
    error: str = ""
    status: int = 200


@router.get("/queries")
async def queries_page(
    request: Request,
    settings: SettingsDep,
    query: Annotated[str, Query(max_length=20_000)] = "",
    example: str = "",
    format: Literal["", "csv"] = "",
) -> Response:
    """query 是要执行的 SPARQL，example 是示例的标识；format=csv 下载全部结果。"""
    chosen = _example(example) if example else None
    text = query or (chosen.text if chosen else "")
    if text.strip() and format:
        result = await _run(request, text, "text/csv")
        return Response(result.body, media_type="text/csv; charset=utf-8", headers=_DOWNLOAD)
    if text.strip():
        outcome = await _outcome(request, text, settings)
    else:
        outcome = _Outcome(error=_EMPTY if "query" in request.query_params else "")
    # In a thread, as results of megabytes are read in one too: other requests go on meanwhile.
    return await asyncio.to_thread(_page, request, text, chosen, outcome)


def _page(request: Request, text: str, chosen: CompetencyQuery | None, outcome: _Outcome) -> Response:
    response = render(
        request,
        "queries.html",
        outcome.status,
        active="/queries",
        title="查询",
        wide=True,
        examples=load_competency_queries(),
        chosen=chosen,
        text=text,
        found=outcome.solutions,
        error=outcome.error,
        shown=SHOWN,
    )
    response.headers.update(_POLICY)
    return response


def _example(wanted: str) -> CompetencyQuery:
    for query in load_competency_queries():
        if query.id == wanted:
            return query
    raise NotFoundError(f"没有标识为 {wanted} 的查询示例；“查询”一页列出了全部示例。")


async def _outcome(request: Request, text: str, settings: Settings) -> _Outcome:
    """The result, or what is wrong with the query: the page shows it beside the query, which stays to be mended."""
    try:
        result = await _run(request, text, ACCEPT)
    except ZerenError as error:
        return _Outcome(error=str(error), status=error.status)
    root = root_of(request)
    found = await asyncio.to_thread(solutions_of, result.media_type, result.body, settings.base_iri, root)
    return _Outcome(found)


async def _run(request: Request, text: str, accept: str) -> SparqlResult:
    served: Served = request.app.state.serving.current
    with served.sparql() as service:
        result = await service.answer(SparqlRequest(text, payer_of(request), accept))
    if result is None:
        raise NotFoundError("这个查询的结果是一张图，没有表格；请去掉 format=csv。")
    return result
