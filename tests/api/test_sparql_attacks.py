"""/sparql under attack, through a real server on loopback: whatever is sent, the next query and others are answered."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.serving import served

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
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
