"""GET /api/audit: who changed what."""

import json
from typing import Any

from fastapi import APIRouter, Depends, Response

from api.access.checks import AuditDep, require
from api.tables import AS_TABLE, PagingDep
from kb.access.audit import COLUMNS
from kb.access.roles import Role

router = APIRouter(prefix="/api", tags=["管理"])


@router.get(
    "/audit", summary="审计记录", operation_id="list_audit", dependencies=[Depends(require(Role.ADMIN))], **AS_TABLE
)
def list_audit(audit: AuditDep, paging: PagingDep) -> dict[str, Any] | Response:
    """谁在何时从何处改了什么，新的在前；要管理（admin）角色的密钥。"""
    rows = audit.rows()
    if paging.as_csv:
        rows = [{**row, "detail": json.dumps(row["detail"], ensure_ascii=False)} for row in rows]
    return paging.answer(rows, COLUMNS)
