"""GET /health and /ready: whether the process lives, and which snapshot it answers from."""

from fastapi import APIRouter

from api.dependencies import KnowledgeDep

router = APIRouter(tags=["运行"])


@router.get("/health", summary="进程是否存活", operation_id="health")
def health() -> dict[str, str]:
    """进程活着。"""
    return {"status": "ok"}


@router.get("/ready", summary="是否可以作答", operation_id="ready")
def ready(knowledge: KnowledgeDep) -> dict[str, str]:
    """快照已载入。"""
    return {"status": "ready", "snapshot": knowledge.snapshot}
