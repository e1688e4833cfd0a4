"""/id/… and /ontology: every IRI of the data and of the ontology leads to a page for people or to RDF for programs."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.browser import root_of
from api.dependencies import LinkedDataDep
from api.negotiation import VARY, not_acceptable, preferred
from api.pages.ontology import ontology_body
from api.pages.resource import resource_body
from api.pages.templates import render
from kb.errors import InputError
from kb.graph.linked_data import LinkedData
from kb.graph.ontology import ONTOLOGY_FILE
from kb.graph.serialization import FORMATS

router = APIRouter(tags=["关联数据"])

# Media type → name of the format; the first is sent to a client that takes anything.
_MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    **{chosen.media_type: name for name, chosen in FORMATS.items()},
    "application/json": "jsonld",
}
_ONTOLOGY_TYPES = {"text/html": "html", "application/xhtml+xml": "html", "text/turtle": "ttl"}
FormatQuery = Annotated[
    str | None, Query(description="格式，代替 Accept：html、ttl、jsonld、trig、nt、nq", examples=["ttl"])
]


@router.head("/id/{path:path}", include_in_schema=False)
@router.get("/id/{path:path}", summary="一项数据", operation_id="describe", response_class=Response)
def describe(path: str, request: Request, data: LinkedDataDep, format: FormatQuery = None) -> Response:
    """文件、条款、任务、单位、事实、图、规则等任何一个标识：网页、Turtle、JSON-LD 等，按 Accept、?format= 或后缀（.ttl、.jsonld）。"""
    path, suffix = _split(path, data)
    name = _format(request, suffix or format, _MEDIA_TYPES)
    if name is None:
        return not_acceptable(request, _MEDIA_TYPES)
    if name == "html":
        root = root_of(request)
        found = data.resource(path)
        return _html(request, found.label, resource_body(found, data.base, root))
    return Response(data.document(path, name), media_type=FORMATS[name].media_type, headers=VARY)


@router.head("/ontology", include_in_schema=False)
@router.get("/ontology", summary="本体", operation_id="ontology", response_class=Response)
def ontology(request: Request, data: LinkedDataDep, format: FormatQuery = None) -> Response:
    """本体的各个词：标签、定义、关系、例子；网页或 Turtle。"""
    name = _format(request, format, _ONTOLOGY_TYPES)
    if name is None:
        return not_acceptable(request, _ONTOLOGY_TYPES)
    if name == "html":
        return _html(request, "责任本体", ontology_body(data.reference, root_of(request)))
    return Response(ONTOLOGY_FILE.read_bytes(), media_type="text/turtle", headers=VARY)


def _split(path: str, data: LinkedData) -> tuple[str, str | None]:
    """The path of the thing and the suffix that asks for a format; an IRI that ends like a suffix is itself."""
    stem, dot, suffix = path.rpartition(".")
    if dot and not data.known(path) and suffix in _MEDIA_TYPES.values() and data.known(stem):
        return stem, suffix
    return path, None


def _format(request: Request, asked: str | None, offered: dict[str, str]) -> str | None:
    """:raises InputError: ``asked`` is no format."""
    if asked is None:
        media_type = preferred(request, offered)
        return None if media_type is None else offered[media_type]
    if asked not in offered.values():
        raise InputError(f"没有名为 {asked} 的格式；可用：{'、'.join(dict.fromkeys(offered.values()))}。")
    return asked


def _html(request: Request, title: str, body: str) -> Response:
    page = render(request, "linked.html", title=title, body=body)
    page.headers["Vary"] = f"{VARY['Vary']}, {page.headers['Vary']}"
    return page
