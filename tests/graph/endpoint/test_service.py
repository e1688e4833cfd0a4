"""The service over a graph that is in an endpoint: /sparql within its bounds, what it says when the endpoint is away."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from kb import cli
from kb.graph.endpoint.serving import UNAVAILABLE
from kb.intake.library import build_paths
from kb.settings import Settings
from tests.api.serving import served
from tests.endpoints import ENGINES, free_ports, oxigraph
from tests.graph.endpoint.conftest import fill
from tests.waiting import until

ZR = "PREFIX zr: <https://w3id.org/zeren/ontology#> "
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
GRAPHS = "https://w3id.org/zeren/id/graph/"


def _bounded(settings: Settings) -> Settings:
    return replace(settings, sparql_deadline_ms=6_000, sparql_max_bytes=200_000, sparql_budget_s=600)


@pytest.fixture(scope="module")
def ours(built: Settings) -> Iterator[httpx.Client]:
    with served(_bounded(built)) as client:
        yield client


@pytest.fixture(scope="module")
def theirs(remote: Settings) -> Iterator[httpx.Client]:
    with served(_bounded(remote)) as client:
        yield client


def _ask(
    client: httpx.Client, query: str, accept: str = "application/sparql-results+json", **more: str
) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


SELECT = (
    ZR
    + "SELECT ?task ?due ?note { ?unit zr:leads ?task . ?task zr:dueDate ?due OPTIONAL { ?task zr:none ?note } } ORDER BY ?task ?due ?unit"
)
CONSTRUCT = ZR + "CONSTRUCT { ?task zr:dueDate ?due ; zr:heading ?title } { ?task zr:dueDate ?due ; a zr:Task }"


@pytest.mark.parametrize(
    "accept",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
@pytest.mark.parametrize(
    "query",
    [
        SELECT.replace("OPTIONAL { ?task zr:none ?note }", "OPTIONAL { ?task zr:slip ?note }"),
        "ASK { ?s ?p ?o }",
        "ASK { ?s ?s ?s }",
    ],
)
def test_solutions_are_the_same_bytes(ours: httpx.Client, theirs: httpx.Client, query: str, accept: str) -> None:
    expected, found = (_ask(client, query, accept) for client in (ours, theirs))
    assert (found.status_code, found.headers["content-type"]) == (200, expected.headers["content-type"])
    assert found.content == expected.content


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_triples_come_in_every_format(ours: httpx.Client, theirs: httpx.Client, accept: str) -> None:
    query = CONSTRUCT.replace("; zr:heading ?title ", "")
    expected, found = (_ask(client, query, accept) for client in (ours, theirs))
    assert found.headers["content-type"] == expected.headers["content-type"]
    if accept == "application/n-triples":
        assert sorted(found.text.splitlines()) == sorted(expected.text.splitlines())
    else:
        assert len(found.content) > 1_000


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {}),
        ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g", {}),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"default-graph-uri": f"{GRAPHS}stated"}),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {"default-graph-uri": f"{GRAPHS}stated"}),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": f"{GRAPHS}supplied"}),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"named-graph-uri": f"{GRAPHS}supplied"}),
        (f"SELECT (COUNT(*) AS ?n) FROM <{GRAPHS}inferred> {{ ?s ?p ?o }}", {}),
        (
            f"PREFIX g: <{GRAPHS}> SELECT (COUNT(*) AS ?n) FROM g:inferred # FROM\n FROM NAMED g:stated {{ ?s ?p ?o }}",
            {},
        ),
        (f"SELECT (COUNT(*) AS ?n) FROM <{GRAPHS}inferred> {{ ?s ?p ?o }}", {"default-graph-uri": f"{GRAPHS}stated"}),
        ("SELECT (COUNT(*) AS ?n) FROM <graph/stated> { ?s ?p ?o }", {}),
        (f"BASE <{GRAPHS}> SELECT (COUNT(*) AS ?n) FROM <stated> {{ ?s ?p ?o }}", {}),
        (f"BASE <{GRAPHS}> PREFIX g: <../graph/> SELECT (COUNT(*) AS ?n) FROM g:stated {{ ?s ?p ?o }}", {}),
        ("SELECT (COUNT(*) AS ?n) FROM <urn:zeren:snapshots> { ?s ?p ?o }", {}),  # the mark is not for everybody
        ("SELECT ?s ?p ?o { GRAPH <urn:zeren:snapshots> { ?s ?p ?o } }", {}),
        ("SELECT (<graph/stated> AS ?x) {}", {}),
    ],
)
def test_a_query_is_of_the_same_graphs(
    ours: httpx.Client, theirs: httpx.Client, query: str, dataset: dict[str, Any]
) -> None:
    expected, found = (_ask(client, query, "text/csv", **dataset) for client in (ours, theirs))
    assert expected.status_code == 200, expected.text
    assert found.text == expected.text


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("SELECT * { ?s ?p ?o }", (413,)),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", (400,)),
        ("INSERT DATA { <a:a> <a:b> 1 }", (400,)),
        ("ASK " + "{" * 2_000 + "}" * 2_000, (400,)),
        ("ASK { ?s ?p ", (400,)),
        ('DEFINE <get:soft> "soft" ASK {}', (400,)),
        ('PREFIX bif: <bif:> ASK { BIND (bif:http_get ("http://127.0.0.1:9/") AS ?x) }', (400,)),
        ('ASK { BIND (1 + <bif:http_get>("http://127.0.0.1:9/") AS ?x) }', (400,)),
        ('ASK { FILTER (<bif:#>#(\n("http://127.0.0.1:9/")) }', (400,)),
        ("PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ASK { FILTER (xsd:integer('1') = 1) }", (200,)),
    ],
)
def test_a_query_within_bounds_and_the_next_one(theirs: httpx.Client, query: str, statuses: tuple[int, ...]) -> None:
    response = theirs.post("/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"})
    assert response.status_code in statuses, response.text
    if response.status_code != 200:
        assert response.json()["detail"].endswith("。")
    assert _ask(theirs, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize("engine", ENGINES)
def test_what_takes_too_long_is_given_up(built: Settings, tmp_path: Path, engine: str) -> None:
    """By a server of its own: it may go on with a query after nobody waits for it, at the cost of all other tests."""
    with ENGINES[engine](built, tmp_path) as settings:
        fill(settings)
        with served(replace(_bounded(settings), sparql_deadline_ms=1_500)) as client:
            assert _ask(client, f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}").status_code == 504
            assert _ask(client, f"SELECT * {{ {PRODUCT} }}").status_code in (413, 504)
            assert _ask(client, "ASK {}").json()["boolean"] is True


def test_errors_say_the_same_place(ours: httpx.Client, theirs: httpx.Client) -> None:
    expected, found = (_ask(client, "SELECT ?s {\n ?s ?p }") for client in (ours, theirs))
    assert found.json() == expected.json()


def test_the_description_counts_the_same(ours: httpx.Client, theirs: httpx.Client) -> None:
    expected, found = (
        client.get("/sparql", headers={"Accept": "application/n-triples"}).text for client in (ours, theirs)
    )
    counts = [
        sorted(line.split(" ", 1)[1] for line in text.splitlines() if "XMLSchema#integer" in line)
        for text in (expected, found)
    ]
    assert counts[0] == counts[1]
    assert len(counts[0]) > 50


def test_an_endpoint_that_goes_away_is_said_and_taken_up_again(built: Settings, tmp_path: Path) -> None:
    (port,) = free_ports(1)
    question = {"question": "谁负责消防领域整治？"}
    with ExitStack() as endpoint:
        settings = endpoint.enter_context(oxigraph(built, tmp_path, port))
        fill(settings)
        with served(settings) as client:
            assert "warning" not in client.get("/ready").json()
            endpoint.close()
            assert "SPARQL 端点" in client.get("/ready").json()["warning"]
            # What was read when the snapshot was opened goes on.
            assert client.post("/api/ask", json=question).json()["status"] == "answered"
            for answer in (client.get("/id/graph/stated"), _ask(client, "ASK {}")):
                assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
                assert answer.json()["detail"] == UNAVAILABLE
            endpoint.enter_context(oxigraph(built, tmp_path, port))
            until(lambda: "warning" not in client.get("/ready").json())
            assert client.get("/id/graph/stated").is_success
            assert _ask(client, "ASK {}").is_success


def test_an_endpoint_that_takes_connections_and_never_answers_holds_up_no_question(
    built: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """More requests than the service has threads wait for it; all of them end, and where it is goes to the log alone."""
    (port,) = free_ports(1)
    question = {"question": "谁负责消防领域整治？"}
    with ExitStack() as endpoint:
        settings = endpoint.enter_context(oxigraph(built, tmp_path, port))
        fill(settings)
        with served(settings) as client:
            endpoint.close()
            with socket.create_server(("127.0.0.1", port), backlog=512), ThreadPoolExecutor(64) as threads:
                pages = [threads.submit(client.get, f"/id/graph/{nth}") for nth in range(64)]
                queries = [threads.submit(_ask, client, "ASK {}") for _ in range(16)]
                probes = [threads.submit(client.get, "/ready") for _ in range(16)]
                assert client.post("/api/ask", json=question).json()["status"] == "answered"
                assert {answer.result().json()["detail"] for answer in (*pages, *queries)} == {UNAVAILABLE}
                assert all(UNAVAILABLE in probe.result().json()["warning"] for probe in probes)
                told = "".join(answer.result().text for answer in (*pages, *queries, *probes))
                assert [word for word in (str(port), "ZEREN_", "超时") if word in told] == []
                assert f"http://127.0.0.1:{port}/query 没有应答（超时）" in caplog.text


def test_a_service_follows_what_is_loaded(built: Settings, tmp_path: Path) -> None:
    """Published and not loaded yet, a snapshot is not served: the one before is, from its own union. What is published
    where graphs may be written is loaded at once."""
    plans = [tmp_path / f"{name}.txt" for name in ("first", "second", "third")]
    for nth, plan in enumerate(plans):
        plan.write_text(f"示例县防汛规划\n一、任务\n1.加固堤防{nth}。（责任单位：县水利局）\n", encoding="utf-8")
    own = replace(built, snapshot_dir=tmp_path / "snapshots", data_dir=tmp_path / "data")
    with oxigraph(own, tmp_path) as writing, served_of(writing, plans[0]) as (client, first):
        reading = replace(writing, sparql_graph_store="")
        second, _ = build_paths(reading, [plans[1]])
        until(lambda: "warning" in client.get("/ready").json())
        assert client.get("/ready").json()["snapshot"] == first
        assert "加固堤防0" in client.get("/api/tasks").text
        fill(writing)
        until(lambda: client.get("/ready").json() == {"status": "ready", "snapshot": second.id})
        third, _ = build_paths(writing, [plans[2]])
        until(lambda: client.get("/ready").json() == {"status": "ready", "snapshot": third.id})
        assert "加固堤防2" in client.get("/id/document/third/task/1.1", headers={"Accept": "text/turtle"}).text


@contextmanager
def served_of(settings: Settings, plan: Path) -> Iterator[tuple[httpx.Client, str]]:
    """A client of the service over a plan, and the id of its snapshot."""
    snapshot, _ = build_paths(settings, [plan])
    with served(settings) as client:
        yield client, snapshot.id


def test_a_service_does_not_start_without_its_graph(
    built: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))
    monkeypatch.setenv("ZEREN_DATA_DIR", str(built.data_dir))
    monkeypatch.setenv("ZEREN_SPARQL_ENDPOINT", f"http://127.0.0.1:{port}/query")
    assert cli.main(["serve", "--port", str(free_ports(1)[0])]) == 2
    assert f"错误：SPARQL 端点 http://127.0.0.1:{port}/query 没有应答" in capsys.readouterr().err
