"""``sparql_query`` and ``describe_schema``: the graph itself, for questions that no other tool answers."""

import json
from collections.abc import Iterable

from api.channels.mcp.models import Citation, Example, Schema, Table, Term
from api.channels.mcp.quoting import Quotations
from kb.graph.competency import CompetencyQuery, load_competency_queries
from kb.graph.namespaces import PREFIXES
from kb.graph.sparql.service import SparqlRequest, SparqlResult, SparqlService
from kb.graph.terms import TermEntry
from kb.opening import Opened

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
# Of the things that the rows name, so many are quoted.
_QUOTED = 20
# Of the queries that a word is found in, so many are given whole.
_WHOLE = 5


async def run_query(service: SparqlService, query: str, client: str) -> SparqlResult:
    """The result of a query, ``client`` paying for it.

    :raises ZerenError: what :meth:`kb.graph.sparql.service.SparqlService.answer` raises.
    """
    result = await service.answer(SparqlRequest(query, client, _ACCEPT))
    assert result is not None  # every form of query has one of the formats
    return result


def table_of(result: SparqlResult, opened: Opened, public_url: str, max_rows: int) -> Table:
    """The first ``max_rows`` rows or triples, and quotations of the things that they name."""
    if not result.media_type.endswith("json"):
        return _triples(result.body.decode().splitlines(), opened, max_rows)
    body = json.loads(result.body)
    bindings = body.get("results", {}).get("bindings", [])
    shown = bindings[:max_rows]
    named = dict.fromkeys(term["value"] for row in shown for term in row.values() if term["type"] == "uri")
    return Table(
        form="ASK" if "boolean" in body else "SELECT",
        columns=body["head"].get("vars", []),
        rows=[{name: term["value"] for name, term in row.items()} for row in shown],
        boolean=body.get("boolean"),
        triples=[],
        citations=_quoted(named, opened, public_url),
        total=len(bindings),
        truncated=len(bindings) > len(shown),
        snapshot=opened.snapshot,
    )


def _triples(lines: list[str], opened: Opened, max_rows: int) -> Table:
    return Table(
        form="GRAPH",
        columns=[],
        rows=[],
        boolean=None,
        triples=lines[:max_rows],
        citations=[],
        total=len(lines),
        truncated=len(lines) > max_rows,
        snapshot=opened.snapshot,
    )


def _quoted(iris: Iterable[str], opened: Opened, public_url: str) -> list[Citation]:
    data, quotations = opened.linked_data, Quotations(opened, public_url)
    for iri in iris:
        quote = data.quote(iri.removeprefix(data.base)) if iri.startswith(data.base) else None
        if quote is not None and quotations.add_span(quote.document, quote.start, quote.end) == _QUOTED:
            break
    return quotations.all


def schema(opened: Opened, words: str | None) -> Schema:
    """The terms of the ontology and example queries; those with ``words`` in them are told in full."""
    terms = [entry for section in opened.linked_data.reference.sections for entry in section.entries]
    queries = load_competency_queries()
    if words:
        terms = [entry for entry in terms if words in f"{entry.name} {entry.zh} {entry.definition_zh}"]
        queries = tuple(query for query in queries if words in query.zh or words in query.text)
    return Schema(
        prefixes=dict(PREFIXES),
        terms=[_term(entry, full=bool(words)) for entry in terms],
        examples=[_example(query, full=bool(words) and nth < _WHOLE) for nth, query in enumerate(queries)],
        citations=[],
        total=len(terms) + len(queries),
        truncated=False,
        snapshot=opened.snapshot,
    )


def _term(entry: TermEntry, *, full: bool) -> Term:
    facts = [f"{name}：{value}" for name, value in entry.facts if full or name in ("上位", "定义域", "值域")]
    return Term(name=entry.name, label=entry.zh, definition=entry.definition_zh, facts=facts)


def _example(query: CompetencyQuery, *, full: bool) -> Example:
    return Example(question=query.zh, query=query.text if full else None)
