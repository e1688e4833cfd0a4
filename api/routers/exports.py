"""GET /api/exports/{table}: 分工表, 责任清单, 台账, 指标表, 时限表 as files."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.dependencies import MaterialDep
from api.tables import AS_TABLE, PagingDep
from kb.exports.build import Choice, build_table
from kb.exports.definitions import definition_of, load_definitions
from kb.exports.filenames import content_disposition, file_name
from kb.exports.writers import WRITERS, writer_of

router = APIRouter(prefix="/api/exports", tags=["导出"])


_COLUMNS = ("id", "name", "title", "comment", "formats")


@router.get("", summary="可以导出的表", operation_id="list_exports", **AS_TABLE)
def list_exports(paging: PagingDep) -> dict[str, Any] | Response:
    """各表的标识、名称、内容和格式。"""
    items = [
        {"id": d.id, "name": d.name, "title": d.title, "comment": d.comment, "formats": list(d.formats)}
        for d in load_definitions()
    ]
    return paging.answer(items, _COLUMNS)


@router.get(
    "/{table}",
    summary="导出一张表",
    operation_id="export_table",
    response_class=Response,
    responses={200: {"content": {writer.media_type: {} for writer in WRITERS.values()}}},
)
def export_table(
    table: str,
    material: MaterialDep,
    document: Annotated[str | None, Query(description="只要这份文件的（文件 id）")] = None,
    unit: Annotated[
        str | None, Query(description="只要这个单位的，全称、简称、旧名都行；重名的写标识，如 某县/县应急局")
    ] = None,
    format: Annotated[str, Query(description="xlsx、docx、csv；时限表还有 ics")] = "xlsx",
) -> Response:
    """任务分工表（assignments）、责任清单（duties）、督查台账（ledger）、指标表（indicators）、时限表（deadlines），也可以用中文名称。"""
    definition = definition_of(table)
    writer = writer_of(definition, format)
    made = build_table(material, definition, Choice(document, unit))
    header = {"Content-Disposition": content_disposition(file_name(made, format))}
    return Response(writer.write(made), media_type=writer.media_type, headers=header)
