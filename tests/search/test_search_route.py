"""GET /api/search over an index of its own."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import problems
from api.dependencies import opened
from api.routers import search
from kb.search.index import build_index
from kb.search.passages import Passage
from tests.search.conftest import TinyEncoder


@pytest.fixture
def client(passages: tuple[Passage, ...], encoder: TinyEncoder) -> Iterator[TestClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(search.router)
    placed, texts = _placed(passages)
    knowledge = SimpleNamespace(
        documents=[{"id": "d1", "title": "第一份规划"}, {"id": "d2"}],
        titles={"d1": "第一份规划"},
        headings={("d1", "1.1"): "1.消防领域"},
        provisions=[SimpleNamespace(document="d1", id="1.1", heading="1.消防领域")],
        texts=texts,
    )
    stood_in = SimpleNamespace(search_index=build_index(placed, encoder), knowledge=knowledge)
    app.dependency_overrides[opened] = lambda: stood_in
    with TestClient(app) as made:
        yield made


def _placed(passages: tuple[Passage, ...]) -> tuple[list[Passage], dict[str, str]]:
    """The passages where they stand when each document is its passages one after the other; and these documents."""
    placed, texts = [], dict.fromkeys((passage.document for passage in passages), "")
    for passage in passages:
        start = len(texts[passage.document])
        texts[passage.document] += passage.text
        placed.append(replace(passage, start=start, end=start + len(passage.text)))
    return placed, texts


def test_best_passages(client: TestClient) -> None:
    body = client.get("/api/search", params={"q": "着火了谁管", "k": 2}).json()
    assert body["total"] == len(body["items"]) == 2
    best = body["items"][0]
    assert (best["document"], best["section"], best["text"]) == ("d1", "1.1", "排查消防安全隐患，整治老旧小区。")
    assert (best["document_title"], best["heading"]) == ("第一份规划", "1.消防领域")
    assert best["url"] == f"/api/documents/d1/text#char=0,{len(best['text'])}"
    assert set(best) == {
        "document", "document_title", "section", "heading", "text", "score", "parts", "start", "end", "url",
    }  # fmt: skip
    assert set(best["parts"]) == {"lexical", "dense"}
    assert best["end"] - best["start"] == len(best["text"])


def test_within_documents(client: TestClient) -> None:
    items = client.get("/api/search", params={"q": "消防", "document": "d2"}).json()["items"]
    assert [item["document"] for item in items] == ["d2", "d2"]
    # A document without a title, sections without a heading: known to be none, not missing.
    assert {(item["document_title"], item["heading"]) for item in items} == {("", "")}


def test_an_unknown_document_is_a_problem(client: TestClient) -> None:
    # Left out silently, a mistyped id would read as "nothing found".
    response = client.get("/api/search", params={"q": "消防", "document": ["d2", "unknown"]})
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert response.json()["detail"].startswith("没有标识为 unknown 的文件；有的是：d1、d2；")


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
