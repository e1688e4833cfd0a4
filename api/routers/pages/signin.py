"""The page where people sign in with a key, and out again."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.access.browser import COOKIE, came_from_elsewhere, drop_session, local, made_elsewhere, root_of, set_session
from api.access.checks import ELSEWHERE, actor_of, refuse_key
from api.access.state import access_of
from api.pages.forms import fields_of
from api.pages.routing import PageRoute
from api.pages.templates import WORDS, render
from kb.access.roles import Principal
from kb.errors import AccessError

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/signin")
async def signin_page(request: Request, next: str = "", role: str = "") -> Response:
    """登录，或已经登录的是谁；next 是登录以后去的页，role 是那一页要的角色。"""
    return _page(request, next, role)


@router.post("/signin")
async def sign_in(request: Request) -> Response:
    """用密钥登录，回到原来的页面。"""
    _check_origin(request)
    form = await fields_of(request)
    access, secret, target = access_of(request), form.get("key", "").strip(), form.get("next", "")
    key = access.keys.find(secret)
    if key is None:
        await refuse_key(request, "signin")
        return _page(request, target, form.get("role", ""), 401, "密钥不对、已失效或已被删除；请核对后再试。")
    token = await run_in_threadpool(access.sessions.begin, key)
    record = access.audit.by(actor_of(request, Principal(key.name, key.role))).record
    await run_in_threadpool(record, "signin", f"POST {request.url.path}")
    response = RedirectResponse(local(target, root_of(request)), status_code=303)
    set_session(request, response, token)
    return response


@router.post("/signout")
async def sign_out(request: Request) -> Response:
    """退出；原来的 cookie 从此无效。"""
    _check_origin(request)
    await run_in_threadpool(access_of(request).sessions.end, request.cookies.get(COOKIE, ""))
    response = RedirectResponse(f"{root_of(request)}/signin", status_code=303)
    drop_session(request, response)
    return response


def _page(request: Request, target: str, role: str, status: int = 200, fault: str = "") -> Response:
    shown = render(
        request,
        "signin.html",
        status,
        title="登录",
        role=role if role in WORDS["needs"] else "",
        any_key=bool(access_of(request).keys.all()),
        # Whoever came by a link of this service, or by none, has brought along the session there was.
        from_elsewhere=bool(target) and came_from_elsewhere(request),
        target=local(target, root_of(request)),
        fault=fault,
    )
    shown.headers["Cache-Control"] = "no-store"
    return shown


def _check_origin(request: Request) -> None:
    """:raises AccessError: another site's page would sign somebody in or out."""
    if made_elsewhere(request):
        raise AccessError(ELSEWHERE)
