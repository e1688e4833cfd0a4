"""Errors as RFC 9457 problem details with a Chinese detail: one shape for every route."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.access.browser import page_before, to_signin, wants_page
from api.pages.templates import render
from kb.errors import KeyRequiredError, OverloadError, ZerenError

TITLES = {
    400: "查询有误",
    401: "需要密钥",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    406: "没有可接受的格式",
    409: "与现状不符",
    413: "内容过大",
    415: "不支持的正文类型",
    422: "请求不合要求",
    429: "用量已满",
    500: "内部错误",
    503: "暂时不能服务",
    504: "超出时限或内存",
}
_PROBLEM = "application/problem+json"
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
# Attributes of errors that go into the problem as members of their own, where they have a value.
_MEMBERS = ("line", "column", "suggestions")


# What pydantic found wrong, by its error type.
_WRONG = {
    "missing": "缺少这一项",
    "json_invalid": "不是合法的 JSON",
    "string_type": "应为字符串",
    "list_type": "应为数组",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "model_attributes_type": "应为 JSON 对象",
    "date_from_datetime_parsing": "应为 YYYY-MM-DD 的日期",
    "date_parsing": "应为 YYYY-MM-DD 的日期",
    "too_short": "项数过少",
    "date_type": "应为 YYYY-MM-DD 的日期",
    "too_long": "项数过多",
    "string_too_long": "文字过长",
    "string_too_short": "不能为空",
    "literal_error": "不是可选的值",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
}


def problem(
    status: int,
    detail: str,
    instance: str,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document, with further members and headers."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "错误"),
        "status": status,
        "detail": encodable(detail),
        "instance": encodable(instance),
        **(members or {}),
    }
    return JSONResponse(body, status_code=status, media_type=_PROBLEM, headers=headers)


def encodable(text: str) -> str:
    """The text with what UTF-8 cannot hold (halves of surrogate pairs that a request sent) written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def error_page(request: Request, status: int, detail: str, document: str = "") -> Response:
    """An error for people: ``document`` is the id of one that they will want to see. A form's leads back to it."""
    back = "" if request.method in ("GET", "HEAD") else page_before(request)
    title = TITLES.get(status, "错误")
    return render(request, "error.html", status, title=title, detail=detail, back=back, document=document)


async def _zeren_error(request: Request, error: Exception) -> Response:
    if isinstance(error, KeyRequiredError) and wants_page(request):
        return to_signin(request, error.role)
    members = {name: value for name in _MEMBERS if (value := getattr(error, name, None))}
    return problem(cast(ZerenError, error).status, str(error), request.url.path, members, headers_of(error))


def headers_of(error: Exception) -> dict[str, str]:
    """What an answer with this error says in its headers, in whatever shape its body is."""
    if isinstance(error, OverloadError):
        return {"Retry-After": str(error.retry_after)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, KeyRequiredError) else {}


async def _validation_error(request: Request, error: Exception) -> JSONResponse:
    places = places_of(cast(RequestValidationError, error).errors())
    return problem(422, f"请求不合要求（{places}）。", request.url.path)


def places_of(found: Sequence[Any]) -> str:
    """Where and what, in Chinese, of the first errors that pydantic found."""
    return "；".join(
        f"{'.'.join(map(str, item['loc']))}：{_WRONG.get(item['type'], item['msg'])}" for item in found[:5]
    )


async def _http_error(request: Request, error: Exception) -> Response:
    raised = cast(HTTPException, error)
    status = raised.status_code
    if status == 400:
        return problem(422, _unreadable(request.headers.get("content-type", "")), request.url.path)
    detail = detail_of(raised, f"{request.method} {request.url.path}")
    if status == 404 and wants_page(request):
        return error_page(request, 404, "没有这一页：地址可能写错了，或者换了快照以后不在了。")
    return problem(status, detail, request.url.path, headers=raised.headers)


def detail_of(error: HTTPException, what: str) -> str:
    """What is said of an error of the framework at ``what``; of a body that is too long, how long it may be."""
    status = error.status_code
    return error.detail if status == 413 else f"{TITLES.get(status, '错误')}：{what}。"


def _unreadable(media_type: str) -> str:
    """What is said of a body that the framework could not read, by what it was sent as."""
    if media_type.startswith(_FORMS):
        return "请求不合要求（表单不完整，或项数过多）；请重新填写后提交，用程序提交的请检查 boundary。"
    return "请求体不合要求（不是合法的 UTF-8 JSON）；请改正后重发。"


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    return problem(500, "服务内部出错，已记入日志；请稍后重试。", request.url.path)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(ZerenError, _zeren_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)
