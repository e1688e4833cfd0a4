"""Findings as JSON rows: the contract of ``zeren check --json``, ``GET /api/findings`` and the snapshot's file."""

from collections.abc import Iterable
from typing import Any

from kb.audit.models import SEVERITIES, Finding
from kb.models import Span

Row = dict[str, Any]
# The keys of a row that hold one plain value, in the order of a table.
COLUMNS = ("id", "document", "class", "label", "severity", "message", "advice", "section", "start", "end", "quote")


def as_contract(finding: Finding) -> Row:
    """One finding; ``text[start:end] == quote`` for it and for each of ``related``."""
    return {
        "id": finding.id,
        "document": finding.document,
        "class": finding.rule,
        "label": finding.label,
        "severity": finding.severity,
        "message": finding.message,
        "advice": finding.advice,
        "section": finding.section,
        **_span(finding.span),
        "related": [{"section": place.section, **_span(place.span)} for place in finding.related],
    }


def severity_counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many findings there are of each severity, severest first."""
    severities = [row["severity"] for row in rows]
    return {severity: severities.count(severity) for severity in SEVERITIES}


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "quote": span.quote}
