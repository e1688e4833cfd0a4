"""GET /api/search over an index of its own."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import problems
from api.routers import search
from kb.search.index import build_index
from kb.search.passages import Passage
from tests.search.conftest import TinyEncoder


@pytest.fixture
def client(passages: tuple[Passage, ...], encoder: TinyEncoder) -> Iterator[TestClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(search.router)
    app.state.search_index = build_index(passages, encoder)
    with TestClient(app) as made:
        yield made


def test_best_passages(client: TestClient) -> None:
    body = client.get("/api/search", params={"q": "着火了谁管", "k": 2}).json()
    assert body["total"] == len(body["items"]) == 2
    best = body["items"][0]
    assert (best["document"], best["section"], best["text"]) == ("d1", "1.1", "排查消防安全隐患，整治老旧小区。")
    assert set(best) == {"document", "section", "text", "score", "parts", "start", "end"}
    assert set(best["parts"]) == {"lexical", "dense"}
    assert best["end"] - best["start"] == len(best["text"])


def test_within_documents(client: TestClient) -> None:
    items = client.get("/api/search", params={"q": "消防", "document": ["d2", "unknown"]}).json()["items"]
    assert [item["document"] for item in items] == ["d2", "d2"]


@pytest.mark.parametrize("q", ["", "？！", "🚒", "\0"], ids=["empty", "punctuation", "emoji", "control"])
def test_nothing_asked_nothing_found(client: TestClient, q: str) -> None:
    response = client.get("/api/search", params={"q": q})
    assert (response.status_code, response.json()) == (200, {"items": [], "total": 0})


@pytest.mark.parametrize("q", ["安" * 5_000, "' OR 1=1 --", "} DROP ALL {", "農藥"], ids=lambda q: q[:8])
def test_odd_questions_are_just_text(client: TestClient, q: str) -> None:
    assert client.get("/api/search", params={"q": q}).json()["total"] == 6


@pytest.mark.parametrize("query", ["", "q=消防&k=0", "q=消防&k=101", "q=消防&k=x"])
def test_wrong_parameters_are_a_problem(client: TestClient, query: str) -> None:
    response = client.get(f"/api/search?{query}")
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
