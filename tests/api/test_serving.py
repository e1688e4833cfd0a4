"""A snapshot that becomes current while the service runs is served without a failed request."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from kb.files import write_atomically
from kb.settings import Settings
from kb.snapshot import CURRENT_NAME
from tests.api.libraries import DIKES, DIKES_LATER, build_alone
from tests.api.serving import served
from tests.waiting import PATIENCE_S, until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")
    build_alone(made, DIKES)
    return made


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


def test_a_new_snapshot_is_served_and_no_request_fails(settings: Settings) -> None:
    with served(settings) as client:
        first, lead = _ask(client)
        assert lead == "县水利局"
        wanted = build_alone(settings, DIKES_LATER)
        deadline = time.monotonic() + PATIENCE_S
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
        torn = _publish_torn(settings, tmp_path)
        until(lambda: "warning" in client.get("/ready").json())
        assert _ask(client) == first
    # and when it starts over it, it serves the one before, and says so to whoever watches it
    with served(settings) as client:
        assert _ask(client) == first
        found = client.get("/ready").json()
        assert found["snapshot"] == first[0]
        assert "重新运行 zeren build" in found["warning"]
        assert any(torn.name in message and "已损坏" in message for message in caplog.messages)
        assert str(torn) not in found["warning"]
        # a new build mends it while it runs
        assert build_alone(settings, DIKES_LATER) == torn.name
        until(lambda: "warning" not in client.get("/ready").json())
        assert _ask(client) == (torn.name, "县应急局")


def _publish_torn(settings: Settings, folder: Path) -> Path:
    """A snapshot that becomes current without ever having been whole, as a failing disk leaves it."""
    elsewhere = replace(settings, snapshot_dir=folder / "elsewhere" / "snapshots")
    elsewhere.snapshot_dir.mkdir(parents=True)
    built = elsewhere.snapshot_dir / build_alone(elsewhere, DIKES_LATER)
    (built / "graph.nq").write_bytes(b"torn")
    torn, current = settings.snapshot_dir / built.name, settings.snapshot_dir / CURRENT_NAME
    shutil.copytree(built, torn)
    write_atomically(current, f"{torn.name}\n".encode() + current.read_bytes())
    return torn


def test_an_answer_that_is_kept_is_the_same_and_ends_with_its_snapshot(settings: Settings) -> None:
    with served(settings) as client:
        first, again = (client.post("/api/ask", json={"question": "加固堤防由谁牵头"}) for _ in range(2))
        assert _kept(client) == 1
        assert [{**one.json(), "took_ms": 0} for one in (first, again)] == [{**first.json(), "took_ms": 0}] * 2
        wanted = build_alone(settings, DIKES_LATER)
        until(lambda: client.get("/ready").json()["snapshot"] == wanted)
        assert _ask(client) == (wanted, "县应急局")
        assert _kept(client) == 1
