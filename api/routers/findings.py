"""GET /api/findings: what the health check found in the documents of the snapshot."""

import csv
import io
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response

from api.dependencies import FindingsDep, KnowledgeDep, check_documents
from kb.audit.catalogue import load_catalogue
from kb.audit.contract import COLUMNS, Row
from kb.errors import InputError

router = APIRouter(prefix="/api/findings", tags=["体检"])
# Spreadsheets tell UTF-8 from the old Chinese encodings by this mark.
_MARK = "\ufeff"


@router.get(
    "",
    summary="体检结果",
    operation_id="list_findings",
    response_model=None,
    responses={200: {"content": {"text/csv": {}}}},
)
def list_findings(
    findings: FindingsDep,
    knowledge: KnowledgeDep,
    document: Annotated[list[str] | None, Query(description="只看这些文件（文件 id，可重复）")] = None,
    severity: Annotated[list[Literal["high", "medium", "low"]] | None, Query(description="只看这些级别")] = None,
    kind: Annotated[list[str] | None, Query(alias="class", description="只看这些种类", examples=[["no-lead"]])] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="最多返回几条")] = 100,
    offset: Annotated[int, Query(ge=0, description="跳过前几条")] = 0,
    format: Annotated[Literal["json", "csv"] | None, Query(description="json 或 csv；不给则看 Accept")] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> dict[str, Any] | Response:
    """责任不清、数字不符、时限不明等：级别、说明、原文位置和建议，先重后轻；total 是筛选后的总数。"""
    check_documents(document or (), knowledge)
    if unknown := set(kind or ()) - load_catalogue().keys():
        raise InputError(f"没有 {'、'.join(sorted(unknown))} 这种体检结果；种类见结果里的 class。")
    chosen = [row for row in findings if _fits(row, document, severity, kind)]
    page = chosen[offset : offset + limit]
    if format == "csv" or (format is None and accept.startswith("text/csv")):
        return Response(_MARK + _csv(page), media_type="text/csv; charset=utf-8")
    return {"items": page, "total": len(chosen)}


def _fits(
    row: Row, documents: Sequence[str] | None, severities: Sequence[str] | None, kinds: Sequence[str] | None
) -> bool:
    wanted = (("document", documents), ("severity", severities), ("class", kinds))
    return all(not values or row[key] in values for key, values in wanted)


def _csv(rows: Sequence[Row]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue()
