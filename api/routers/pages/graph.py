"""The page of chains: a picture of what is around one thing, and the same as a table."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.access.browser import root_of
from api.dependencies import KnowledgeDep, ListsDep
from api.pages.drawing import drawing_of, node_of
from api.pages.routing import PageRoute
from api.pages.templates import WORDS, render
from kb.errors import NotFoundError
from kb.listing import Lists
from kb.listing.chains import Chains, Node

router = APIRouter(route_class=PageRoute)
# So many finds are looked through; who has more says more.
_FOUND = 40


@router.get("/graph")
def graph_page(
    request: Request,
    lists: ListsDep,
    knowledge: KnowledgeDep,
    node: Annotated[str, Query(max_length=300)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    depth: Literal["", "1", "2"] = "",
) -> Response:
    """node 是中间的单位、任务或文件；q 按名称找。"""
    root = root_of(request)
    found = lists.chains.search(q, _FOUND) if q else []
    middle = _middle(lists, node, q, found)
    # A unit's chain is its tasks and what they rest on: two steps. Around a task or a document one step says it.
    steps = int(depth) if depth else 2 if middle and middle.kind == "unit" else 1
    drawn = drawing_of(lists.chains.around(middle, steps), steps, knowledge.texts, root) if middle else None
    return render(
        request,
        "graph.html",
        active="/graph",
        wide=True,
        title=f"关系图：{middle.label}" if middle else "关系图",
        drawn=drawn,
        names={item["id"]: item for item in drawn["nodes"]} if drawn else {},
        kinds=list(WORDS["node"]),
        found=[] if middle else [node_of(item, root) for item in found],
        most=_FOUND,
        query={"q": q, "depth": depth},
    )


def _middle(lists: Lists, node: str, words: str, found: list[Node]) -> Node | None:
    if words:
        return _only(lists.chains, words, found)
    # Who names nothing sees the busiest unit.
    busy = [row["id"] for row in lists.units if not row["collective"]][:1]
    return next((lists.chains.node(name) for name in (node, *busy) if name), None)


def _only(chains: Chains, words: str, found: list[Node]) -> Node | None:
    """What the words can only mean: the thing of that name, or the only one that has them in its name."""
    try:
        return chains.node(words)
    except NotFoundError:
        return found[0] if len(found) == 1 else None
