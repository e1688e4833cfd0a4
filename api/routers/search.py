"""GET /api/search: the passages of the documents that speak of something, found by words and by meaning."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.dependencies import KnowledgeDep, SearchIndexDep
from api.documents import check_documents
from api.passages import passages

router = APIRouter(prefix="/api/search", tags=["检索"])


@router.get("", summary="检索原文", operation_id="search")
def search(
    index: SearchIndexDep,
    knowledge: KnowledgeDep,
    q: Annotated[str, Query(description="要找的内容，可以是问句", examples=["电动车乱充电"])],
    k: Annotated[int, Query(ge=1, le=100, description="最多返回几段")] = 10,
    document: Annotated[list[str] | None, Query(description="只在这些文件里找（文件 id，可重复）")] = None,
) -> dict[str, Any]:
    """与所问最接近的原文，最接近的在前；parts 是字面与语义各自的得分。"""
    check_documents(document or (), knowledge)
    items = passages(index, knowledge, q, k, document or ())
    return {"items": items, "total": len(items)}
