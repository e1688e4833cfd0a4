"""The list of cited documents: what the plans rest on, where, and whose tasks that concerns."""

from collections import defaultdict

from kb.facts import CitationRow
from kb.listing.source import Source
from kb.listing.tables import Row

_ITSELF = "self"


def regulation_rows(source: Source) -> list[Row]:
    """One row a cited document, in the order of first mention; a document's mentions of itself are left out."""
    found: dict[str, list[CitationRow]] = defaultdict(list)
    for row in source.knowledge.citations:
        if row.relation != _ITSELF:
            found[row.cited].append(row)
    return [_row(source, cited, rows) for cited, rows in found.items()]


def _row(source: Source, cited: str, rows: list[CitationRow]) -> Row:
    units = {unit["iri"]: unit for row in rows for unit in source.units_of(row.task)}
    return {
        "iri": cited,
        "id": cited.removeprefix(source.ids.base),
        "title": next((row.title for row in rows if row.title), ""),
        "relations": sorted({row.relation for row in rows}),
        "documents": list(dict.fromkeys(row.document for row in rows)),
        "units": [{key: unit[key] for key in ("iri", "id", "name")} for unit in units.values()],
        "citation_count": len(rows),
        "citations": [
            {
                "relation": row.relation,
                "article": row.article or None,
                "number": row.number or None,
                **source.task_of(row.task),
                **source.place(row),
            }
            for row in rows
        ],
    }
