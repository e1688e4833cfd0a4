"""Documents in: POST, PUT and DELETE of /api/documents make a change; /api/changes shows, publishes or discards it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from api.access.browser import root_of
from api.dependencies import RunnerDep, SettingsDep
from api.intake.editing import EditorDep, Publication
from api.intake.running import Runner
from api.tables import AS_TABLE, PagingDep
from kb.errors import NotFoundError
from kb.exports.filenames import content_disposition
from kb.intake import changes
from kb.intake.changes import QUEUED, WORKING, Change
from kb.intake.preview import preview_of, preview_table

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


@router.post("/documents", status_code=202, summary="添加文件", operation_id="add_document", openapi_extra=_UPLOAD)
async def add_document(request: Request, response: Response, editor: EditorDep) -> dict[str, Any]:
    """上传一份文件：先读成预览，看过再发布；表单里 publish=true 就读完即发布。返回这项变更，进度见它的 events。"""
    return _accepted(await editor.upload(request), request, response)


@router.put(
    "/documents/{document_id}", status_code=202, summary="替换文件", operation_id="replace_document",
    openapi_extra=_UPLOAD,
)  # fmt: skip
async def replace_document(document_id: str, request: Request, response: Response, editor: EditorDep) -> dict[str, Any]:
    """上传一份文件的新版本：标识不变，原件和原来读出的责任都留着，发布前后各单位的责任变化见 differences。"""
    return _accepted(await editor.upload(request, document_id), request, response)


@router.delete("/documents/{document_id}", status_code=202, summary="移除文件", operation_id="remove_document")
async def remove_document(document_id: str, request: Request, response: Response, editor: EditorDep) -> dict[str, Any]:
    """从库中移除一份文件，原件仍留在数据目录。返回这项变更，完成后才不再用它作答。"""
    return _accepted(await editor.remove(document_id), request, response)


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
    change_id: str, request: Request, response: Response, editor: EditorDep, body: Publication | None = None
) -> dict[str, Any]:
    """把看过的预览发布出去；可以顺手改正标题、发文机关、文号、日期。发布中照常作答，没有请求会失败。"""
    return _accepted(await editor.publish(change_id, body or Publication()), request, response)


@router.delete("/changes/{change_id}", status_code=204, summary="放弃", operation_id="discard_change")
async def discard_change(change_id: str, editor: EditorDep) -> None:
    """放弃一项还没有发布的变更，上传的文件一并删去。"""
    await editor.discard(change_id)


def _accepted(change: Change, request: Request, response: Response) -> dict[str, Any]:
    response.headers["Location"] = f"{root_of(request)}/api/changes/{change.id}"
    return changes.as_row(change)


async def _events(runner: Runner, first: Change) -> AsyncIterator[str]:
    change, quiet = first, 0.0
    yield _event(change)
    while change.state in (*WORKING, *QUEUED):
        await asyncio.sleep(_EVENT_S)
        try:
            now = await runner.view(change.id)
        except NotFoundError:
            # Given up meanwhile.
            return
        quiet = 0.0 if now != change else quiet + _EVENT_S
        if now != change:
            yield _event(now)
        elif quiet >= _PING_S:
            quiet = 0.0
            yield ": ping\n\n"
        change = now


def _event(change: Change) -> str:
    return f"data: {json.dumps(changes.as_row(change), ensure_ascii=False)}\n\n"
