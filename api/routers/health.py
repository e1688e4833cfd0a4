"""GET /health and /ready: whether the process lives, and which snapshot it answers from."""

import asyncio

from fastapi import APIRouter, Request

from api.serving import Serving
from kb.errors import EndpointError

router = APIRouter(tags=["运行"])
# Where and what is in the log: anybody may read this.
_STALE = "最新的快照损坏或打不开，现用以前的快照 {snapshot} 作答；请看日志，并重新运行 zeren build（图谱另放的，运行 zeren endpoint load）。"


@router.get("/health", summary="进程是否存活", operation_id="health")
def health() -> dict[str, str]:
    """进程活着。"""
    return {"status": "ok"}


@router.get("/ready", summary="是否可以作答", operation_id="ready")
async def ready(request: Request) -> dict[str, str]:
    """快照已载入；最新的快照打不开、仍用以前的作答，或图谱所在的 SPARQL 端点没有应答时，warning 里写明。"""
    serving: Serving = request.app.state.serving
    opened = serving.current.opened
    found = {"status": "ready", "snapshot": opened.snapshot}
    warnings = [_STALE.format(snapshot=opened.snapshot)] if serving.stale else []
    try:
        await asyncio.to_thread(opened.check_graph)
    except EndpointError as error:
        # Answers are made from what was read when the snapshot was opened; they go on.
        warnings.append(f"{error}关联数据和 /sparql 在此期间答 503，提问不受影响。")
    return {**found, "warning": "".join(warnings)} if warnings else found
