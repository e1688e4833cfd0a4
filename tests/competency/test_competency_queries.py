"""Competency queries against results counted by hand, in two engines of different make."""

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from rdflib.query import ResultRow

from api.routers.queries import list_queries
from api.tables import Paging
from kb.errors import RuleError
from kb.graph.competency import CompetencyQuery, load_competency_queries
from kb.graph.namespaces import ZR
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.query_reference import render_queries
from kb.graph.store import GraphStore
from kb.settings import ROOT, Settings
from kb.snapshot import GRAPH, open_current

EXPECTED: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text(encoding="utf-8"))[
    "cases"
]
QUERIES = {query.id: query for query in load_competency_queries()}
# What only a query that quotes needs: the statement as a node, its span, its place.
_N_ARY = re.compile(r"zr:(?:toUnit|role|statement|nameSpan|printedName)\b")
Rows = list[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def graph(built: Settings) -> bytes:
    """The first plan's graph in N-Quads."""
    return open_current(built.snapshot_dir).read(GRAPH)


@pytest.fixture(scope="module")
def rdflib_store(graph: bytes) -> GraphStore:
    return GraphStore.from_nquads(graph)


@pytest.fixture(scope="module")
def oxigraph_store(graph: bytes) -> ox.Store:
    """The named graphs, and each triple once in the default graph: Oxigraph's own union repeats a triple for each graph."""
    store = ox.Store()
    store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    store.extend({ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store})
    return store


def rows_of_rdflib(store: GraphStore, query: CompetencyQuery, names: list[str]) -> Rows:
    rows = [row.asdict() for row in store.dataset.query(query.text) if isinstance(row, ResultRow)]
    return [tuple(str(row[name]) if name in row else None for name in names) for row in rows]


def rows_of_oxigraph(store: ox.Store, query: CompetencyQuery) -> tuple[list[str], Rows]:
    solutions = store.query(query.text)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return names, [tuple(None if (term := row[name]) is None else term.value for name in names) for row in solutions]


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [value or "" for value in row])


def test_every_query_has_a_hand_count_and_there_are_enough() -> None:
    assert [case["id"] for case in EXPECTED] == list(QUERIES)
    assert len(QUERIES) >= 58
    assert all(case["derived"] and case["rows"] for case in EXPECTED)


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["id"])
def test_query_gives_what_was_counted_by_hand(
    case: dict[str, Any], rdflib_store: GraphStore, oxigraph_store: ox.Store
) -> None:
    query = QUERIES[case["id"]]
    names, rows = rows_of_oxigraph(oxigraph_store, query)
    assert in_order(rows) == in_order([tuple(row) for row in case["rows"]])
    assert in_order(rows_of_rdflib(rdflib_store, query, names)) == in_order(rows)


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.id)
def test_query_is_one_to_learn_from(query: CompetencyQuery) -> None:
    """Short, in known terms, without an IRI of some base, and n-ary only where it asks for words of the text."""
    known = {str(term) for term in load_ontology(ONTOLOGY_FILE).subjects()}
    assert {name for name in re.findall(r"\bzr:(\w+)", query.text) if str(ZR[name]) not in known} == set()
    assert "/id/" not in query.text
    assert len(query.text.splitlines()) <= 30
    assert query.id.startswith("quote_") or not _N_ARY.search(query.text)


def test_no_two_queries_ask_the_same() -> None:
    for language in ("zh", "en"):
        questions = [getattr(query, language) for query in QUERIES.values()]
        assert len(questions) == len(set(questions))


@pytest.mark.parametrize(
    ("feature", "example"),
    [
        (r"zr:responsibleUnit", "units of a task"),
        (r"zr:responsibleFor \?task", "tasks of a unit"),
        (r"zr:leads[\s\S]*FILTER \(\?due <", "led by X before a date"),
        (r"zr:responsibleFor[\s\S]*zr:inDocument[\s\S]*zr:issuer[\s\S]*zr:basedOn", "unit, task, plan, basis, issuer"),
        (r"zr:partOf\+", "path, once or more"),
        (r"org:subOrganizationOf\*", "path, any number of times"),
        (r"COUNT[\s\S]*GROUP BY \?unit", "count for each unit"),
        (r"CONTAINS", "words of a label"),
        (r"OPTIONAL[\s\S]*ORDER BY[\s\S]*LIMIT", "optional, ordered, the first few"),
    ],
)
def test_shapes_that_engines_were_measured_by_are_there(feature: str, example: str) -> None:
    assert [query.id for query in QUERIES.values() if re.search(feature, query.text)], example


def test_page_is_current_and_shown_by_the_api() -> None:
    """Otherwise run: python -m kb.graph.query_reference > docs/queries.md"""
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert page == render_queries(tuple(QUERIES.values()))
    body = list_queries(Paging(None, 0, as_csv=False))
    assert isinstance(body, dict)
    assert body["total"] == len(body["items"]) == len(QUERIES)
    assert body["items"][0]["question"]["zh"] in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "没有查询"),
        ("SELECT * { ?s ?p ?o }", "# 问：…"),
        ("# 问：有什么？\nSELECT * { ?s ?p ?o }", "# Question: …"),
    ],
)
def test_a_query_without_its_question_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "some.rq").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=re.escape(message)):
        load_competency_queries(tmp_path)
