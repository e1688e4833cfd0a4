"""The lists of the API over the corpus of this repository, counted by hand in the first plan."""

import csv
import html
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.exports.writers.delimited import csv_of
from kb.listing import cells
from kb.settings import Settings
from tests.api.conftest import MANY, OTHER, TASKS_OF_MANY

PLAN = "gaoqing-safety-14th-five-year-plan"
ROUTES = ("tasks", "units", "regulations", "targets", "deadlines")


@pytest.fixture(scope="module")
def client(built: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(built)) as made:
        yield made


@pytest.fixture(scope="module")
def of_two(two_plans: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(two_plans)) as made:
        yield made


# Route, filters → total. The plan has 26 statements on 26 tasks, three tasks without one, 30 units and its issuer.
TOTALS = [
    ("tasks", {}, 29),
    ("tasks", {"unit": "县应急局", "role": "lead"}, 13),
    ("tasks", {"unit": "应急管理局", "role": "lead"}, 13),  # another name of it
    ("tasks", {"unit": "高青县/县应急局"}, 16),
    ("tasks", {"role": "guide"}, 0),
    ("tasks", {"q": "消防领域"}, 1),
    ("units", {}, 31),
    ("units", {"collective": "true", "q": "监管"}, 1),
    ("regulations", {}, 11),
    ("regulations", {"relation": "based_on"}, 2),
    ("targets", {}, 8),
    ("targets", {"kind": "target"}, 8),
    ("deadlines", {"basis": "stated"}, 8),
    ("deadlines", {"basis": "stated", "before": "2022-12-31"}, 3),
    ("deadlines", {"basis": "stated", "after": "2023-01-01"}, 5),
]


def test_totals_are_all_here() -> None:
    assert len(TOTALS) == 15


@pytest.mark.parametrize(("route", "filters", "total"), TOTALS, ids=str)
def test_filters(client: TestClient, route: str, filters: dict[str, str], total: int) -> None:
    body = client.get(f"/api/{route}", params={"document": PLAN, **filters}).json()
    assert body["total"] == len(body["items"]) == total


# Route → how many rows are of the smaller plan.
OF_OTHER = {"tasks": 3, "regulations": 1, "targets": 1, "deadlines": 4}


@pytest.mark.parametrize("route", OF_OTHER)
def test_a_document_leaves_out_the_others(of_two: TestClient, route: str) -> None:
    def total(*documents: str) -> int:
        return int(of_two.get(f"/api/{route}", params={"document": list(documents)}).json()["total"])

    assert total(OTHER) == OF_OTHER[route] < total()
    assert total(MANY) == total() - OF_OTHER[route]
    assert total(MANY, OTHER) == total()
    assert len(OF_OTHER) == 4


def test_a_table_is_whole_unless_a_page_of_it_is_asked_for(of_two: TestClient) -> None:
    def rows(**asked: str) -> int:
        return len(list(csv.reader(io.StringIO(of_two.get("/api/tasks", params=asked).text)))) - 1

    assert rows(format="csv") == TASKS_OF_MANY + OF_OTHER["tasks"] > 1000
    assert rows(format="csv", limit="7") == rows(format="csv", offset=str(TASKS_OF_MANY + OF_OTHER["tasks"] - 7)) == 7
    assert len(of_two.get("/api/tasks").json()["items"]) == 100
    page = of_two.get("/tasks").text
    (link,) = re.findall(r'href="(/api/tasks[^"]*)"', page)
    assert len(of_two.get(html.unescape(link)).text.splitlines()) > 1000


@pytest.mark.parametrize("route", [*ROUTES, "documents", "queries", "exports"])
def test_json_or_csv_by_what_is_accepted_most(client: TestClient, route: str) -> None:
    for accept, kind in (
        ("text/csv;q=0.5, application/json", "application/json"),
        ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
        ("image/png", "application/json"),
    ):
        answer = client.get(f"/api/{route}", headers={"accept": accept})
        assert (answer.headers["content-type"], answer.headers["vary"]) == (kind, "Accept")
    page = client.get(f"/api/{route}", params={"limit": 1, "offset": 1}).json()
    assert page["total"] >= len(page["items"]) == min(1, page["total"] - 1)
    assert client.get(f"/api/{route}", params={"limit": 0}).status_code == 422


def test_a_time_that_is_no_date_comes_last_and_is_neither_before_nor_after(of_two: TestClient) -> None:
    def dates(**asked: str) -> list[str | None]:
        items = of_two.get("/api/deadlines", params={"document": OTHER, **asked}).json()["items"]
        return [item["date"] for item in items]

    # 2023年底前, 到2025年, the end of the period for the task that states none, 长期坚持
    assert dates() == ["2023-12-31", "2025-12-31", "2025-12-31", None]
    assert dates(before="2025-12-31") == dates(after="2020-01-01") == dates()[:3]
    task = of_two.get("/api/tasks", params={"document": OTHER, "q": "巡查"}).json()["items"][0]
    assert (task["due"], task["due_basis"]) == (None, "stated")
    assert task["deadlines"] == [{"date": None, "wording": "长期坚持", "due": "开展巡查"}]
    assert of_two.get("/api/tasks", params={"document": OTHER, "format": "csv"}).text.count("stated") == 2
    page = of_two.get("/deadlines", params={"document": OTHER}).text
    assert re.findall(r"<h2>(.*)</h2>", page) == ["2023 年", "2025 年", "没有写成日期"]
    assert "长期坚持" in of_two.get("/tasks", params={"document": OTHER}).text
    assert "没有写成日期" in of_two.get(f"/tasks/{OTHER}/1.3").text


def _places(value: object) -> Iterator[dict[str, Any]]:
    """Every object of a body that quotes."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _places(item)
    if isinstance(value, dict) and {"document", "quote", "start", "end"} <= value.keys():
        yield value


def test_every_quote_is_verbatim(client: TestClient) -> None:
    text = client.get(f"/api/documents/{PLAN}/text").text
    places = [place for route in ROUTES for place in _places(client.get(f"/api/{route}").json())]
    assert len(places) > 80
    assert [place for place in places if text[place["start"] : place["end"]] != place["quote"]] == []


def test_units_of_a_task(client: TestClient) -> None:
    (task,) = client.get("/api/tasks", params={"q": "消防领域"}).json()["items"]
    assert task["lead"] == ["县消防救援大队"]
    assert (len(task["participate"]), task["due"], task["due_basis"]) == (10, "2025-12-31", "inferred")


def test_targets_stand_beside_what_was_reached(client: TestClient) -> None:
    items = client.get("/api/targets").json()["items"]
    (rate,) = [item for item in items if item["indicator"].startswith("亿元GDP")]
    assert (rate["value"], [base["value"] for base in rate["baselines"]]) == (0.01, [0.0319, 0.0275])


def test_one_unit(client: TestClient) -> None:
    unit = client.get("/api/units/高青县/县公安局").json()
    assert (unit["name"], unit["tasks"], len(unit["duties"])) == ("县公安局", 3, 3)
    shared = {partner["name"]: partner["tasks"] for partner in unit["partners"]}
    assert shared["县教育和体育局"] >= 1
    assert "县公安局" not in shared


def test_one_provision(client: TestClient) -> None:
    body = client.get(f"/api/provisions/{PLAN}/3.3.3").json()
    assert (body["heading"], body["parent"]) == ("3.消防领域", "3.3")
    assert {fact["kind"] for fact in body["facts"]} >= {"assignment", "deliverable"}


@pytest.mark.parametrize("route", ROUTES)
def test_paged_and_as_table(client: TestClient, route: str) -> None:
    whole = client.get(f"/api/{route}", params={"limit": 1000}).json()
    page = client.get(f"/api/{route}", params={"limit": 3, "offset": 2}).json()
    assert page == {"items": whole["items"][2:5], "total": whole["total"]}
    by_accept = client.get(f"/api/{route}", headers={"accept": "text/csv"})
    assert by_accept.headers["content-type"] == "text/csv; charset=utf-8"
    assert by_accept.text == client.get(f"/api/{route}", params={"format": "csv"}).text
    rows = list(csv.reader(io.StringIO(by_accept.text.removeprefix("\ufeff"))))
    assert len(rows) == 1 + whole["total"]


BAD = [
    ("/api/tasks?document=none", 422),
    ("/api/tasks?unit=县外星局", 422),
    ("/api/tasks?role=boss", 422),
    ("/api/deadlines?after=tomorrow", 422),
    ("/api/units?limit=0", 422),
    ("/api/regulations?format=xlsx", 422),
    ("/api/units/高青县/无此局", 404),
    ("/api/provisions/none/3", 404),
    (f"/api/provisions/{PLAN}/99", 404),
]


@pytest.mark.parametrize(("path", "status"), BAD)
def test_bad_requests_are_problems_in_chinese(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert any("一" <= char <= "鿿" for char in answer.json()["detail"])
    assert len(BAD) == 9


def test_a_cell_is_never_a_formula() -> None:
    row = {"a": "=1+1", "b": ["@x", "y"], "c": -3, "d": True, "e": None, "f": [{"name": "甲"}]}
    assert cells(row, list("abcdef")) == ["=1+1", "@x、y", -3, "true", "", "甲"]
    table = csv_of(["h"], [cells({**row, "b": ["\u202e＝1"], "a": " =1"}, list("abc"))]).decode("utf-8-sig")
    assert table == "h\r\n' =1,'＝1,-3\r\n"
