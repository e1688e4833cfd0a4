"""GET /metrics: what the service measures of itself."""

from fastapi import APIRouter, Request, Response

from api.metrics import MEDIA_TYPE, Metrics
from kb.snapshot import built_at

router = APIRouter(tags=["运行"])


@router.get("/metrics", summary="运行指标", operation_id="metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Prometheus 格式：请求数和用时（按路由、状态）、回答和 SPARQL 的结果、快照的标识和已有多久、内存。没有问题的内容，也不分来源。"""
    measured: Metrics = request.app.state.metrics
    serving = request.app.state.serving
    snapshot = serving.current.opened.snapshot
    return Response(measured.text(built_at(serving.settings.snapshot_dir, snapshot)), media_type=MEDIA_TYPE)
