"""GET /api/tasks, /units, /regulations, /targets, /deadlines, /provisions: what the snapshot knows, as lists."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from api.dependencies import KnowledgeDep, ListsDep
from api.filters import DocumentQuery, RoleQuery, UnitQuery, WordsQuery, of_documents, of_unit
from api.tables import AS_TABLE, PagingDep
from kb.listing import Row
from kb.listing.tables import COLUMNS

router = APIRouter(prefix="/api", tags=["清单"])
Listed = dict[str, Any] | Response
# After every day there is: a time that is no date is neither before nor after one.
_NEVER = "9999-99-99"


@router.get("/tasks", summary="任务", operation_id="list_tasks", **AS_TABLE)
def list_tasks(
    lists: ListsDep,
    knowledge: KnowledgeDep,
    paging: PagingDep,
    document: DocumentQuery = None,
    unit: UnitQuery = None,
    role: RoleQuery = None,
    q: WordsQuery = None,
) -> Listed:
    """任务和各单位的角色、时限、原文位置，按文件的次序；due_basis 为 inferred 的时限沿用规划期末，原文没有写。"""
    rows = of_unit(of_documents(lists.tasks, document, knowledge), unit, role, lists)
    return paging.answer([row for row in rows if not q or q in row["title"]], COLUMNS["tasks"])


@router.get("/units", summary="单位", operation_id="list_units", **AS_TABLE)
def list_units(
    lists: ListsDep,
    paging: PagingDep,
    role: RoleQuery = None,
    collective: Annotated[bool | None, Query(description="true 只看集体责任主体，false 只看具体单位")] = None,
    q: WordsQuery = None,
) -> Listed:
    """各单位和各角色的任务数，任务多的在前；集体责任主体不展开成具体单位。"""
    rows = [
        row
        for row in lists.units
        if collective in (None, row["collective"])
        and (not role or any(row[name] for name in role))
        and (not q or any(q in name for name in (row["name"], *row["aliases"])))
    ]
    return paging.answer(rows, COLUMNS["units"])


@router.get("/units/{unit_id:path}", summary="一个单位", operation_id="get_unit")
def get_unit(unit_id: str, lists: ListsDep) -> Row:
    """一个单位的任务（duties）、一同承担任务的单位（partners）和所涉任务引用的文件；unit_id 形如 高青县/县应急局，也可以是 IRI。"""
    return lists.unit_page(unit_id)


@router.get("/regulations", summary="引用的文件", operation_id="list_regulations", **AS_TABLE)
def list_regulations(
    lists: ListsDep,
    knowledge: KnowledgeDep,
    paging: PagingDep,
    document: DocumentQuery = None,
    unit: UnitQuery = None,
    relation: Annotated[Literal["cites", "based_on"] | None, Query(description="cites 引用，based_on 编制依据")] = None,
    q: WordsQuery = None,
) -> Listed:
    """各文件引用的法规和文件，每处引用的原文位置、条款号，以及所在任务的单位。"""
    of_documents((), document, knowledge)
    iri = lists.unit(unit)["iri"] if unit else None
    rows = [
        row
        for row in lists.regulations
        if (not document or set(document) & set(row["documents"]))
        and (iri is None or any(given["iri"] == iri for given in row["units"]))
        and (relation is None or relation in row["relations"])
        and (not q or q in row["title"])
    ]
    return paging.answer(rows, COLUMNS["regulations"])


@router.get("/targets", summary="指标", operation_id="list_targets", **AS_TABLE)
def list_targets(
    lists: ListsDep,
    knowledge: KnowledgeDep,
    paging: PagingDep,
    document: DocumentQuery = None,
    kind: Annotated[
        Literal["target", "planned_quantity"] | None, Query(description="target 目标，planned_quantity 计划数量")
    ] = None,  # fmt: skip
    q: WordsQuery = None,
) -> Listed:
    """目标和计划数量，各与同一文件、同一指标已达到的数（baselines）并列。"""
    rows = of_documents(lists.targets, document, knowledge)
    return paging.answer(
        [row for row in rows if kind in (None, row["kind"]) and (not q or q in row["indicator"])], COLUMNS["targets"]
    )


@router.get("/deadlines", summary="时限", operation_id="list_deadlines", **AS_TABLE)
def list_deadlines(
    lists: ListsDep,
    knowledge: KnowledgeDep,
    paging: PagingDep,
    document: DocumentQuery = None,
    unit: UnitQuery = None,
    role: RoleQuery = None,
    basis: Annotated[
        Literal["stated", "inferred"] | None, Query(description="stated 原文写明，inferred 沿用规划期末")
    ] = None,  # fmt: skip
    after: Annotated[date | None, Query(description="这一天或之后到期")] = None,
    before: Annotated[date | None, Query(description="这一天或之前到期")] = None,
) -> Listed:
    """时限，早的在前，没有写成日期的（长期坚持）在后：何事、何时、原文怎样写、所在任务和单位。"""
    rows = of_unit(of_documents(lists.deadlines, document, knowledge), unit, role, lists)
    chosen = [
        row
        for row in rows
        if basis in (None, row["basis"])
        and (after is None or (row["date"] or "") >= after.isoformat())
        and (before is None or (row["date"] or _NEVER) <= before.isoformat())
    ]
    return paging.answer(chosen, COLUMNS["deadlines"])


@router.get("/provisions/{provision_id:path}", summary="一条条款", operation_id="get_provision")
def get_provision(provision_id: str, lists: ListsDep) -> Row:
    """一条条款的原文、上级、下级和其中读出的事实；provision_id 是“文件/条款位置”，如 gaoqing-safety-14th-five-year-plan/3.3.3。"""
    return lists.provision(provision_id)
