"""The report of a build: what was read and what was not understood."""

from collections.abc import Sequence
from typing import Any

from kb.audit.contract import Row, severity_counts
from kb.models import ParsedDocument


def report_of(documents: Sequence[ParsedDocument], triples: int, findings: Sequence[Row]) -> dict[str, Any]:
    """What was read, what was not understood and how many faults were found, document by document."""
    return {
        "triples": triples,
        "documents": [
            {
                "id": document.info.id,
                "title": document.info.title,
                "characters": len(document.text),
                "sections": sum(p.listed and p.level not in ("document", "front") for p in document.outline.provisions),
                "tasks": len(document.tasks),
                "assignments": len(document.assignments),
                "units": len({unit.name for a in document.assignments for unit in a.units}),
                "actions": len(document.actions),
                "citations": len(document.citations),
                "figures": len(document.figures),
                "deadlines": len(document.deadlines),
                "deliverables": len(document.deliverables),
                "findings": severity_counts(row for row in findings if row["document"] == document.info.id),
                "unparsed": [{"kind": item.kind, "line": item.span.quote} for item in document.unparsed],
            }
            for document in documents
        ],
    }
