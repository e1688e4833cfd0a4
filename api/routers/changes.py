"""Documents in: POST, PUT and DELETE of /api/documents make a change; /api/changes shows, publishes or discards it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any, cast

from fastapi import APIRouter, Request, Response, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from api.dependencies import RunnerDep, SettingsDep
from api.intake.receiving import limited, receive
from api.intake.running import Runner
from api.tables import AS_TABLE, PagingDep
from kb.errors import ConflictError, InputError, NotFoundError
from kb.exports.filenames import content_disposition
from kb.intake import changes
from kb.intake.changes import QUEUED, WORKING, Change, Kind
from kb.intake.library import current_holdings
from kb.intake.preview import document_differences, preview_of, preview_table
from kb.settings import Settings
from kb.sources import original_of

router = APIRouter(prefix="/api", tags=["文件"])
_COLUMNS = ("id", "kind", "state", "document", "file", "bytes", "by", "created", "error")
_EVENT_S = 0.2
_PING_S = 15.0
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "docx、pdf、ofd、html、txt、doc、wps",
                        },
                        "publish": {
                            "type": "string",
                            "enum": ["true", "false"],
                            "description": "读完就发布，不等人看预览",
                        },
                    },
                }
            }
        },
    }
}


class Publication(BaseModel):
    """What a person puts right when publishing; what is not given stays as it was read."""

    title: str | None = Field(default=None, max_length=200, description="标题")
    issuer: str | None = Field(default=None, max_length=100, description="发文机关")
    number: str | None = Field(default=None, max_length=60, description="发文字号")
    issued: date | None = Field(default=None, description="成文日期")
    document: str | None = Field(
        default=None,
        max_length=80,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="新文件的标识：小写字母、数字、连字符",
    )
    replaces: str | None = Field(default=None, max_length=200, description="改为替换这份文件（标识）")


@router.post("/documents", status_code=202, summary="添加文件", operation_id="add_document", openapi_extra=_UPLOAD)
async def add_document(
    request: Request, response: Response, settings: SettingsDep, runner: RunnerDep
) -> dict[str, Any]:
    """上传一份文件：先读成预览，看过再发布；表单里 publish=true 就读完即发布。返回这项变更，进度见它的 events。"""
    return await _upload(request, response, settings, runner, "add", "")


@router.put(
    "/documents/{document_id}", status_code=202, summary="替换文件", operation_id="replace_document",
    openapi_extra=_UPLOAD,
)  # fmt: skip
async def replace_document(
    document_id: str, request: Request, response: Response, settings: SettingsDep, runner: RunnerDep
) -> dict[str, Any]:
    """上传一份文件的新版本：标识不变，原件和原来读出的责任都留着，发布前后各单位的责任变化见 differences。"""
    if not current_holdings(settings).get(document_id):
        raise NotFoundError(f"没有标识为 {document_id} 的文件；/api/documents 列出了全部文件。")
    return await _upload(request, response, settings, runner, "replace", document_id)


@router.delete("/documents/{document_id}", status_code=202, summary="移除文件", operation_id="remove_document")
async def remove_document(
    document_id: str, response: Response, settings: SettingsDep, runner: RunnerDep
) -> dict[str, Any]:
    """从库中移除一份文件，原件仍留在数据目录。返回这项变更，完成后才不再用它作答。"""
    if not current_holdings(settings).get(document_id):
        raise NotFoundError(f"没有标识为 {document_id} 的文件；/api/documents 列出了全部文件。")
    change = replace(changes.create(settings, "remove", document_id, ""), state="approved")
    changes.save(settings, change)
    runner.start(change.id, ("publish",))
    return _accepted(change, response)


@router.get(
    "/documents/{document_id}/original", summary="原件", operation_id="get_original", response_class=FileResponse
)
def get_original(document_id: str, settings: SettingsDep) -> FileResponse:
    """收到时的原件，一个字节也没有改。"""
    held = current_holdings(settings).get(document_id)
    path = original_of(settings, held) if held else None
    if held is None or path is None:
        raise NotFoundError(f"没有标识为 {document_id} 的文件，或没有留下它的原件；/api/documents 列出了全部文件。")
    header = {"Content-Disposition": content_disposition(held.current.file), "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="application/octet-stream", headers=header)


@router.get("/documents/{document_id}/differences", summary="与上一版本的责任变化", operation_id="list_differences")
def list_differences(document_id: str, settings: SettingsDep) -> dict[str, Any]:
    """替换以后各单位的责任有什么变化：新增（added）、不再承担（removed）、角色改变（role），前后原文并列。"""
    rows = document_differences(settings, document_id)
    return {"items": rows, "total": len(rows)}


@router.get("/changes", summary="文件变更", operation_id="list_changes", **AS_TABLE)
def list_changes(settings: SettingsDep, paging: PagingDep) -> dict[str, Any] | Response:
    """添加、替换、移除文件的各项变更，新的在前；发布或放弃后留七天。"""
    return paging.answer([changes.as_row(change) for change in changes.all_changes(settings)], _COLUMNS)


@router.get("/changes/{change_id}", summary="一项文件变更", operation_id="get_change")
async def get_change(change_id: str, runner: RunnerDep) -> dict[str, Any]:
    """进行到哪一步：received、reading、ready（可以看预览并发布）、approved、publishing、published、failed。"""
    return changes.as_row(await runner.view(change_id))


@router.get(
    "/changes/{change_id}/events", summary="变更的进度", operation_id="watch_change", response_class=StreamingResponse
)
async def watch_change(change_id: str, runner: RunnerDep) -> StreamingResponse:
    """进度（SSE）：每有变化发一次，内容同上；不再自己变化（ready、published、failed）就结束。"""
    first = await runner.view(change_id)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(runner, first), media_type="text/event-stream", headers=headers)


@router.get("/changes/{change_id}/preview", summary="预览", operation_id="preview_change")
def preview_change(change_id: str, settings: SettingsDep) -> dict[str, Any]:
    """发布以前看一看：标题和文号、条款树、读懂的责任分工 n/m、没读懂的行、体检；替换的，还有各单位责任的变化。"""
    return preview_of(settings, changes.load(settings, change_id))


@router.get(
    "/changes/{change_id}/exports/{table}", summary="预览的表", operation_id="preview_table", response_class=Response
)
def export_preview(change_id: str, table: str, settings: SettingsDep, format: str = "xlsx") -> Response:
    """还没有发布的文件的分工表、责任清单、台账、指标表、时限表，格式同 /api/exports。"""
    made = preview_table(settings, changes.load(settings, change_id), table, format)
    return Response(
        made.data, media_type=made.media_type, headers={"Content-Disposition": content_disposition(made.name)}
    )


@router.post("/changes/{change_id}/publish", status_code=202, summary="发布", operation_id="publish_change")
async def publish_change(
    change_id: str, response: Response, settings: SettingsDep, runner: RunnerDep, body: Publication | None = None
) -> dict[str, Any]:
    """把看过的预览发布出去；可以顺手改正标题、发文机关、文号、日期。发布中照常作答，没有请求会失败。"""
    change = await runner.view(change_id)
    if change.state != "ready":
        raise ConflictError(f"这一项现在是 {change.state}，不能发布；读完（ready）的才能发布。")
    change = _corrected(change, body or Publication(), settings)
    changes.save(settings, change)
    runner.start(change.id, ("publish",))
    return _accepted(change, response)


@router.delete("/changes/{change_id}", status_code=204, summary="放弃", operation_id="discard_change")
def discard_change(change_id: str, settings: SettingsDep) -> None:
    """放弃一项还没有发布的变更，上传的文件一并删去。"""
    changes.discard(settings, change_id)


async def _upload(
    request: Request, response: Response, settings: Settings, runner: Runner, kind: Kind, document: str
) -> dict[str, Any]:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise InputError("请以 multipart/form-data 上传，文件放在名为 file 的一项里。")
    async with limited(request, settings.max_file_bytes).form(max_files=1, max_fields=8) as form:
        file = form.get("file")
        if not hasattr(file, "filename"):
            raise InputError("表单里没有文件；请把文件放在名为 file 的一项里。")
        upload = cast(UploadFile, file)
        change = await receive(settings, current_holdings(settings), upload, kind, document, "")
        at_once = form.get("publish") == "true"
    runner.start(change.id, ("read", "publish") if at_once else ("read",))
    return _accepted(change, response)


def _corrected(change: Change, body: Publication, settings: Settings) -> Change:
    if body.replaces and not current_holdings(settings).get(body.replaces):
        raise NotFoundError(f"没有标识为 {body.replaces} 的文件；/api/documents 列出了全部文件。")
    kind: Kind = "replace" if body.replaces else change.kind
    document = body.replaces or (body.document if kind == "add" and body.document else change.document)
    return replace(
        change,
        kind=kind,
        document=document,
        state="approved",
        error="",
        title=body.title or change.title,
        issuer=body.issuer or change.issuer,
        number=body.number or change.number,
        issued=body.issued.isoformat() if body.issued else change.issued,
    )


def _accepted(change: Change, response: Response) -> dict[str, Any]:
    response.headers["Location"] = f"/api/changes/{change.id}"
    return changes.as_row(change)


async def _events(runner: Runner, first: Change) -> AsyncIterator[str]:
    change, quiet = first, 0.0
    yield _event(change)
    while change.state in (*WORKING, *QUEUED):
        await asyncio.sleep(_EVENT_S)
        now = await runner.view(change.id)
        quiet = 0.0 if now != change else quiet + _EVENT_S
        if now != change:
            yield _event(now)
        elif quiet >= _PING_S:
            quiet = 0.0
            yield ": ping\n\n"
        change = now


def _event(change: Change) -> str:
    return f"data: {json.dumps(changes.as_row(change), ensure_ascii=False)}\n\n"
