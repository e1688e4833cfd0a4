"""/sparql: the SPARQL 1.1 Protocol, query operation only (https://www.w3.org/TR/sparql11-protocol/)."""

from contextlib import AbstractContextManager
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.access.browser import root_of
from api.access.checks import payer_of
from api.negotiation import VARY, accept_of, not_acceptable, preferred
from api.problems import problem
from api.serving import Served
from kb.errors import QueryError, TooLargeError
from kb.graph.sparql.guard import MAX_BYTES
from kb.graph.sparql.service import DESCRIPTION_TYPES, SparqlRequest, SparqlService

router = APIRouter(tags=["SPARQL"])

_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
# A query percent-encoded byte by byte, and the dataset beside it.
_MAX_BODY = 3 * MAX_BYTES + 16_384
_MAX_PARAMETERS = 100
_PAGE = "text/html"
_TEXT = {"schema": {"type": "string"}}
_PARAMETERS = [
    {"name": "query", "in": "query", "description": "SPARQL 1.1 查询；不给则返回服务说明", **_TEXT},
    {"name": "default-graph-uri", "in": "query", "description": "作为默认图的图，可重复", **_TEXT},
    {"name": "named-graph-uri", "in": "query", "description": "可用 GRAPH 查的图，可重复", **_TEXT},
]
_BODY = {
    "content": {_DIRECT: _TEXT, _FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}}}}
}

Parameters = list[tuple[str, str]]


def _service(request: Request) -> AbstractContextManager[SparqlService]:
    served: Served = request.app.state.serving.current
    return served.sparql()


@router.get(
    "/sparql", summary="SPARQL 查询", operation_id="sparql_get", response_class=Response,
    openapi_extra={"parameters": _PARAMETERS},
)  # fmt: skip
async def get(request: Request) -> Response:
    """SPARQL 1.1 查询，只读；结果格式按 Accept。不带 query 时返回服务说明（RDF），浏览器转到查询页。"""
    parameters = _decoded(request.scope["query_string"])
    return await _answer(request, parameters) if parameters else await _description(request)


@router.post(
    "/sparql", summary="SPARQL 查询（POST）", operation_id="sparql_post", response_class=Response,
    openapi_extra={"parameters": _PARAMETERS[1:], "requestBody": _BODY},
)  # fmt: skip
async def post(request: Request) -> Response:
    """同上；查询放在表单的 query 里，或直接作为 application/sparql-query 的正文。"""
    media_type, charset = _content_type(request)
    if media_type not in (_FORM, _DIRECT) or charset not in ("", "utf-8", "utf8"):
        detail = f"不支持正文类型 {media_type or '（未给）'} {charset}；请用 UTF-8 的 {_DIRECT} 或 {_FORM}。本服务只读，不接受更新。"
        return problem(415, detail, request.url.path)
    body = await _body(request)
    parameters = _decoded(request.scope["query_string"])
    parameters += _decoded(body) if media_type == _FORM else [("query", _text(body))]
    return await _answer(request, parameters)


@router.get("/.well-known/void", summary="数据集说明", operation_id="void", response_class=RedirectResponse)
async def void(request: Request) -> Response:
    """数据集说明（VoID）在 /sparql 的服务说明里。"""
    # Neither scheme nor host: what the client reached this service by, a proxy may have changed.
    return RedirectResponse(f"{root_of(request)}/sparql", status_code=303)


async def _answer(request: Request, parameters: Parameters) -> Response:
    values: dict[str, list[str]] = {"query": [], "default-graph-uri": [], "named-graph-uri": []}
    for name, value in parameters:
        if name == "update":
            raise QueryError("本服务只读，不接受更新（update）；请用 query 提交查询。")
        values.setdefault(name, []).append(value)
    if len(values["query"]) != 1:
        raise QueryError(f"请求里应有一个 query，现有 {len(values['query'])} 个。")
    asked = SparqlRequest(
        values["query"][0],
        payer_of(request),
        accept_of(request),
        tuple(values["default-graph-uri"]),
        tuple(values["named-graph-uri"]),
    )
    with _service(request) as service:
        result = await service.answer(asked)
    if result is None:
        detail = "Accept 里没有这种结果能用的格式；可用的格式见 README 的 SPARQL 一节。"
        return problem(406, detail, request.url.path, headers=VARY)
    return Response(result.body, media_type=result.media_type, headers=VARY)


async def _description(request: Request) -> Response:
    media_type = preferred(request, (*DESCRIPTION_TYPES, _PAGE))
    if media_type is None:
        return not_acceptable(request, DESCRIPTION_TYPES)
    if media_type == _PAGE:
        # Who opens the endpoint in a browser looks for somewhere to write a query.
        return RedirectResponse(f"{root_of(request)}/queries", status_code=303, headers=VARY)
    with _service(request) as service:
        body = await service.description(str(request.url.replace(query="")), media_type)
    return Response(body, media_type=media_type, headers=VARY)


def _content_type(request: Request) -> tuple[str, str]:
    """Media type and charset of the body, in lower case."""
    media_type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    charset = next((part[8:].strip('"') for part in parameters if part.startswith("charset=")), "")
    return media_type, charset


async def _body(request: Request) -> bytes:
    """The body, read no further than its limit. :raises TooLargeError: it is longer."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > _MAX_BODY:
            raise TooLargeError(f"请求正文超过 {_MAX_BODY} 字节；查询本身不得超过 {MAX_BYTES} 字节。")
    return bytes(data)


def _decoded(data: bytes) -> Parameters:
    """The parameters of a query string or a form.

    :raises QueryError: not UTF-8, or too many.
    """
    try:
        return parse_qsl(data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise QueryError("请求不是合法的 UTF-8；请改用 UTF-8 编码。") from error
    except ValueError as error:
        raise QueryError(f"请求参数超过 {_MAX_PARAMETERS} 个。") from error


def _text(data: bytes) -> str:
    """:raises QueryError: not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError("查询不是合法的 UTF-8；请改用 UTF-8 编码。") from error
