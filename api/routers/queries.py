"""GET /api/queries: the competency queries, examples to learn SPARQL over the graph from."""

from typing import Any

from fastapi import APIRouter, Response

from api.tables import AS_TABLE, PagingDep
from kb.graph.competency import load_competency_queries

router = APIRouter(prefix="/api/queries", tags=["SPARQL"])


_COLUMNS = ("id", "question.zh", "question.en", "text")


@router.get("", summary="查询示例", operation_id="list_queries", **AS_TABLE)
def list_queries(paging: PagingDep) -> dict[str, Any] | Response:
    """每条查询回答的问题（中、英）和查询文本；文本里的 VALUES 行可以换成自己的任务或单位。"""
    queries = load_competency_queries()
    items = [{"id": query.id, "question": {"zh": query.zh, "en": query.en}, "text": query.text} for query in queries]
    return paging.answer(items, _COLUMNS)
