"""GET /health and /ready: whether the process lives, and which snapshot it answers from."""

from fastapi import APIRouter, Request

from api.serving import Serving

router = APIRouter(tags=["运行"])
# Where and what is in the log: anybody may read this.
_STALE = "最新的快照损坏或打不开，现用以前的快照 {snapshot} 作答；请看日志，并重新运行 zeren build。"


@router.get("/health", summary="进程是否存活", operation_id="health")
def health() -> dict[str, str]:
    """进程活着。"""
    return {"status": "ok"}


@router.get("/ready", summary="是否可以作答", operation_id="ready")
async def ready(request: Request) -> dict[str, str]:
    """快照已载入；最新的快照损坏、仍用以前的作答时，warning 里写明。"""
    serving: Serving = request.app.state.serving
    snapshot = serving.current.opened.snapshot
    found = {"status": "ready", "snapshot": snapshot}
    return {**found, "warning": _STALE.format(snapshot=snapshot)} if serving.stale else found
