"""GET /api/search: the passages of the documents that speak of something, found by words and by meaning."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from kb.search.index import Hit, SearchIndex

router = APIRouter(prefix="/api/search", tags=["检索"])


def _search_index(request: Request) -> SearchIndex:
    index: SearchIndex = request.app.state.search_index
    return index


SearchIndexDep = Annotated[SearchIndex, Depends(_search_index)]


@router.get("", summary="检索原文", operation_id="search")
def search(
    index: SearchIndexDep,
    q: Annotated[str, Query(description="要找的内容，可以是问句", examples=["电动车乱充电"])],
    k: Annotated[int, Query(ge=1, le=100, description="最多返回几段")] = 10,
    document: Annotated[list[str] | None, Query(description="只在这些文件里找（文件 id，可重复）")] = None,
) -> dict[str, Any]:
    """与所问最接近的原文，最接近的在前；parts 是字面与语义各自的得分。"""
    items = [_item(hit) for hit in index.search(q, k, document or ())]
    return {"items": items, "total": len(items)}


def _item(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document": passage.document,
        "section": passage.section,
        "text": passage.text,
        "score": hit.score,
        "parts": dict(hit.parts),
        "start": passage.start,
        "end": passage.end,
    }
