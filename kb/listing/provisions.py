"""Provisions, and every fact with its place: what marks the text of a document."""

from collections import defaultdict
from collections.abc import Mapping

from kb.facts import LocatedRow, ProvisionEntry
from kb.listing.source import Source
from kb.listing.tables import Row

_ITSELF = "self"


def provision_rows(source: Source) -> list[Row]:
    """One row a provision, in the order of the documents; ``quote`` is its own text without its children."""
    children: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entry in source.knowledge.provisions:
        children[entry.document, entry.parent].append(entry.id)
    return [_row(source, entry, children[entry.document, entry.id]) for entry in source.knowledge.provisions]


def fact_rows(source: Source) -> list[Row]:
    """Every fact that was read: ``kind``, ``label`` in a few words, and its place; one row a statement of responsibility."""
    known = source.knowledge
    found = [("assignment", "责任分工", row) for row in _statements(source).values()]
    found += [("deadline", f"时限：{row.date or row.wording}", row) for row in known.deadlines]
    found += [("figure", f"指标：{row.indicator}", row) for row in known.figures]
    found += [("citation", f"引用：《{row.title}》", row) for row in known.citations if row.relation != _ITSELF]
    found += [("deliverable", f"建设项目：{row.name}", row) for row in known.deliverables]
    return [{"kind": kind, "label": label, **source.place(row)} for kind, label, row in found]


def _statements(source: Source) -> Mapping[tuple[str, int, int], LocatedRow]:
    return {(row.document, row.start, row.end): row for row in source.knowledge.assignments}


def _row(source: Source, entry: ProvisionEntry, children: list[str]) -> Row:
    return {
        "iri": source.ids.provision(entry.document, entry.id),
        "id": f"{entry.document}/{entry.id}",
        "section": entry.id,
        "document": entry.document,
        "document_title": source.knowledge.titles.get(entry.document, ""),
        "parent": entry.parent or None,
        "children": children,
        "level": entry.level,
        "number": entry.number,
        "title": entry.title,
        "heading": entry.heading,
        "start": entry.start,
        "end": entry.end,
        "quote": source.knowledge.texts[entry.document][entry.start : entry.end],
    }
