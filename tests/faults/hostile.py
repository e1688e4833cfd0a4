"""Requests that nobody means well with, as the bytes that go over the wire, and those that everybody makes."""

import json
import random
from collections.abc import Callable, Mapping
from urllib.parse import quote

from bench.worst import WORST

# What stays unfinished: whoever sends it hangs up.
CUT = ("no HTTP", "length that lies")
_JSON = b"Content-Type: application/json\r\n"


def request(method: str, target: str, headers: bytes = b"", body: bytes = b"", length: int | None = None) -> bytes:
    """A request that closes its connection."""
    size = len(body) if length is None else length
    head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {size}\r\n"
    return head.encode() + headers + b"\r\n" + body


def asked(question: object, **more: object) -> bytes:
    """A question as it is sent."""
    return request("POST", "/api/ask", _JSON, json.dumps({"question": question, **more}).encode())


def _search(text: str) -> bytes:
    return request("GET", f"/api/search?q={quote(text)}")


def _sparql(query: str) -> bytes:
    return request("GET", f"/sparql?query={quote(query)}")


# What people and programs ask for, each answered 200.
USUAL: tuple[Callable[[random.Random], bytes], ...] = (
    lambda pick: asked(
        pick.choice(("谁负责消防领域整治", "县应急局牵头哪些任务", "规划期限是哪几年", "今天天气怎么样"))
    ),
    lambda pick: asked("它的完成时限呢", history=["谁负责消防领域整治"]),
    lambda pick: _search(pick.choice(("电动车充电", "烟花爆竹", "应急救援队伍"))),
    lambda pick: request("GET", pick.choice(("/api/tasks?limit=20", "/api/units", "/api/deadlines", "/api/documents"))),
    lambda pick: request("GET", pick.choice(("/", "/tasks", "/units", "/documents", "/findings", "/static/site.css"))),
    lambda pick: _sparql(f"SELECT * {{ ?s ?p ?o }} LIMIT {pick.randrange(1, 20)}"),
    lambda pick: request("GET", pick.choice(("/ready", "/metrics", "/openapi.json"))),
)
# How each is answered: refused, or as the harmless question that it is.
HOSTILE: Mapping[str, tuple[set[int], Callable[[random.Random], bytes]]] = {
    "costly question": ({200}, lambda pick: asked(pick.choice(WORST), history=[pick.choice(WORST)] * 3)),
    "long history": ({413}, lambda pick: asked("它呢", history=["长" * 5_000] * 50)),
    "history without end": ({413}, lambda pick: asked("它呢", history=["长"] * 100_000)),
    "halves of characters": (
        {200},
        lambda pick: request("POST", "/api/ask", _JSON, b'{"question": "\\ud800\\udfff\\ud83d"}'),
    ),
    "not UTF-8": ({422}, lambda pick: request("POST", "/api/ask", _JSON, b'{"question": "\xff\xfe\x80"}')),
    "nested JSON": ({422}, lambda pick: request("POST", "/api/ask", _JSON, b"[" * 100_000)),
    "wrong types": (
        {422},
        lambda pick: asked(pick.choice((None, 1, [], {}, True)), documents=[{}], as_of="0000-99-99"),
    ),
    "huge number": ({422}, lambda pick: request("GET", f"/api/tasks?limit={'9' * 400}&offset=-1")),
    "too large a body": ({413}, lambda pick: request("POST", "/api/ask", _JSON, b" " * 1_100_000)),
    "length that lies": ({413}, lambda pick: request("POST", "/api/ask", _JSON, b"{}", length=90_000_000)),
    "no HTTP": ({400}, lambda pick: pick.randbytes(pick.randrange(1, 3_000)) + b"\r\n\r\n"),
    "header without end": ({400}, lambda pick: b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 20_000_000),
    "headers without end": ({400}, lambda pick: b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-A: b\r\n" * 2_000_000),
    "address without end": ({400}, lambda pick: b"GET /?q=" + b"a" * 20_000_000),
    "foreign host": ({400}, lambda pick: b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
    "paths that climb": ({404}, lambda pick: request("GET", "/static/..%2f..%2f..%2fetc/passwd")),
    "zero bytes": ({404}, lambda pick: request("GET", "/api/units/%00%ff%2e%2e")),
    "query that deletes": ({400}, lambda pick: _sparql("DELETE WHERE { ?s ?p ?o }")),
    "query that calls out": ({400}, lambda pick: _sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")),
    "nested query": ({400}, lambda pick: _sparql("{" * 5_000)),
    "pattern that backtracks": ({200}, lambda pick: _search("(a+)+$" * 60)),
    # of many wrong keys in a minute the last ones are not looked at
    "keys at random": (
        {401, 429},
        lambda pick: request("DELETE", "/api/documents/x", b"X-API-Key: " + b"k" * pick.randrange(1, 900) + b"\r\n"),
    ),
    "script in the address": ({200}, lambda pick: request("GET", f"/?q={quote('<script>alert(1)</script>' * 20)}")),
    "unheard-of method": ({400}, lambda pick: request("BREW", "/api/ask")),
}
