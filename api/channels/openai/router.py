"""/v1: models and chat completions as OpenAI's API has them."""

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from api.channels.access import authorised
from api.channels.openai.answering import completion_of
from api.channels.openai.completions import Completion
from api.channels.openai.errors import ModelNotFoundError, error_response
from api.channels.openai.schemas import ChatRequest
from api.channels.openai.talks import turn_of
from api.channels.routing import route_with_errors
from api.dependencies import AnswererDep, KnowledgeDep, SettingsDep
from api.pressure import Place
from kb.conversation import converse
from kb.errors import NotFoundError
from kb.qa.knowledge import Knowledge

router = APIRouter(
    prefix="/v1",
    tags=["OpenAI 兼容接口"],
    route_class=route_with_errors(error_response),
    dependencies=[Depends(authorised)],
)
# The model that answers from all documents; with a document's id behind it, from that one.
MODEL = "zeren"
_OF_DOCUMENT = f"{MODEL}:"
# Clients insist on a time; models here come and go with the documents.
_CREATED = 1_700_000_000
# Proxies must not gather a stream before they pass it on.
_STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


@router.get("/models", summary="模型列表", operation_id="list_models")
async def list_models(knowledge: KnowledgeDep) -> dict[str, Any]:
    """zeren 从全部文件作答；文件多于一份时，每份另有一个 zeren:文件标识，只从那一份作答。"""
    return {"object": "list", "data": _models(knowledge)}


@router.get("/models/{model_id:path}", summary="一个模型", operation_id="get_model")
async def get_model(model_id: str, knowledge: KnowledgeDep) -> dict[str, Any]:
    """一个模型；没有时是 404。"""
    _documents(model_id, knowledge)
    return next((model for model in _models(knowledge) if model["id"] == model_id), _model(model_id, ""))


@router.post(
    "/chat/completions",
    summary="对话",
    operation_id="create_chat_completion",
    response_model=None,
    dependencies=[Place],
)
def create_chat_completion(
    body: ChatRequest, answerer: AnswererDep, knowledge: KnowledgeDep, settings: SettingsDep
) -> dict[str, Any] | Response:
    """最后一条用户消息是所问，先前的用户消息供追问时参照；回答附出处（annotations），流式的在最后一段。"""
    turn = turn_of(body.messages, _documents(body.model, knowledge))
    completion = completion_of(body, converse(turn, answerer, settings.public_url))
    if not body.stream:
        return completion.whole()
    with_usage = bool(body.stream_options and body.stream_options.include_usage)
    return StreamingResponse(_events(completion, with_usage), media_type="text/event-stream", headers=_STREAM_HEADERS)


@router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
async def unknown(path: str, request: Request) -> None:
    """Everything else of OpenAI's API (responses, embeddings, images …)."""
    raise NotFoundError(f"没有 {request.method} /v1/{path}；这里有 /v1/models 和 POST /v1/chat/completions。")


async def _events(completion: Completion, with_usage: bool) -> AsyncIterator[str]:
    """Server-sent events that end in exactly two line feeds, without names or ids: Dify reads no others."""
    for chunk in completion.chunks(with_usage):
        yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"


def _models(knowledge: Knowledge) -> list[dict[str, Any]]:
    rows = knowledge.documents if len(knowledge.documents) > 1 else ()
    own = [_model(f"{_OF_DOCUMENT}{row['id']}", f"责任 · {row.get('title') or row['id']}") for row in rows]
    return [_model(MODEL, "责任 · 全部文件"), *own]


def _model(model_id: str, name: str) -> dict[str, Any]:
    return {"id": model_id, "object": "model", "created": _CREATED, "owned_by": MODEL, "name": name or model_id}


def _documents(model: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The documents that a model answers from; () all.

    :raises ModelNotFoundError: there is no such model.
    """
    document = model.removeprefix(_OF_DOCUMENT)
    if model == MODEL:
        return ()
    if model == document or document not in {row["id"] for row in knowledge.documents}:
        raise ModelNotFoundError(f"没有名为 {model} 的模型；/v1/models 列出了全部模型。")
    return (document,)
