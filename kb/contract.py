"""A parsed document as the JSON object of the parse contract (docs/contracts: ``zeren parse --json``)."""

from collections.abc import Iterable
from typing import Any

from kb.models import Assignment, ParsedDocument, Provision, Span, UnitMention

Row = dict[str, Any]


def as_contract(document: ParsedDocument) -> Row:
    """The parse contract. Every row with a span has text[start:end] == quote.

    ``systems`` is an older name of ``deliverables`` that scorers in use read; both hold the same rows.
    """
    deliverables = [
        {"section": d.provision, "name": d.name, "category": d.category, **_span(d.span)} for d in document.deliverables
    ]
    return {
        "text": document.text,
        "document": _info(document),
        "sections": [
            _section(p) for p in document.outline.provisions if p.listed and p.level not in ("document", "front")
        ],
        "tasks": [
            {"id": t.provision, "title": t.title, "units": _units(t.units), "open_list": t.open_list, **_span(t.span)}
            for t in document.tasks
        ],
        "assignments": [_assignment(a) for a in document.assignments],
        "actions": [{"section": a.provision, **_span(a.span)} for a in document.actions],
        "citations": [
            {
                "section": c.provision,
                "title": c.title,
                "article": c.article,
                "number": c.number,
                "relation": c.relation,
                **_span(c.span),
            }
            for c in document.citations
        ],
        "figures": _figures(document),
        "deadlines": [
            {
                "section": d.provision,
                "due": d.due,
                "date": d.date.isoformat(),
                "text": d.text,
                "precision": d.precision,
                "approximate": d.approximate,
                "inherited": d.inherited,
                **_span(d.span),
            }
            for d in document.deadlines
        ],
        "deliverables": deliverables,
        "systems": deliverables,
        "unparsed": [{"kind": u.kind, **_span(u.span)} for u in document.unparsed],
    }


def _info(document: ParsedDocument) -> Row:
    info = document.info
    return {
        "id": info.id,
        "title": info.title,
        "number": info.number,
        "issuer": info.issuer,
        "issued": info.issued.isoformat() if info.issued else None,
        "addressees": list(info.addressees),
        "based_on": list(info.based_on),
        "other_title": info.other_title,
        "place": info.place,
        "level": info.level,
    }


def _section(provision: Provision) -> Row:
    level = "part" if provision.level == "annex" else provision.level
    return {
        "id": provision.id,
        "level": level,
        "number": provision.number,
        "title": provision.title,
        "parent": provision.parent or None,
        **_span(provision.heading),
    }


def _figures(document: ParsedDocument) -> list[Row]:
    return [
        {
            "section": f.provision,
            "indicator": f.indicator,
            "value": int(f.value) if float(f.value).is_integer() else f.value,
            "unit": f.measure_unit,
            "comparator": f.comparator,
            "kind": f.kind,
            "as_of": f.as_of,
            **_span(f.span),
        }
        for f in document.figures
    ]


def _assignment(assignment: Assignment) -> Row:
    front = assignment.provision in ("", "front")
    return {
        "task": None if front else assignment.provision,
        "heading": assignment.heading,
        "statement": assignment.statement.quote,
        "units": _units(assignment.units),
        "open_list": assignment.open_list,
        "deadline": assignment.deadline.isoformat() if assignment.deadline else None,
        "deadline_text": assignment.deadline_text,
        "rule": assignment.rule,
        "confidence": assignment.confidence,
        **_span(assignment.statement),
    }


def _units(units: Iterable[UnitMention]) -> list[Row]:
    return [{"name": u.name, "printed": u.printed, "role": u.role, "collective": u.collective} for u in units]


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "quote": span.quote}
