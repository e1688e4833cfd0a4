"""GET /api/graph: the chain of responsibility around one thing, as nodes and links."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.access.browser import root_of
from api.dependencies import KnowledgeDep, ListsDep
from api.pages.drawing import drawing_of

router = APIRouter(prefix="/api", tags=["清单"])
NodeQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=300,
        description="单位（名称或 地名/名称）、任务（文件/3.3.3）、文件，或答复里的节点 id",
        examples=["高青县/县应急局"],
    ),
]
DepthQuery = Annotated[int, Query(ge=1, le=2, description="走几步：1 或 2")]


@router.get("/graph", summary="关系图", operation_id="get_graph")
def get_graph(
    request: Request, lists: ListsDep, knowledge: KnowledgeDep, node: NodeQuery, depth: DepthQuery = 1
) -> dict[str, Any]:
    """单位、任务、所引文件、时限、指标、建设项目之间的关系，各附原文；一个节点至多 24 个邻居，共至多 120 个节点，hidden 是没有给出的邻居数。"""
    part = lists.chains.around(lists.chains.node(node), depth)
    return drawing_of(part, depth, knowledge.texts, root_of(request))
