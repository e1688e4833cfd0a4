"""The pages of the units: who has how many tasks, and one unit's duties."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.access.browser import root_of
from api.dependencies import KnowledgeDep, LinkedDataDep, ListsDep
from api.filters import Role
from api.pages.addresses import address
from api.pages.paging import OffsetQuery, page_of
from api.pages.routing import PageRoute
from api.pages.templates import render

router = APIRouter(route_class=PageRoute)


@router.get("/units")
def units_page(
    request: Request,
    lists: ListsDep,
    role: Role | Literal[""] = "",
    collective: Literal["", "true", "false"] = "",
    q: str = "",
    offset: OffsetQuery = 0,
) -> Response:
    """单位列表。"""
    rows = [
        row
        for row in lists.units
        if (not role or row[role])
        and (not collective or row["collective"] == (collective == "true"))
        and any(q in name for name in (row["name"], *row["aliases"]))
    ]
    return render(
        request,
        "units.html",
        active="/units",
        title="单位",
        query={"role": role, "collective": collective, "q": q},
        **page_of(rows, offset),
    )


@router.get("/units/{unit_id:path}")
def unit_page(
    request: Request, unit_id: str, lists: ListsDep, knowledge: KnowledgeDep, data: LinkedDataDep
) -> Response:
    """一个单位：任务、一同承担的单位、所涉文件。"""
    unit = lists.unit_page(unit_id)
    return render(
        request,
        "unit.html",
        active="/units",
        title=unit["name"],
        unit=unit,
        tasks={row["iri"] for row in unit["duties"]},
        several=len(knowledge.documents) > 1,
        iri_path=address(unit["iri"], data.base, root_of(request)),
    )
