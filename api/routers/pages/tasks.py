"""The pages of the tasks: a list or a matrix of tasks and units, and one task."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from api.access.browser import root_of
from api.dependencies import FindingsDep, KnowledgeDep, LinkedDataDep, ListsDep
from api.filters import Role, of_documents, of_unit
from api.pages.addresses import address
from api.pages.matrix import matrix_of
from api.pages.paging import OffsetQuery, page_of
from api.pages.routing import PageRoute
from api.pages.templates import render
from kb.listing import Row

router = APIRouter(route_class=PageRoute)
_LAST = "9999"


@router.get("/tasks")
def tasks_page(
    request: Request,
    knowledge: KnowledgeDep,
    lists: ListsDep,
    document: str = "",
    unit: str = "",
    role: Role | Literal[""] = "",
    q: str = "",
    sort: Literal["", "due", "units"] = "",
    view: Literal["", "matrix"] = "",
    offset: OffsetQuery = 0,
) -> Response:
    """任务：列表或矩阵。"""
    chosen = of_documents(lists.tasks, [document] if document else None, knowledge)
    chosen = of_unit(chosen, unit or None, [role] if role else None, lists)
    rows = _sorted([row for row in chosen if q in row["title"]], sort)
    shown = page_of(rows, offset)
    matrix = matrix_of(shown["rows"])
    return render(
        request,
        "tasks.html",
        active="/tasks",
        title="任务分工",
        columns=matrix.columns,
        cells=matrix.cells,
        left_out=matrix.left_out,
        documents=knowledge.documents,
        units=lists.units,
        query={"document": document, "unit": unit, "role": role, "q": q, "sort": sort, "view": view},
        **shown,
    )


@router.get("/tasks/{document}/{task_id}")
def task_page(
    request: Request, document: str, task_id: str, lists: ListsDep, findings: FindingsDep, data: LinkedDataDep
) -> Response:
    """一项任务：单位、时限、举措、依据、体检。"""
    task = lists.task(document, task_id)
    inside = [fact for fact in lists.facts if _within(fact, task)]
    return render(
        request,
        "task.html",
        active="/tasks",
        title=task["title"] or task["id"],
        task=task,
        iri_path=address(task["iri"], data.base, root_of(request)),
        statements=[fact for fact in inside if fact["kind"] == "assignment"],
        deadlines=[row for row in lists.deadlines if row["task"] == task["iri"]],
        actions=lists.actions.get(task["iri"], ()),
        facts=inside,
        findings=[row for row in findings if row["document"] == document and row["section"] == task_id],
    )


def _within(fact: Row, task: Row) -> bool:
    return bool(fact["document"] == task["document"] and task["start"] <= fact["start"] < task["end"])


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    orders: dict[str, Any] = {"due": lambda row: row["due"] or _LAST, "units": lambda row: -len(row["units"])}
    return sorted(rows, key=orders[sort]) if sort else rows
