"""GET /api/findings: what the health check found in the documents of the snapshot."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from api.dependencies import FindingsDep, KnowledgeDep
from api.documents import check_documents
from api.filters import DocumentQuery
from api.tables import AS_TABLE, PagingDep
from kb.audit.catalogue import load_catalogue
from kb.audit.contract import COLUMNS, Row
from kb.errors import InputError

router = APIRouter(prefix="/api/findings", tags=["体检"])


@router.get("", summary="体检结果", operation_id="list_findings", **AS_TABLE)
def list_findings(
    findings: FindingsDep,
    knowledge: KnowledgeDep,
    paging: PagingDep,
    document: DocumentQuery = None,
    severity: Annotated[list[Literal["high", "medium", "low"]] | None, Query(description="只看这些级别")] = None,
    kind: Annotated[list[str] | None, Query(alias="class", description="只看这些种类", examples=[["no-lead"]])] = None,
) -> dict[str, Any] | Response:
    """责任不清、数字不符、时限不明等：级别、说明、原文位置和建议，先重后轻；total 是筛选后的总数。"""
    check_documents(document or (), knowledge)
    if unknown := set(kind or ()) - load_catalogue().keys():
        raise InputError(f"没有 {'、'.join(sorted(unknown))} 这种体检结果；种类见结果里的 class。")
    chosen = [row for row in findings if _fits(row, document, severity, kind)]
    return paging.answer(chosen, COLUMNS)


def _fits(
    row: Row, documents: Sequence[str] | None, severities: Sequence[str] | None, kinds: Sequence[str] | None
) -> bool:
    wanted = (("document", documents), ("severity", severities), ("class", kinds))
    return all(not values or row[key] in values for key, values in wanted)
