"""/sparql through a real server on loopback: protocol, formats, and every attack followed by a query that is answered."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, Namespace, URIRef

from api.app import create_app
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.serving import served

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ZR = "PREFIX zr: <https://w3id.org/zeren/ontology#> "
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMB = "BIND('xxxxxxxxxx' AS ?x0) " + " ".join(
    f"BIND(CONCAT({','.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9)
)


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    limits = {"sparql_deadline_ms": 700, "sparql_memory_mb": 400, "sparql_max_bytes": 200_000, "sparql_budget_s": 600}
    with served(replace(built, **limits)) as made:  # type: ignore[arg-type]
        yield made


def _alive(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "ASK {}"}, timeout=5)
    assert (response.status_code, response.json()["boolean"]) == (200, True)


ATTACKS = [
    # The attack table: time, memory, size of the result, depth, length, reaching out, writing.
    (f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}", 504),
    ("SELECT (COUNT(*) AS ?n) { ?a ((!<a:a>|^!<a:a>)*/(!<a:b>|^!<a:b>)*)* ?b }", 504),
    (f"SELECT * {{ {PRODUCT} }} ORDER BY ?a ?f ?i", 504),
    (f"SELECT ?x9 {{ {BOMB} }}", 504),
    (f"SELECT * {{ {PRODUCT} }}", 413),
    (f"CONSTRUCT {{ ?a ?b ?i }} WHERE {{ {PRODUCT} }}", 413),
    ("ASK " + "{" * 20_000 + "}" * 20_000, 413),
    ("ASK " + "{" * 2_000 + "}" * 2_000, 400),
    ("ASK {" + "FILTER EXISTS {" * 850 + "}" * 851, 400),
    ("ASK { FILTER(" + "1+" * 7_500 + "1) }", 400),
    ("ASK { FILTER(" + "1+" * 1_990 + "1) }", 200),  # as long as the guard lets it be
    ("ASK { FILTER(" + "!" * 1_990 + "true) }", 200),
    ("ASK {" + "{} UNION " * 1_700 + "{} }", 200),
    ("ASK {" + "OPTIONAL {} " * 1_300 + "}", 200),
    ("ASK { ?s ?p ?o FILTER(REGEX(STR(?o), '^(a+)+$')) }", 200),  # linear in this engine
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400),
    ("ASK { SERVICE SILENT <http://127.0.0.1:9/> {} }", 400),
    ("ASK FROM <http://127.0.0.1:9/> FROM <file:///etc/passwd> { ?s ?p ?o }", 200),  # empty graphs: nothing is fetched
    ("LOAD <http://127.0.0.1:9/>", 400),
    ("INSERT DATA { <a:a> <a:b> 1 }", 400),
    ("DROP ALL", 400),
    ("ASK { ?s ?p 'x" + "y" * 1_000_000 + "' }", 413),  # 1 MB
    ("\x00", 400),
    ("", 400),
]


def test_attacks_are_all_here() -> None:
    assert len(ATTACKS) == 24


@pytest.mark.parametrize(("query", "status"), ATTACKS, ids=[f"{n}-{q[:30]}" for n, (q, _) in enumerate(ATTACKS)])
def test_attack_is_answered_and_so_is_the_next_query(client: httpx.Client, query: str, status: int) -> None:
    response = client.post("/sparql", content=query.encode(), headers={"Content-Type": DIRECT})
    _alive(client)
    assert response.status_code == status, response.text
    if status != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"].endswith("。")


def test_one_megabyte_in_the_address(client: httpx.Client) -> None:
    # httpx makes no address that long; a plain socket sends it.
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=30) as raw:
        try:
            raw.sendall(b"GET /sparql?query=" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: zeren\r\n\r\n")
            status = raw.recv(100).split()[1]
        except ConnectionError:
            status = b"400"  # the server hung up before it had all
    assert status in (b"400", b"413", b"414")
    _alive(client)


MALFORMED = [
    ("GET", "/sparql?query=ASK%20%7B%7D%FF", None, b""),
    ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D%FF"),
    ("POST", "/sparql", FORM, b"query=ASK {}\xff"),
    ("POST", "/sparql", DIRECT, b"ASK { ?s ?p '\xc3\x28' }"),
    ("POST", "/sparql", DIRECT, "ASK {}".encode("utf-16")),
    ("POST", "/sparql", DIRECT, b"\xed\xa0\x80ASK {}"),  # a surrogate
    ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", None, b""),  # several
    ("POST", "/sparql?query=ASK%20%7B%7D", DIRECT, b"ASK {}"),
    ("GET", "/sparql?default-graph-uri=a:a", None, b""),  # none
    ("POST", "/sparql", FORM, b""),
    ("GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=no%20iri", None, b""),
    ("GET", "/sparql?update=DROP%20ALL", None, b""),
    ("POST", "/sparql", FORM, b"update=DROP%20ALL"),
    ("GET", "/sparql?" + "a=b&" * 200, None, b""),
]


@pytest.mark.parametrize(("method", "url", "media_type", "body"), MALFORMED)
def test_malformed_request(client: httpx.Client, method: str, url: str, media_type: str | None, body: bytes) -> None:
    response = client.request(method, url, content=body, headers={"Content-Type": media_type} if media_type else {})
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    _alive(client)


@pytest.mark.parametrize(
    ("method", "media_type", "status"),
    [
        ("POST", "application/sparql-update", 415),
        ("POST", "text/plain", 415),
        ("POST", "", 415),
        ("POST", f"{DIRECT}; charset=utf-16", 415),
        ("POST", f"{DIRECT}; charset=UTF-8", 200),
        ("PUT", DIRECT, 405),
        ("DELETE", DIRECT, 405),
    ],
)
def test_method_and_media_type(client: httpx.Client, method: str, media_type: str, status: int) -> None:
    response = client.request(method, "/sparql", content=b"ASK {}", headers={"Content-Type": media_type})
    assert response.status_code == status
    if status == 405:
        assert "GET" in response.headers["allow"] or "POST" in response.headers["allow"]


NEGOTIATION = [
    # Each form of query in each of its formats, by q, and what none of them is.
    ("SELECT (1 AS ?x) {}", "application/sparql-results+json", "application/sparql-results+json", '"vars":["x"]'),
    ("SELECT (1 AS ?x) {}", "application/sparql-results+xml", "application/sparql-results+xml", '<variable name="x"'),
    ("SELECT (1 AS ?x) {}", "text/csv", "text/csv; charset=utf-8", "x\r\n1\r\n"),
    ("SELECT (1 AS ?x) {}", "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?x\n1\n"),
    ("ASK {}", None, "application/sparql-results+json", "true"),
    (
        "ASK {}",
        "application/sparql-results+xml;q=0.9, text/csv;q=0.1",
        "application/sparql-results+xml",
        "<boolean>true",
    ),
    ("CONSTRUCT { <a:a> <a:b> 1 } {}", None, "text/turtle; charset=utf-8", "<a:a> <a:b> 1"),
    ("CONSTRUCT { <a:a> <a:b> 1 } {}", "application/n-triples", "application/n-triples", "<a:a> <a:b> "),
    ("CONSTRUCT { <a:a> <a:b> 1 } {}", "application/rdf+xml", "application/rdf+xml", "<rdf:RDF"),
    ("CONSTRUCT { <a:a> <a:b> 1 } {}", "application/ld+json", "application/ld+json", '"@id":"a:a"'),
    ("DESCRIBE <a:a>", "text/turtle;q=0.1, application/n-triples;q=0.2", "application/n-triples", ""),
    ("DESCRIBE <a:a>", "text/csv", None, ""),
    ("SELECT (1 AS ?x) {}", "text/turtle", None, ""),
    ("ASK {}", "image/png", None, ""),
]


@pytest.mark.parametrize(("query", "accept", "media_type", "part"), NEGOTIATION)
def test_negotiation(client: httpx.Client, query: str, accept: str | None, media_type: str | None, part: str) -> None:
    request = client.build_request("GET", "/sparql", params={"query": query})
    del request.headers["accept"]
    if accept:
        request.headers["accept"] = accept
    response = client.send(request)
    assert response.status_code == (200 if media_type else 406)
    assert response.headers["content-type"] == (media_type or "application/problem+json")
    assert part in response.text


def test_turtle_is_written_with_prefixes(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ZR + "CONSTRUCT { ?u zr:leads ?t } WHERE { ?u zr:leads ?t }"})
    assert " zr:leads <" in response.text
    assert len(Graph().parse(data=response.text, format="turtle")) > 10


def test_a_chain_over_the_union_of_the_graphs(client: httpx.Client) -> None:
    # The label stands in the supplied graph, the task in the stated one.
    query = (
        ZR
        + """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?name ?title { ?unit zr:leads ?task ; skos:prefLabel ?name . ?task dcterms:title ?title }"""
    )
    rows = client.post("/sparql", data={"query": query}).json()["results"]["bindings"]
    assert any("消防救援大队" in row["name"]["value"] and row["title"]["value"] == "消防领域" for row in rows)


def test_a_failing_query_says_where_and_suggests(client: httpx.Client) -> None:
    slip = client.get("/sparql", params={"query": ZR + "\nSELECT ?t { ?u zr:leeds ?t }"}).json()
    assert (slip["status"], slip["line"], slip["column"], slip["suggestions"][0]) == (400, 2, 16, "zr:leads")
    broken = client.get("/sparql", params={"query": "SELECT ?t {\n ?u ?p 责 ?t }"}).json()
    assert (broken["status"], broken["line"]) == (400, 2)
    assert "语法错误" in broken["detail"]


@pytest.mark.parametrize(
    ("accept", "name"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld"),
     ("application/n-triples", "nt")],
)  # fmt: skip
def test_service_description(client: httpx.Client, accept: str, name: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.headers["content-type"].startswith(accept)
    graph = Graph().parse(data=response.text, format=name)
    endpoint = URIRef(f"{client.base_url}/sparql")
    (service,) = graph.subjects(SD.endpoint, endpoint)
    dataset = graph.value(service, SD.defaultDataset)
    named = {str(name).rsplit("/", 1)[1] for name in graph.objects(None, SD.name)}
    # and one graph for each rule
    assert {"stated", "inferred", "supplied", "joint-lead", "rests-on"} <= named
    counted = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    triples = graph.value(dataset, VOID.triples)
    assert str(triples) == counted["results"]["bindings"][0]["n"]["value"]
    assert graph.value(dataset, VOID.sparqlEndpoint) == endpoint


def test_a_triple_of_two_graphs_counts_once(client: httpx.Client) -> None:
    # a conclusion stands in graph/inferred and in the graph of its rule
    def counted(query: str) -> int:
        rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
        return int(rows[0]["n"]["value"])

    everything = counted("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    distinct = counted("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }")
    assert counted("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == distinct < everything


def test_a_browser_is_led_to_the_page_of_queries(client: httpx.Client) -> None:
    """Who accepts RDF as well as before gets it; only who likes a page best is led to one."""
    browser = client.get("/sparql", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert (browser.status_code, browser.headers["location"]) == (303, "/queries")
    assert client.get("/sparql", headers={"Accept": "text/turtle, text/html;q=0.5"}).status_code == 200


def test_void_is_found(client: httpx.Client) -> None:
    response = client.get("/.well-known/void", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert (response.status_code, response.url.path) == (200, "/sparql")
    assert "void:Dataset" in response.text
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
    # The client asks where it asked before, whatever name and scheme this service was told of.
    moved = client.get("/.well-known/void", headers={"Host": "localhost"}).headers["location"]
    assert moved == "/sparql"
    strange = client.get("/sparql", headers={"Host": "a<b>"})  # the address must not end up in the RDF
    assert "a<b>" not in strange.text


def test_void_is_found_below_the_path_of_a_proxy(built: Settings) -> None:
    with TestClient(create_app(built), root_path="/zeren") as mounted:
        moved = mounted.get("/.well-known/void", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, "/zeren/sparql")


def test_under_slow_queries_the_service_answers_others(built: Settings) -> None:
    limits = {"sparql_deadline_ms": 500, "sparql_queue": 8, "sparql_budget_s": 600, "sparql_memory_mb": 400}
    slow = f"/sparql?query={quote(f'SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}')}"
    with served(replace(built, **limits)) as client, ThreadPoolExecutor(64) as pool:  # type: ignore[arg-type]
        running = [pool.submit(client.get, slow) for _ in range(60)]
        for _ in range(5):
            assert client.get("/health", timeout=5).status_code == 200
            answer = client.post("/api/ask", json={"question": "谁负责消防领域整治"}, timeout=5).json()
            assert answer["status"] == "answered"
        responses = [work.result() for work in running]
        _alive(client)
    statuses = [response.status_code for response in responses]
    assert set(statuses) == {503, 504}
    assert all(int(r.headers["retry-after"]) >= 1 for r in responses if r.status_code == 503)
    assert "稍后重试" in next(r for r in responses if r.status_code == 503).json()["detail"]


def test_a_spent_budget_is_told(built: Settings) -> None:
    limits = {"sparql_deadline_ms": 600, "sparql_budget_s": 1, "sparql_memory_mb": 400}
    slow = {"query": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"}
    with served(replace(built, **limits)) as client:  # type: ignore[arg-type]
        assert [client.get("/sparql", params=slow).status_code for _ in range(3)] == [504, 504, 429]
        refused = client.get("/sparql", params={"query": "ASK {}"})
        assert (refused.status_code, int(refused.headers["retry-after"]) >= 1) == (429, True)
        assert client.get("/health").status_code == 200


def test_a_budget_is_of_a_key_wherever_it_is_used(built: Settings, tmp_path: Path) -> None:
    """A whole office has one address: who overdoes it takes nothing from the others, and does not go on by another door."""
    limits = {"sparql_deadline_ms": 600, "sparql_budget_s": 1, "sparql_memory_mb": 400}
    store = KeyStore(tmp_path)
    keen, other = ({"X-API-Key": store.add(name, Role.READ)} for name in ("keen", "other"))
    slow = {"query": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"}
    tool = {"name": "sparql_query", "arguments": {"query": "ASK {}"}}
    called = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool}
    with served(replace(built, data_dir=tmp_path, **limits)) as client:  # type: ignore[arg-type]

        def doors(who: dict[str, str]) -> list[object]:
            by_tool = client.post("/mcp", json=called, headers={"Accept": "application/json, text/event-stream", **who})
            get = [client.get(path, params={"query": "ASK {}"}, headers=who) for path in ("/sparql", "/queries")]
            return [*(answer.status_code for answer in get), by_tool.json()["result"]["isError"]]

        assert [client.get("/sparql", params=slow, headers=keen).status_code for _ in range(3)] == [504, 504, 429]
        assert doors(keen) == [429, 429, True]
        assert doors(other) == doors({}) == [200, 200, False]
