"""/sparql through a real server on loopback: its protocol, formats and descriptions."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, Namespace, URIRef

from api.app import create_app
from kb.settings import Settings
from tests.api.serving import served

DIRECT = "application/sparql-query"
ZR = "PREFIX zr: <https://w3id.org/zeren/ontology#> "
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as made:
        yield made


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
