"""GET /api/findings over the corpus of this repository."""

import csv
import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.settings import Settings
from tests.api.conftest import MANY, OTHER

ROUTE = "/api/findings"
PLAN = "gaoqing-safety-14th-five-year-plan"


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(built)) as made:
        yield made


def test_every_quote_is_verbatim(client: TestClient) -> None:
    body = client.get(ROUTE, params={"limit": 1000}).json()
    text = client.get(f"/api/documents/{PLAN}/text").text
    assert body["total"] == len(body["items"]) > 100
    places = [place for row in body["items"] for place in (row, *row["related"])]
    assert len(places) > 150
    assert [place for place in places if text[place["start"] : place["end"]] != place["quote"]] == []
    assert len({row["id"] for row in body["items"]}) == body["total"]


def test_severest_first_and_paged(client: TestClient) -> None:
    whole = client.get(ROUTE, params={"limit": 1000}).json()["items"]
    assert [row["severity"] for row in whole] == sorted(
        (row["severity"] for row in whole), key=("high", "medium", "low").index
    )
    page = client.get(ROUTE, params={"limit": 7, "offset": 3}).json()
    assert page["items"] == whole[3:10]
    assert page["total"] == len(whole)
    assert client.get(ROUTE, params={"offset": 100_000}).json() == {"items": [], "total": len(whole)}


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"class": "no-lead"}, 5),  # 3.3.2, 3.3.6, 3.3.7, 3.3.8, 3.3.11
        ({"class": ["target-weaker", "unit-slip"]}, 2),  # several of one filter
        ({"class": "no-lead", "severity": "low"}, 0),  # filters together
        ({"document": PLAN, "class": "only-collective"}, 1),
    ],
)
def test_filters(client: TestClient, filters: dict[str, str], total: int) -> None:
    assert client.get(ROUTE, params=filters).json()["total"] == total


def test_a_document_leaves_out_the_others(two_plans: Settings) -> None:
    with TestClient(create_app(two_plans)) as client:
        found = {
            documents: client.get(ROUTE, params={"document": documents, "limit": 1000}).json()
            for documents in ((MANY,), (OTHER,), (MANY, OTHER), ())
        }
    assert {row["document"] for row in found[OTHER,]["items"]} == {OTHER}
    assert 0 < found[OTHER,]["total"] < found[MANY,]["total"]
    assert found[MANY,]["total"] + found[OTHER,]["total"] == found[MANY, OTHER]["total"] == found[()]["total"]


def test_csv_by_accept_and_by_name(client: TestClient) -> None:
    asked = {"class": "no-lead"}
    by_accept = client.get(ROUTE, params=asked, headers={"accept": "text/csv"})
    by_name = client.get(ROUTE, params={**asked, "format": "csv"})
    assert by_accept.text == by_name.text
    assert by_accept.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(by_name.text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    assert rows[0]["label"] == "多家负责无牵头"
    # Who asks for JSON by name gets it, whatever the browser accepts.
    assert client.get(ROUTE, params={"format": "json"}, headers={"accept": "text/csv"}).json()["total"] > 100


@pytest.mark.parametrize(
    "bad",
    [
        {"document": "no-such-plan"},
        {"class": "no-such-class"},
        {"severity": "urgent"},
        {"limit": 0},
        {"limit": 100_000},
        {"offset": -1},
        {"format": "xlsx"},
    ],
    ids=str,
)
def test_bad_requests_are_problems_in_chinese(client: TestClient, bad: dict[str, str]) -> None:
    answer = client.get(ROUTE, params=bad)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert any("一" <= char <= "鿿" for char in answer.json()["detail"])
