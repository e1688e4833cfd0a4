"""The pages of deadlines, targets and findings."""

from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import FindingsDep, KnowledgeDep, ListsDep
from api.filters import of_documents, of_unit
from api.pages.paging import OffsetQuery, page_of
from api.pages.routing import PageRoute
from api.pages.templates import render
from kb.audit.contract import severity_counts
from kb.listing import Row

router = APIRouter(route_class=PageRoute)


@router.get("/deadlines")
def deadlines_page(
    request: Request,
    knowledge: KnowledgeDep,
    lists: ListsDep,
    document: str = "",
    unit: str = "",
    basis: Literal["stated", "inferred", "all"] = "stated",
    offset: OffsetQuery = 0,
) -> Response:
    """时限，早的在前，没有写成日期的在后。"""
    rows = of_unit(of_documents(lists.deadlines, _one(document), knowledge), unit or None, None, lists)
    shown = page_of([row for row in rows if basis in ("all", row["basis"])], offset)
    return render(
        request,
        "deadlines.html",
        active="/deadlines",
        title="时限",
        documents=knowledge.documents,
        units=lists.units,
        query={"document": document, "unit": unit, "basis": basis},
        years=groupby(shown["rows"], _year),
        **shown,
    )


@router.get("/targets")
def targets_page(
    request: Request,
    knowledge: KnowledgeDep,
    lists: ListsDep,
    findings: FindingsDep,
    document: str = "",
    kind: Literal["", "target", "planned_quantity"] = "",
    finding: str = "",
    offset: OffsetQuery = 0,
) -> Response:
    """指标：目标与已达到的数并列，旁边是体检的结论。"""
    rows = [row for row in of_documents(lists.targets, _one(document), knowledge) if kind in ("", row["kind"])]
    rows = [{**row, "findings": [found for found in findings if _same_place(found, row)]} for row in rows]
    verdicts = sorted({(found["class"], found["label"]) for row in rows for found in row["findings"]})
    rows = [row for row in rows if not finding or any(found["class"] == finding for found in row["findings"])]
    return render(
        request,
        "targets.html",
        active="/targets",
        title="指标",
        documents=knowledge.documents,
        verdicts=verdicts,
        query={"document": document, "kind": kind, "finding": finding},
        **page_of(rows, offset),
    )


@router.get("/findings")
def findings_page(
    request: Request,
    knowledge: KnowledgeDep,
    findings: FindingsDep,
    document: str = "",
    severity: Literal["", "high", "medium", "low"] = "",
    kind: Annotated[str, Query(alias="class")] = "",
    offset: OffsetQuery = 0,
) -> Response:
    """体检结果，先重后轻。"""
    mine = of_documents(findings, _one(document), knowledge)
    rows = [row for row in mine if severity in ("", row["severity"]) and kind in ("", row["class"])]
    return render(
        request,
        "findings.html",
        active="/findings",
        title="体检",
        documents=knowledge.documents,
        kinds=sorted({(row["class"], row["label"]) for row in mine}, key=lambda pair: pair[1]),
        counts=severity_counts(rows),
        query={"document": document, "severity": severity, "class": kind},
        **page_of(rows, offset),
    )


def _year(deadline: Row) -> str:
    return f"{deadline['date'][:4]} 年" if deadline["date"] else "没有写成日期"


def _one(document: str) -> list[str] | None:
    return [document] if document else None


def _same_place(finding: Row, target: Row) -> bool:
    """Whether a finding speaks of this target: of its clause, or of a stretch within it."""
    inside = finding["start"] < target["end"] and target["start"] < finding["end"]
    return bool(finding["document"] == target["document"] and inside and finding["class"].startswith(_OF_TARGETS))


# The classes of the health check that speak of one target.
_OF_TARGETS = ("target-", "relative-", "baseline-")
