"""GET /api/documents: what is in the snapshot, and the canonical texts that quotations point into."""

from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.dependencies import KnowledgeDep, OpenedDep, SettingsDep
from api.documents import COLUMNS, described
from api.tables import AS_TABLE, PagingDep
from kb.errors import NotFoundError, no_document
from kb.exports.filenames import content_disposition
from kb.intake.preview import document_differences
from kb.sources import original_of

router = APIRouter(prefix="/api/documents", tags=["文件"])


@router.get("", summary="文件列表", operation_id="list_documents", **AS_TABLE)
def list_documents(knowledge: KnowledgeDep, paging: PagingDep) -> dict[str, Any] | Response:
    """库中的文件：标识、标题、文号、发文机关、日期。"""
    return paging.answer([described(row) for row in knowledge.documents], COLUMNS)


@router.get("/{document_id}", summary="一份文件", operation_id="get_document")
def get_document(document_id: str, knowledge: KnowledgeDep) -> dict[str, Any]:
    """一份文件的基本信息。"""
    for row in knowledge.documents:
        if row["id"] == document_id:
            return described(row)
    raise no_document(document_id)


@router.get("/{document_id}/text", summary="文件全文", operation_id="get_document_text", response_class=Response)
def get_text(document_id: str, knowledge: KnowledgeDep) -> Response:
    """规范文本；引文的 start、end 就是这份文本里的字符位置。"""
    text = knowledge.texts.get(document_id)
    if text is None:
        raise no_document(document_id)
    return Response(text, media_type="text/plain; charset=utf-8")


@router.get("/{document_id}/original", summary="原件", operation_id="get_original", response_class=FileResponse)
def get_original(document_id: str, settings: SettingsDep, opened: OpenedDep) -> FileResponse:
    """收到时的原件，一个字节也没有改。"""
    held = opened.holdings.get(document_id)
    path = original_of(settings, held) if held else None
    if held is None or path is None:
        raise NotFoundError(f"没有标识为 {document_id} 的文件，或没有留下它的原件；/api/documents 列出了全部文件。")
    header = {
        "Content-Disposition": content_disposition(PurePosixPath(held.current.file).name),
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, media_type="application/octet-stream", headers=header)


@router.get("/{document_id}/differences", summary="与上一版本的责任变化", operation_id="list_differences")
def list_differences(document_id: str, settings: SettingsDep) -> dict[str, Any]:
    """替换以后各单位的责任有什么变化：新增（added）、不再承担（removed）、角色改变（role），前后原文并列。"""
    rows = document_differences(settings, document_id)
    return {"items": rows, "total": len(rows)}
