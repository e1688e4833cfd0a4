"""The HTTP API through a real server on loopback."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from kb.settings import Settings
from tests.api.serving import served


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[httpx.Client]:
    with served(built) as made:
        yield made


def test_ask(client: httpx.Client) -> None:
    body = client.post("/api/ask", json={"question": "谁负责消防领域整治", "explain": True}).json()
    assert body["status"] == "answered"
    assert len(body["units"]) == 11
    assert {
        "values",
        "regulations",
        "deadlines",
        "deliverables",
        "yes_no",
        "count",
        "follow_ups",
        "snapshot",
        "took_ms",
    } <= body.keys()
    cited = body["citations"][0]
    document = client.get(cited["url"].partition("#")[0]).text
    assert document[cited["start"] : cited["end"]] == cited["quote"]
    assert body["explanation"]["rule"] == "who_responsible"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"q": 1}',
        b'{"question": 7}',
        b'{"question": "x", "history": "y"}',
        b'{"question": "x", "as_of": "today"}',
    ],
)
def test_wrong_body_is_a_problem(client: httpx.Client, body: bytes) -> None:
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith("请求不合要求")


def test_what_utf8_cannot_hold_is_written_out(client: httpx.Client) -> None:
    # Half of a surrogate pair: JSON may escape it, and the detail names what was sent.
    body = b'{"question": "x", "documents": ["\\ud800"]}'
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert "标识为 \\ud800 的文件" in response.json()["detail"]


def test_empty_question_is_answered_as_invalid(client: httpx.Client) -> None:
    response = client.post("/api/ask", json={"question": "  "})
    assert (response.status_code, response.json()["status"]) == (200, "invalid")


def test_many_at_once_get_the_same_answers(client: httpx.Client) -> None:
    questions = ["谁负责消防领域整治", "县公安局承担哪些任务", "国土局有哪些任务", "油气管道安全由哪家牵头"]

    def answer(question: str) -> tuple[int, str]:
        response = client.post("/api/ask", json={"question": question})
        return response.status_code, str({k: v for k, v in response.json().items() if k != "took_ms"})

    alone = {question: answer(question) for question in questions}
    asked = questions * 15
    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(answer, asked))
    assert [alone[question] for question in asked] == together


def test_search_leads_to_the_text(client: httpx.Client) -> None:
    body = client.get("/api/search", params={"q": "消防领域", "k": 3}).json()
    assert body["total"] == len(body["items"]) == 3
    for item in body["items"]:
        place, _, characters = item["url"].partition("#char=")
        start, end = map(int, characters.split(","))
        assert client.get(place).text[start:end] == item["text"]
        assert (item["start"], item["end"]) == (start, end)
        assert item["document_title"] == "高青县安全生产“十四五”规划"
    assert body["items"][0]["heading"].endswith("消防领域")


def test_documents(client: httpx.Client) -> None:
    body = client.get("/api/documents").json()
    assert body["total"] == len(body["items"]) == 1
    item = body["items"][0]
    assert (item["number"], item["issued"]) == ("高安委发〔2021〕7号", "2021-12-10")
    assert client.get(f"/api/documents/{item['id']}").json() == item
    missing = client.get("/api/documents/none")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


def test_page_and_its_files_are_local(client: httpx.Client) -> None:
    page = client.get("/").text
    assert "责任" in page
    assert "http" not in page.replace("http-equiv", "")
    for name in ("site.css", "site.js", "ask.js", "icon.svg"):
        assert client.get(f"/static/{name}").status_code == 200


def test_health_and_ready(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json()["status"] == "ready"
    assert client.get("/nowhere").status_code == 404
    assert client.get("/openapi.json").json()["info"]["title"] == "责任 Zeren"
