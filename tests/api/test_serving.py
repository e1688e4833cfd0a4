"""A snapshot that becomes current while the service runs is served without a failed request."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from kb import pipeline
from kb.settings import Settings
from kb.sources import sources
from tests.api.serving import served

_PLAN = "示例县防汛“十四五”规划\n一、主要任务\n1.加固堤防。（责任单位：县水利局牵头，县财政局配合）\n"
_LATER = _PLAN.replace("县水利局", "县应急局")
_PATIENCE_S = 60


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")
    _build(made, tmp_path, _PLAN)
    return made


def _build(settings: Settings, folder: Path, text: str) -> str:
    file = folder / "plan.txt"
    file.write_text(text, encoding="utf-8")
    return pipeline.build(settings, sources(settings, [file]))[0].id


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not ready() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ready()


def _kept(client: httpx.Client) -> float:
    line = next(
        line for line in client.get("/metrics").text.splitlines() if line.startswith("zeren_answers_kept_total")
    )
    return float(line.rpartition(" ")[2])


def _ask(client: httpx.Client) -> tuple[str, str]:
    response = client.post("/api/ask", json={"question": "加固堤防由谁牵头"})
    assert response.status_code == 200
    body = response.json()
    return body["snapshot"], body["units"][0]["name"]


def test_a_new_snapshot_is_served_and_no_request_fails(settings: Settings, tmp_path: Path) -> None:
    with served(settings) as client:
        first, lead = _ask(client)
        assert lead == "县水利局"
        wanted = _build(settings, tmp_path, _LATER)
        deadline = time.monotonic() + _PATIENCE_S
        while (answered := _ask(client)) == (first, "县水利局") and time.monotonic() < deadline:
            # the graph behind /sparql is of one snapshot, too
            assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json() == {"head": {}, "boolean": True}
        assert answered == (wanted, "县应急局")
        query = 'ASK { ?unit <https://w3id.org/zeren/ontology#leads> ?task; ?label "县应急局"@zh }'
        assert client.get("/sparql", params={"query": query}).json()["boolean"] is True
        assert client.get("/ready").json()["snapshot"] == wanted


def test_a_snapshot_that_cannot_be_opened_leaves_the_old_one_served(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with served(settings) as client:
        first = _ask(client)
        wanted = _build(settings, tmp_path, _LATER)
        (settings.snapshot_dir / wanted / "graph.nq").write_bytes(b"torn")
        # the service looks at it in this time, or has opened it whole before it was torn
        time.sleep(2.5)
        assert _ask(client) in (first, (wanted, "县应急局"))
        torn = settings.snapshot_dir / wanted
    # and when it starts over it, it serves the one before, and says so to whoever watches it
    with served(settings) as client:
        assert _ask(client) == first
        found = client.get("/ready").json()
        assert found["snapshot"] == first[0]
        assert "重新运行 zeren build" in found["warning"]
        assert any(wanted in message and "已损坏" in message for message in caplog.messages)
        assert str(torn) not in found["warning"]
        # a new build mends it while it runs
        assert _build(settings, tmp_path, _LATER) == wanted
        _until(lambda: "warning" not in client.get("/ready").json())
        assert _ask(client) == (wanted, "县应急局")


def test_an_answer_that_is_kept_is_the_same_and_ends_with_its_snapshot(settings: Settings, tmp_path: Path) -> None:
    with served(settings) as client:
        first, again = (client.post("/api/ask", json={"question": "加固堤防由谁牵头"}) for _ in range(2))
        assert _kept(client) == 1
        assert [{**one.json(), "took_ms": 0} for one in (first, again)] == [{**first.json(), "took_ms": 0}] * 2
        wanted = _build(settings, tmp_path, _LATER)
        _until(lambda: client.get("/ready").json()["snapshot"] == wanted)
        assert _ask(client) == (wanted, "县应急局")
        assert _kept(client) == 1
