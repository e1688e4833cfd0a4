"""Templates to HTML: everything escaped, nothing loaded from elsewhere, no script or style inside the page."""

import re
from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.access.checks import principal_of
from kb.access.roles import ROLE_NAMES, Principal, Role
from kb.addresses import document_path, place_path, task_path, unit_path

WEB = Path(__file__).parents[1] / "web"
# Only this service's own files run, style and show, whatever a document says; no other site frames a page.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {"lead": "牵头", "participate": "参与", "responsible": "负责", "guide": "指导"},
    # Roles that no statement gives: only answers have them.
    "other_role": {"member": "成员"},
    "severity": {"high": "高", "medium": "中", "low": "低"},
    "kind": {
        "assignment": "责任",
        "deadline": "时限",
        "figure": "指标",
        "citation": "引用",
        "deliverable": "建设项目",
    },
    "basis": {"stated": "原文写明", "inferred": "沿用规划期末", "supplied": "由人补充"},
    "mark": {"inferred": "按名单推知", "supplied": "由人补充"},
    # What a key of a role is needed for.
    "needs": {
        "read": "查看、提问要有查看（read）角色的密钥",
        "edit": "添加、替换、移除文件要有编辑（edit）角色的密钥",
        "admin": "看审计记录和收到的意见要有管理（admin）角色的密钥",
    },
    "change": {"add": "添加", "replace": "替换", "remove": "移除"},
    "state": {
        "received": "已收到，等着读",
        "reading": "正在读",
        "ready": "读完了，等着发布",
        "approved": "等着发布",
        "publishing": "正在发布",
        "published": "已发布",
        "failed": "没有读成",
    },
    "difference": {"added": "新增", "removed": "不再承担", "role": "角色改变"},
    "relation": {"cites": "引用", "based_on": "编制依据"},
    "node": {
        "unit": "单位",
        "task": "任务",
        "document": "文件",
        "regulation": "引用的文件",
        "deadline": "时限",
        "target": "指标",
        "deliverable": "建设项目",
    },
    "link": {
        **{"lead": "牵头", "participate": "参与", "responsible": "负责", "guide": "指导", "member": "成员"},
        **{"part": "布置", "cites": "引用", "based_on": "编制依据"},
        **{"due": "时限", "target": "指标", "builds": "建设"},
    },
    "reason": {
        "not_in_plan": "规划里没有写这件事",
        "not_enumerated": "规划提到了，但没有逐项列出",
        "other_level": "问的是别的地方或别的级别",
        "unknown_unit": "库里没有这个单位",
        "off_topic": "不是对规划的提问",
        "several_tasks": "可能指好几项任务",
    },
    "status": {
        "not_stated": "规划未载明",
        "ambiguous": "需要选定",
        "out_of_scope": "不在问答范围",
        "invalid": "问题无效",
    },
}
# The id of what stands before the first heading: title, number, addressees.
_FRONT = "front"
_MARK = re.compile(r"(\[\d+\])")


def render(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page of ``template``, which says who is signed in; ``root`` is the path that the application is mounted at."""
    root, signed_in = request.scope.get("root_path", ""), _signed_in(principal_of(request))
    html = _environment().get_template(template).render(root=root, words=WORDS, signed_in=signed_in, **values)
    # What one person sees is for nobody else, and not for who comes to the same browser after signing out.
    cache = {"Vary": "Cookie", "Cache-Control": "no-store" if signed_in else "private, no-cache"}
    return HTMLResponse(html, status, {**HEADERS, **cache})


def _signed_in(who: Principal | None) -> dict[str, object] | None:
    """What pages say of the holder of a key."""
    if who is None or who.role is None:
        return None
    return {"name": who.name, "role": ROLE_NAMES[who.role], "admin": who.role is Role.ADMIN}


def megabytes(count: int) -> str:
    """A number of bytes as people say it.

    >>> megabytes(50_000_000), megabytes(1_500_000)
    ('50 MB', '1.5 MB')
    """
    return f"{count / 1_000_000:g} MB"


def pieces(answer: str, numbers: Container[str]) -> list[tuple[str, str]]:
    """The answer in pieces: text with "", and marks of citations with their number, which is one of ``numbers``.

    >>> pieces("《关于[7]的办法》由甲牵头。[1]", {"1"})
    [('《关于', ''), ('[7]', ''), ('的办法》由甲牵头。', ''), ('[1]', '1')]
    """
    parts = [part for part in _MARK.split(answer) if part]
    return [(part, part[1:-1] if _MARK.fullmatch(part) and part[1:-1] in numbers else "") for part in parts]


def query_of(values: Mapping[str, object], **changes: object) -> str:
    """The query string of ``values`` with ``changes``; what is None or empty is left out."""
    merged = {**values, **changes}
    return urlencode({name: value for name, value in merged.items() if value not in (None, "", [])}, doseq=True)


def place_name(section: str) -> str:
    """How a page calls a provision by its id; what stands before the first numbered one has no number."""
    return "文首" if section in ("", _FRONT) else section


def vendor(name: str, suffix: str) -> str:
    """The path of a vendor bundle, whose file name carries a hash of its content."""
    (found,) = (WEB / "static" / "vendor").glob(f"{name}-*.{suffix}")
    return f"/static/vendor/{found.name}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        place_name=place_name,
        document_path=document_path,
        place_path=place_path,
        unit_path=unit_path,
        pieces=pieces,
        markup=Markup,
        megabytes=megabytes,
    )
    made.globals.update(task_path=task_path, query_of=query_of, vendor=vendor)
    return made
