"""GET /api/queries: the competency queries, examples to learn SPARQL over the graph from."""

from typing import Any

from fastapi import APIRouter

from kb.graph.competency import load_competency_queries

router = APIRouter(prefix="/api/queries", tags=["SPARQL"])


@router.get("", summary="查询示例", operation_id="list_queries")
def list_queries() -> dict[str, Any]:
    """每条查询回答的问题（中、英）和查询文本；文本里的 VALUES 行可以换成自己的任务或单位。"""
    queries = load_competency_queries()
    items = [{"id": query.id, "question": {"zh": query.zh, "en": query.en}, "text": query.text} for query in queries]
    return {"items": items, "total": len(items)}
