"""The widget that other sites' pages put on themselves: its script, and the questions that it asks from there."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access.browser import made_elsewhere
from api.access.guards import WIDGET_PATH, widget_origins
from api.channels.access import authorised
from api.dependencies import AnswererDep, KnowledgeDep, SettingsDep
from api.documents import check_documents
from api.pages.templates import WEB
from api.pressure import Place
from kb.conversation import Turn, converse
from kb.errors import AccessError

router = APIRouter(tags=["网页插件"])
_SCRIPT = WEB / "widget.js"
_MAX_AGE_S = 600


class WidgetQuestion(BaseModel):
    """A question from the widget."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "消防领域由谁牵头", "history": []}]})

    question: str = Field(description="中文问题", examples=["消防领域由谁牵头"])
    history: list[str] = Field(default_factory=list, max_length=50, description="同一用户先前的提问，由远及近")
    documents: list[str] | None = Field(default=None, description="只在这些文件里找答案（文件 id）")


async def _from_allowed_page(request: Request, settings: SettingsDep) -> None:
    """:raises AccessError: the request comes from a page of another site than the settings name."""
    if made_elsewhere(request, widget_origins(settings)):
        raise AccessError("这个网站的网页不能使用问答插件；请管理员把它加进设置 ZEREN_WIDGET_ORIGINS。")


@router.get("/widget.js", summary="问答插件的脚本", operation_id="get_widget_script", response_class=Response)
async def get_script() -> FileResponse:
    """用 script 标签放进别的网页；见接入说明。"""
    return FileResponse(_SCRIPT, media_type="text/javascript", headers={"Cache-Control": f"max-age={_MAX_AGE_S}"})


@router.post(
    WIDGET_PATH,
    summary="插件提问",
    operation_id="ask_from_widget",
    dependencies=[Depends(_from_allowed_page), Depends(authorised), Place],
)
def ask(body: WidgetQuestion, answerer: AnswererDep, knowledge: KnowledgeDep, settings: SettingsDep) -> dict[str, Any]:
    """回答、出处（链接是绝对地址）和可以接着问的问题；只有设置里的来源能在浏览器里用。"""
    check_documents(body.documents or (), knowledge)
    turn = Turn(body.question, tuple(body.history), tuple(body.documents or ()))
    reply = converse(turn, answerer, settings.public_url)
    return {
        "kind": reply.kind,
        "status": reply.status,
        "text": reply.text,
        "sources": [{**asdict(source), "label": source.label} for source in reply.sources],
        "follow_ups": reply.follow_ups,
        "url": reply.url,
        "feedback_id": reply.feedback_id,
    }
