"""Dify's external knowledge API, by what its server sends and takes."""

from typing import Any

import httpx
import pytest

from api.app import create_app
from api.channels.access import authorised
from api.channels.dify.conditions import OPERATORS, Condition, Value, holds
from kb.errors import KeyRequiredError
from kb.settings import Settings
from tests.api.channels.adapters import PUBLIC_URL
from tests.api.serving import running, served

QUERY = "消防领域由谁牵头"


def _asked(service: httpx.Client, **body: Any) -> httpx.Response:  # noqa: ANN401 - any JSON
    setting = {"top_k": 5, "score_threshold": 0.0}
    sent = {"knowledge_id": "all", "query": QUERY, "retrieval_setting": setting, **body}
    return service.post("/dify/retrieval", json=sent, headers={"Authorization": "Bearer any"})


def _records(service: httpx.Client, **body: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    response = _asked(service, **body)
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["records"]
    return found


def _conditions(*conditions: tuple[str, str, object], logical: str | None = "and") -> dict[str, Any]:
    return {
        "logical_operator": logical,
        "conditions": [{"name": n, "comparison_operator": o, "value": v} for n, o, v in conditions],
    }


def test_records_quote_the_text_and_say_where(service: httpx.Client, plan_text: str) -> None:
    records = _records(service)
    assert len(records) == 5
    assert [record["score"] for record in records] == sorted((r["score"] for r in records), reverse=True)
    for record in records:
        assert 0 <= record["score"] <= 1
        place = record["metadata"]
        assert record["content"].endswith(plan_text[place["start"] : place["end"]])
        assert place["url"].startswith(f"{PUBLIC_URL}/documents/")
    assert any("县消防救援大队牵头" in record["content"] for record in records)
    assert any(record["metadata"]["lead"] == "县消防救援大队" for record in records)


def test_a_threshold_and_no_hit(service: httpx.Client) -> None:
    least = _records(service)[1]["score"]
    setting = {"top_k": 50, "score_threshold": least}
    assert {record["score"] >= least for record in _records(service, retrieval_setting=setting)} == {True}
    # Dify sends 0 or null where the threshold is switched off.
    assert len(_records(service, retrieval_setting={"top_k": 3, "score_threshold": None})) == 3
    assert _records(service, query="？？") == []


def test_conditions_look_beyond_the_best_hits(service: httpx.Client) -> None:
    unit = _conditions(("units", "contains", "县供电公司"))
    assert {record["metadata"]["section"] for record in _records(service, metadata_condition=unit)} == {"3.3.6"}
    both = _conditions(("section", "start with", "3.3"), ("lead", "not empty", None), logical=None)
    assert all(record["metadata"]["lead"] for record in _records(service, metadata_condition=both))
    either = _conditions(("section", "is", "3.3.6"), ("section", "is", "3.3.7"), logical="or")
    assert {record["metadata"]["section"] for record in _records(service, metadata_condition=either)} == {
        "3.3.6",
        "3.3.7",
    }
    assert _records(service, metadata_condition=_conditions(("issued", "before", "2020-01-01"))) == []
    assert _records(service, metadata_condition=None) == _records(service, metadata_condition={"conditions": None})


_METADATA: dict[str, str | int] = {"title": "安全规划", "issued": "2021-12-10", "start": 40, "lead": ""}


@pytest.mark.parametrize(
    ("name", "operator", "right", "wrong"),
    [
        ("title", "contains", "规划", "方案"),
        ("title", "not contains", "方案", "规划"),
        ("title", "start with", "安全", "规划"),
        ("title", "end with", "规划", "安全"),
        ("title", "is", "安全规划", "安全"),
        ("title", "is not", "安全", "安全规划"),
        ("title", "in", ["甲", "安全规划"], ["甲"]),
        ("title", "not in", "甲,乙", "甲，安全规划"),
        ("start", "=", 40.0, 41),
        ("start", "≠", "41", "40"),
        ("start", ">", 39, 40),
        ("start", "<", "41", 40),
        ("start", "≥", 40, 41),
        ("start", "≤", 40, 39),
        ("issued", "before", "2022-01-01", "2021-12-10"),
        # A form of Dify's sends seconds since the epoch: here the first of January 2020 and 2022.
        ("issued", "after", 1_577_836_800, 1_640_995_200),
        # What people type: a year and a month are whole.
        ("issued", "before", "2022", "2021"),
        ("issued", "after", "2020", 2021),
        ("issued", "before", "20211211", 20211210),
        ("issued", "after", "2021年11月", "2021年12月"),
    ],
)
def test_every_operator(name: str, operator: str, right: Value, wrong: Value) -> None:
    assert holds([Condition(name, operator, right)], False, _METADATA)
    assert not holds([Condition(name, operator, wrong)], False, _METADATA)


def test_operators_on_what_is_not_there() -> None:
    assert len(OPERATORS) == 18
    assert holds([Condition("lead", "empty")], False, _METADATA)
    assert not holds([Condition("lead", "not empty")], False, _METADATA)
    assert not holds([Condition("lead", ">", 1)], False, _METADATA)
    assert not holds([Condition("lead", "before", "2022-01-01")], False, _METADATA)
    assert holds([], True, _METADATA)


def test_one_document_is_a_knowledge_of_its_own(two_plans: Settings) -> None:
    with served(two_plans) as client:
        found = _records(client, knowledge_id="other", query="储备物资由谁负责", retrieval_setting={"top_k": 50})
        assert {record["metadata"]["document"] for record in found} == {"other"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"knowledge_id": "nothing"}, 404, 2001),
        ({"knowledge_id": None}, 400, 1003),
        ({"retrieval_setting": {"top_k": 0}}, 400, 1003),
        ({"metadata_condition": _conditions(("colour", "is", "red"))}, 422, 1003),
        ({"metadata_condition": _conditions(("units", "resembles", "x"))}, 422, 1003),
        *(
            ({"metadata_condition": _conditions(("issued", "before", no_day))}, 422, 1003)
            for no_day in (1e20, "1e999", "nan", "20211399", "去年的文件", None)
        ),
    ],
)
def test_errors_have_a_number_and_a_message(
    service: httpx.Client, body: dict[str, Any], status: int, code: int
) -> None:
    response = _asked(service, **body)
    assert (response.status_code, response.json()["error_code"]) == (status, code)
    assert response.json()["error_msg"]


def test_registration_finds_the_service_there(service: httpx.Client) -> None:
    # Dify posts nothing of use and refuses the address on 404, 403 and 502 only.
    assert service.post("/dify/retrieval", headers={"Authorization": "Bearer any"}).status_code == 400
    assert _asked(service).headers["content-type"] == "application/json"


def test_a_wrong_header_or_key_is_forbidden(built: Settings) -> None:
    async def refuse() -> None:
        raise KeyRequiredError("密钥不对。")

    app = create_app(built)
    app.dependency_overrides[authorised] = refuse
    with running(app) as client:
        # 401 would read to Dify as a service that works.
        assert (_asked(client).status_code, _asked(client).json()["error_code"]) == (403, 1002)
        response = client.post("/dify/retrieval", json={}, headers={"Authorization": "Basic x"})
        assert (response.status_code, response.json()["error_code"]) == (403, 1001)
