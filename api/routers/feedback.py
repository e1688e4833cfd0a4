"""/api/feedback: what people say of answers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from api.access.checks import AuditDep, PrincipalDep, accept_opinion, require
from api.dependencies import SettingsDep
from api.tables import AS_TABLE, PagingDep
from kb.access.feedback import COLUMNS, Opinion, opinions, save_opinion
from kb.access.roles import Role
from kb.errors import InputError

router = APIRouter(prefix="/api/feedback", tags=["意见"])
# What the answer said of itself.
_Given = Annotated[str, Field(max_length=64)]


class FeedbackRequest(BaseModel):
    """One opinion of one answer."""

    question: str = Field(min_length=1, description="问题原文")
    verdict: Literal["useful", "wrong", "wrong_citation"] = Field(description="useful 有用，wrong 答错，wrong_citation 引文不对")  # fmt: skip
    comment: str = Field(default="", max_length=500, description="说明")
    snapshot: _Given = Field(default="", description="回答里的 snapshot")
    intent: _Given = Field(default="", description="回答里的 intent")


@router.post(
    "", summary="对回答提意见", operation_id="give_feedback", status_code=201, dependencies=[Depends(accept_opinion)]
)
def give_feedback(
    body: FeedbackRequest, settings: SettingsDep, principal: PrincipalDep, audit: AuditDep
) -> dict[str, str]:
    """记下一条意见；能提问的人都能提。"""
    if len(body.question) > settings.max_question_chars:
        raise InputError(f"问题超过 {settings.max_question_chars} 字。")
    said = Opinion(principal.name, body.verdict, body.question, body.comment, body.intent, body.snapshot)
    save_opinion(settings.data_dir, said)
    audit.record("feedback", body.verdict, snapshot=body.snapshot)
    return {"status": "saved"}


@router.get(
    "", summary="收到的意见", operation_id="list_feedback", dependencies=[Depends(require(Role.ADMIN))], **AS_TABLE
)
def list_feedback(settings: SettingsDep, paging: PagingDep) -> dict[str, Any] | Response:
    """收到的意见，新的在前；要管理（admin）角色的密钥。"""
    return paging.answer(opinions(settings.data_dir), COLUMNS)
