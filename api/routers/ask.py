"""POST /api/ask: one question, one answer with its quotations."""

import time
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.dependencies import AnswererDep, KnowledgeDep
from api.documents import check_documents
from api.schemas import AskRequest
from kb.qa.contract import as_contract
from kb.qa.models import Question

router = APIRouter(prefix="/api", tags=["问答"])


@router.post("/ask", summary="提问", operation_id="ask", response_model=dict[str, Any])
async def ask(body: AskRequest, answerer: AnswererDep, knowledge: KnowledgeDep) -> JSONResponse:
    """回答一个问题；每个结论都附原文，规划没有写的如实说没有写。"""
    check_documents(body.documents or (), knowledge)
    started = time.perf_counter()
    as_of = body.as_of.isoformat() if body.as_of else None
    question = Question(
        body.question, tuple(body.history), tuple(body.documents or ()), as_of=as_of, explain=body.explain
    )
    # What is kept needs no thread, whose start would take longer.
    answer = answerer.ask_kept(question)
    if answer is None:
        answer = await run_in_threadpool(answerer.ask, question)
    # As it stands, without a look at each of its values: the contract is made of nothing but JSON.
    return JSONResponse(as_contract(answer, (time.perf_counter() - started) * 1e3, explain=body.explain))
