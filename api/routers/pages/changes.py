"""The pages where key holders add, replace and remove documents: plain forms, which scripts make quicker."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.access.browser import root_of
from api.access.checks import require
from api.dependencies import FindingsDep, KnowledgeDep, ListsDep, OpenedDep, RunnerDep, SettingsDep
from api.intake.editing import EditorDep, Publication
from api.pages.counting import counts_of
from api.pages.forms import fields_of
from api.pages.naming import heading_of, marked, name_of, states_of, title_of, titles_known
from api.pages.routing import PageRoute
from api.pages.templates import WORDS, render
from kb.access.roles import Role
from kb.audit.contract import severity_counts
from kb.errors import ConflictError, InputError
from kb.exports.definitions import load_definitions
from kb.intake import changes
from kb.intake.changes import QUEUED, WORKING, Change
from kb.intake.preview import Row, preview_of
from kb.settings import Settings

router = APIRouter(route_class=PageRoute, dependencies=[Depends(require(Role.EDIT))])
# A preview is looked over, not read through: so many lines of each kind are shown.
_SHOWN = 50
_FINDINGS_SHOWN = 20


@router.get("/changes")
def changes_page(
    request: Request, settings: SettingsDep, knowledge: KnowledgeDep, replaces: Annotated[str, Query()] = ""
) -> Response:
    """添加文件，和各项变更。"""
    every = changes.all_changes(settings)
    titles = titles_known(every, knowledge.titles)
    return render(
        request,
        "changes.html",
        active="/documents",
        title="添加和替换文件",
        changes=every,
        names={change.id: name_of(change, titles) for change in every},
        states={change.id: states_of(change)[change.state] for change in every},
        replaces=replaces,
        replaced=marked(title_of(replaces, knowledge.titles)) if replaces else "",
        most=settings.max_file_bytes,
    )


@router.post("/changes")
async def upload(request: Request, editor: EditorDep, replaces: Annotated[str, Query()] = "") -> Response:
    """收下文件，去看它的进度和预览。"""
    return _to(request, await editor.upload(request, replaces))


async def _viewed(change_id: str, runner: RunnerDep) -> Change:
    return await runner.view(change_id)


@router.get("/changes/{change_id}")
def change_page(
    request: Request, change: Annotated[Change, Depends(_viewed)], settings: SettingsDep, opened: OpenedDep
) -> Response:
    """一项变更：进度，或读出的内容。"""
    every = changes.all_changes(settings)
    preview = _preview(settings, change)
    return render(
        request,
        "change.html",
        active="/documents",
        title=heading_of(change, titles_known(every, opened.knowledge.titles)),
        change=change,
        states=states_of(change),
        going_on=change.state in (*QUEUED, *WORKING),
        preview=preview,
        tables=load_definitions(),
        severities=severity_counts(preview["findings"]) if preview else {},
        shown=_SHOWN,
        findings_shown=_FINDINGS_SHOWN,
    )


@router.post("/changes/{change_id}/publish")
async def publish(
    request: Request, change: Annotated[Change, Depends(_viewed)], change_id: str, editor: EditorDep
) -> Response:
    """发布预览，标题等可以改正。"""
    if change.state != "ready":
        # Another window, or a colleague, was quicker.
        raise ConflictError(f"这一项现在是“{states_of(change)[change.state]}”，不能发布；读完了、等着发布的才能发布。")
    try:
        publication = Publication.model_validate(await fields_of(request))
    except ValidationError as error:
        fields = "、".join(WORDS["field"].get(str(item["loc"][0]), "别的") for item in error.errors())
        raise InputError(
            f"这些栏填得不合要求：{fields}。日期写成 2025-03-01，标识只用小写字母、数字和连字符。"
        ) from error
    return _to(request, await editor.publish(change_id, publication))


@router.post("/changes/{change_id}/discard")
async def discard(request: Request, change_id: str, editor: EditorDep) -> Response:
    """放弃一项变更。"""
    await editor.discard(change_id)
    return RedirectResponse(f"{root_of(request)}/changes", status_code=303)


@router.get("/documents/{document_id}/remove")
def removal_page(
    request: Request, document_id: str, lists: ListsDep, findings: FindingsDep, opened: OpenedDep
) -> Response:
    """移除以前：会失去什么，什么留着。"""
    title = title_of(document_id, opened.knowledge.titles)
    held = opened.holdings.get(document_id)
    return render(
        request,
        "remove.html",
        active="/documents",
        title="移除文件",
        document=document_id,
        name=marked(title),
        counts=counts_of(document_id, lists, findings),
        replaced=bool(held and held.earlier),
        last=len(opened.knowledge.documents) == 1,
    )


@router.post("/documents/{document_id}/remove")
async def remove(request: Request, document_id: str, editor: EditorDep) -> Response:
    """移除一份文件。"""
    return _to(request, await editor.remove(document_id))


def _preview(settings: Settings, change: Change) -> Row | None:
    if change.kind == "remove" or change.state in ("received", "reading", "failed"):
        return None
    try:
        return preview_of(settings, change)
    except ConflictError:
        return None


def _to(request: Request, change: Change) -> Response:
    return RedirectResponse(f"{root_of(request)}/changes/{change.id}", status_code=303)
