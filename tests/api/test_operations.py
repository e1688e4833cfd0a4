"""What whoever runs the service relies on: metrics, logs without secrets, refusal when full, an end without lost answers."""

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.pressure import Answering
from kb.errors import OverloadError
from kb.settings import Settings
from tests.api.serving import command, running, served
from tests.waiting import PATIENCE_S, until

_QUESTION = "谁负责消防领域整治"
# Each row joins each other: no machine is done with it before its deadline.
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _samples(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """Name and label values, in the order of the labels' names → value."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_metrics_count_what_happens(built: Settings) -> None:
    with served(built) as client:
        client.post("/api/ask", json={"question": _QUESTION})
        client.post("/api/ask", json={"question": "学校食堂由谁负责"})
        client.get("/api/units/高青县/县应急局")
        client.get("/static/site.css")
        client.get("/.env")
        client.request("PROPFIND", "/api/ask")
        client.get("/sparql", params={"query": "ASK {}"})
        client.get("/sparql", params={"query": "DELETE WHERE { ?s ?p ?o }"})
        found = _samples(client)
        seconds = "zeren_http_request_seconds_count"
        assert found[seconds, "POST", "/api/ask", "200"] == 2
        # neither the name of a unit nor what is not there makes a series of its own
        assert found[seconds, "GET", "/api/units/{unit_id:path}", "200"] == 1
        assert found[seconds, "GET", "/static", "200"] == 1
        assert found[seconds, "GET", "other", "404"] == 1
        assert found[seconds, "other", "/api/ask", "405"] == 1
        assert found["zeren_answers_total", "who_responsible", "answered"] == 1
        assert found["zeren_answers_total", "who_responsible", "not_stated"] == 1
        assert found["zeren_sparql_queries_total", "answered"] == 1
        assert found["zeren_sparql_queries_total", "malformed"] == 1
        assert found["zeren_snapshot_info", client.get("/ready").json()["snapshot"]] == 1
        assert found["zeren_snapshot_age_seconds",] >= 0
        assert found["process_resident_memory_bytes",] > 1_000_000
        assert found["zeren_answers_under_way",] == 0


def test_places_are_given_back_and_no_more_than_there_are() -> None:
    answering = Answering(1)
    with answering.place():
        with pytest.raises(OverloadError), answering.place():
            pass
        assert answering.under_way == 1
    with answering.place():
        pass


def test_when_full_it_says_so_at_once(built: Settings) -> None:
    app = create_app(replace(built, max_answers_at_once=1))
    with running(app) as client:
        with app.state.answering.place():
            refused = client.post("/api/ask", json={"question": _QUESTION})
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            assert refused.headers["content-type"] == "application/problem+json"
            assert "没有空位" in refused.json()["detail"]
            # what is no answer needs no place
            assert client.get("/api/tasks").status_code == 200
        # and then there is room again, on the page too
        assert client.post("/api/ask", json={"question": _QUESTION}).status_code == 200
        assert client.get("/", params={"q": _QUESTION}).status_code == 200


def test_the_log_is_json_without_questions_or_keys(built: Settings, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with command(built, log, ZEREN_LOG_FORMAT="json") as (process, client):
        client.get("/", params={"q": "秘密问题"}, headers={"Authorization": "Bearer zr_secret"})
        client.post("/api/ask", json={"question": "秘密问题"})
        client.get("/秘密路径")
        call = {"name": "list_tasks_of_unit", "arguments": {"unit": "秘密单位"}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        assert client.post("/mcp/", json=body, headers={"Accept": "application/json"}).json()["result"]["isError"]
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)
    text = log.read_text(encoding="utf-8")
    assert "秘密" not in text
    assert "zr_" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    asked = next(line for line in lines if line.get("route") == "/api/ask")
    assert (asked["level"], asked["method"], asked["status"]) == ("info", "POST", 200)
    assert {line["route"] for line in lines if line["logger"] == "zeren.requests"} >= {"/", "other", "/mcp/"}


def test_what_is_under_way_is_answered_before_the_end(built: Settings, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with command(built, log, ZEREN_SPARQL_DEADLINE_MS="3000") as (process, client), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.post, "/sparql", data={"query": _ENDLESS})
        # the query, and the request that asks for the number
        until(lambda: _samples(client)["zeren_http_requests_under_way",] == 2)
        process.send_signal(signal.SIGTERM)
        # stopped at its deadline, not cut off
        assert answer.result(PATIENCE_S).status_code == 504
        process.wait(PATIENCE_S)
    # in sentences, and none for a request
    assert "/sparql" not in log.read_text(encoding="utf-8")
