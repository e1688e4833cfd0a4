"""The pages of the documents: what there is, and one text with every fact marked."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.browser import root_of
from api.dependencies import FindingsDep, KnowledgeDep, LinkedDataDep, ListsDep, OpenedDep, SettingsDep
from api.documents import described
from api.pages.addresses import address
from api.pages.counting import counts_of
from api.pages.marking import blocks_of
from api.pages.naming import title_of
from api.pages.routing import PageRoute
from api.pages.templates import render
from kb.intake.preview import document_differences

router = APIRouter(route_class=PageRoute)


@router.get("/documents")
def documents_page(
    request: Request, knowledge: KnowledgeDep, lists: ListsDep, findings: FindingsDep, opened: OpenedDep
) -> Response:
    """文件列表。"""
    counts = {row["id"]: counts_of(row["id"], lists, findings) for row in knowledge.documents}
    documents = [described(row) for row in knowledge.documents]
    return render(
        request,
        "documents.html",
        active="/documents",
        title="文件",
        documents=documents,
        counts=counts,
        replaced={held.id for held in opened.holdings if held.earlier},
    )


@router.get("/documents/{document_id}")
def document_page(
    request: Request,
    document_id: str,
    knowledge: KnowledgeDep,
    lists: ListsDep,
    data: LinkedDataDep,
    start: Annotated[int | None, Query()] = None,
    end: Annotated[int | None, Query()] = None,
) -> Response:
    """一份文件的目录和全文；start、end 之间的字标出来。"""
    title, text = title_of(document_id, knowledge.titles), knowledge.texts[document_id]
    cited = (start, end) if start is not None and end is not None and 0 <= start < end <= len(text) else None
    facts = [fact for fact in lists.facts if fact["document"] == document_id]
    provisions = [row for row in lists.provisions if row["document"] == document_id]
    root = root_of(request)
    totals = Counter(fact["kind"] for fact in facts)
    document = described(next(row for row in knowledge.documents if row["id"] == document_id))
    return render(
        request,
        "document.html",
        active="/documents",
        title=title,
        document=document,
        blocks=blocks_of(text, provisions, facts, cited),
        totals={kind: totals[kind] for kind in ("assignment", "deadline", "figure", "citation", "deliverable")},
        paths={row["section"]: address(row["iri"], data.base, root) for row in provisions},
        tasks={row["id"] for row in lists.tasks if row["document"] == document_id},
        cited_wrong=cited is None and (start, end) != (None, None),
    )


@router.get("/documents/{document_id}/differences")
def differences_page(request: Request, document_id: str, settings: SettingsDep, knowledge: KnowledgeDep) -> Response:
    """替换以后各单位责任的变化。"""
    rows = document_differences(settings, document_id)
    title = knowledge.titles.get(document_id, document_id)
    return render(
        request, "differences.html", active="/documents", title=f"{title}：责任变化", rows=rows, document=document_id
    )
