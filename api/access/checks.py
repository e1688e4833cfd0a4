"""Who asks, and whether they may: dependencies for routes, and the functions they are made of.

A router with an error shape of its own calls :func:`authorise` (and :func:`count_answer`) and puts the
:class:`kb.errors.ZerenError` that they raise into its shape; ``api.problems.headers_of`` gives the headers.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.access.browser import COOKIE, made_elsewhere, made_here
from api.access.state import Access, access_of, address_of
from kb.access.audit import REFUSED, Actor, Audit
from kb.access.policy import allowed, client_of
from kb.access.roles import ANONYMOUS, ROLE_NAMES, Principal, Role
from kb.access.usage import Use
from kb.errors import AccessError, KeyRequiredError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ELSEWHERE = "请求来自别的网站的页面，没有照办；请从本服务的页面操作。"
_BEARER = "bearer "


def key_given(request: Request) -> str | None:
    """The key of ``Authorization: Bearer`` or ``X-API-Key``, right or wrong; None without one."""
    given = request.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() == _BEARER:
        return given[len(_BEARER) :].strip()
    return request.headers.get("x-api-key")


def principal_of(request: Request) -> Principal | None:
    """Whose key the request carries, or whose session; None when it carries none that is valid."""
    access, secret = access_of(request), key_given(request)
    if secret is None:
        key = access.sessions.find(token) if (token := request.cookies.get(COOKIE)) else None
    else:
        key = access.keys.find(secret)
    return Principal(key.name, key.role) if key else None


async def authorise(request: Request, role: Role) -> Principal:
    """Who asks, :data:`ANONYMOUS` where reading is open; what changes something is counted.

    :raises KeyRequiredError: a key is needed, and none or a wrong one was given.
    :raises AccessError: the key is of a lower role, or another site's page makes use of a session.
    :raises BudgetError: too many changes, or too many wrong keys.
    """
    access, principal = access_of(request), principal_of(request)
    if not allowed(principal, role, access.settings):
        raise await _refusal(request, principal, role)
    if role is not Role.READ and request.method not in SAFE_METHODS:
        if key_given(request) is None and not made_here(request):
            # A browser sends its cookie along whoever made the request.
            await refuse_key(request, "cross-site-refused")
            raise AccessError(ELSEWHERE)
        count_change(request)
    return principal or ANONYMOUS


@cache
def require(role: Role) -> Callable[[Request], Awaitable[Principal]]:
    """The dependency of a route that only ``role`` and higher ones may use: ``Depends(require(Role.EDIT))``."""

    async def required(request: Request) -> Principal:
        return await authorise(request, role)

    return required


def payer_of(request: Request) -> str:
    """Whom the request is counted for: a key, else an address."""
    found = principal_of(request)
    return f"key:{found.name}" if found else client_of(address_of(request))


def count_answer(request: Request) -> None:
    """:raises BudgetError: the client asked too often in this minute."""
    access_of(request).usage.count(Use.ANSWERS, payer_of(request))


def count_change(request: Request) -> None:
    """:raises BudgetError: the client changed too much in this minute."""
    access_of(request).usage.count(Use.CHANGES, payer_of(request))


async def principal(request: Request) -> Principal:
    """Who asks; :data:`ANONYMOUS` without a valid key."""
    return principal_of(request) or ANONYMOUS


async def audit(request: Request) -> Audit:
    """The record, written in the name of who asks."""
    return access_of(request).audit.by(actor_of(request, principal_of(request)))


async def limit_answers(request: Request) -> None:
    """:func:`count_answer` as a dependency."""
    count_answer(request)


async def accept_opinion(request: Request) -> None:
    """That a reader says something, counted as a change.

    :raises KeyRequiredError: reading needs a key, and none or a wrong one was given.
    :raises AccessError: a page of another site sends it.
    :raises BudgetError: too many changes, or too many wrong keys.
    """
    await authorise(request, Role.READ)
    if made_elsewhere(request):
        raise AccessError(ELSEWHERE)
    count_change(request)


PrincipalDep = Annotated[Principal, Depends(principal)]
AuditDep = Annotated[Audit, Depends(audit)]


async def refuse_key(request: Request, action: str) -> None:
    """Count and record a key that was not accepted.

    :raises BudgetError: too many from this address; those are not recorded one by one.
    """
    access = access_of(request)
    access.usage.count(Use.FAILURES, client_of(address_of(request)))
    record = access.audit.by(actor_of(request, principal_of(request))).record
    # The template of the path: what stands in its place in the request may be anything.
    target = getattr(request.scope.get("route"), "path", "")
    await run_in_threadpool(record, action, f"{request.method} {target}", REFUSED)


async def _refusal(request: Request, principal: Principal | None, role: Role) -> AccessError:
    needs = f"要有{ROLE_NAMES[role]}（{role.word}）角色的密钥"
    if principal and principal.role:
        await refuse_key(request, "role-refused")
        return AccessError(
            f"{needs}，而密钥 {principal.name} 的角色是{ROLE_NAMES[principal.role]}（{principal.role.word}）；"
            "请管理员另建一把。"
        )
    if key_given(request) is not None:
        await refuse_key(request, "key-refused")
        wrong = "密钥不对、已失效或已被删除；请核对，或请管理员用 zeren keys add 另建一把。"
        return KeyRequiredError(wrong, role.word)
    return KeyRequiredError(f"这里{needs}；{_how(access_of(request), role)}", role.word)


def _how(access: Access, role: Role) -> str:
    """How to come by a key and where to put it."""
    if access.keys.all():
        return "请把它放在 Authorization: Bearer 里，或在 /signin 登录。"
    return f"现在一把也没有，请先在服务器上运行 zeren keys add 名称 --role {role.word}，再把它放在 Authorization: Bearer 里。"


def actor_of(request: Request, principal: Principal | None) -> Actor:
    """Who is named in the record."""
    role = principal.role.word if principal and principal.role else ""
    return Actor(principal.name if principal else "", role, address_of(request))
