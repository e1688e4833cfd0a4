"""Several worker processes behind one port: one that dies is missed by nobody, and all follow the snapshot."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from tests.api.libraries import DIKES, DIKES_LATER, build_alone
from tests.api.serving import command, is_up
from tests.processes import workers_of
from tests.waiting import PATIENCE_S, until

_WORKERS = 2
_QUESTION = {"question": "加固堤防由谁牵头"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(snapshot_dir=tmp_path / "snapshots", data_dir=tmp_path / "data", encoder="none")
    build_alone(made, DIKES)
    return made


@contextmanager
def _serving(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    log = settings.data_dir.parent / "log"
    in_memory = str(settings.graph_in_memory_mb)
    with command(settings, log, ZEREN_WORKERS=str(_WORKERS), ZEREN_GRAPH_IN_MEMORY_MB=in_memory) as (process, client):
        until(partial(_all_serve, client))
        yield process, client


def _ask(address: httpx.URL) -> str:
    """The snapshot of an answer, over a connection of its own: any worker may take it."""
    response = httpx.post(address.join("/api/ask"), json=_QUESTION, timeout=PATIENCE_S, trust_env=False)
    assert response.status_code == 200
    snapshot: str = response.json()["snapshot"]
    return snapshot


def _all_serve(client: httpx.Client) -> bool:
    return _served(client, "zeren_snapshot_info") == _WORKERS


def _served(client: httpx.Client, name: str) -> float:
    """The sum of a metric over its labels."""
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name}{{", f"{name} ")))


@pytest.mark.parametrize("in_files", [False, True], ids=["graph in memory", "graph in files"])
def test_a_publication_reaches_all_and_fails_nobody(settings: Settings, in_files: bool) -> None:
    with _serving(replace(settings, graph_in_memory_mb=0) if in_files else settings) as (_, client):
        stop, seen, failed = threading.Event(), list[str](), list[Exception]()

        def go_on_asking() -> None:
            while not stop.is_set():
                try:
                    seen.append(_ask(client.base_url))
                except Exception as error:
                    failed.append(error)

        askers = [threading.Thread(target=go_on_asking) for _ in range(4)]
        for asker in askers:
            asker.start()
        try:
            wanted = build_alone(settings, DIKES_LATER)
            line = f'zeren_snapshot_info{{snapshot="{wanted}"}} {_WORKERS}.0'
            until(lambda: line in client.get("/metrics").text)
        finally:
            stop.set()
            for asker in askers:
                asker.join()
        assert failed == []
        assert len(set(seen)) == 2
        assert {_ask(client.base_url) for _ in range(30)} == {wanted}
        # whichever worker is asked, the counts are those of all
        assert _served(client, "zeren_answers_total") == len(seen) + 30
        assert len(list(settings.snapshot_dir.glob(".graphs/*/FILES.json"))) == (2 if in_files else 0)
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_killed_workers_are_replaced_and_what_was_uploaded_is_read(settings: Settings) -> None:
    key = KeyStore(settings.data_dir).add("editor", Role.EDIT)
    with _serving(settings) as (process, client):
        # one of the two is on duty for uploads: when each was killed, the other one has taken over
        for pid in sorted(workers_of(process.pid)):
            os.kill(pid, signal.SIGKILL)
            assert [_ask(client.base_url) for _ in range(20)]
            _wait_for_replacement(process.pid, pid)
            with httpx.Client(base_url=client.base_url, headers={"X-API-Key": key}, trust_env=False) as editor:
                until(partial(_all_serve, editor))
                _upload(editor, DIKES.replace("防汛", f"抗旱{pid}"))


def test_a_worker_that_is_killed_while_it_is_asked_whether_it_lives_is_replaced(settings: Settings) -> None:
    """Else the supervisor would go on waiting for its answer, for two minutes."""
    with _serving(settings) as (process, _):
        worker = min(workers_of(process.pid))
        os.kill(worker, signal.SIGSTOP)
        # it is asked every half second
        time.sleep(2)
        os.kill(worker, signal.SIGKILL)
        until(partial(_replaced, process.pid, worker), 60)


def _replaced(supervisor: int, killed: int) -> bool:
    return len(set(workers_of(supervisor)) - {killed}) == _WORKERS


def _wait_for_replacement(supervisor: int, killed: int) -> None:
    until(partial(_replaced, supervisor, killed))


def _upload(editor: httpx.Client, text: str) -> None:
    """Upload a plan, and wait until it is read."""
    change = editor.post("/api/documents", files={"file": ("plan.txt", text)}).json()
    until(lambda: editor.get(f"/api/changes/{change['id']}").json()["state"] == "ready")


def test_workers_end_with_their_supervisor(settings: Settings) -> None:
    # else they would keep the port, and the service could not be started again
    with _serving(settings) as (process, client):
        process.kill()
        process.wait(PATIENCE_S)
        until(lambda: not is_up(client))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["init system", "Ctrl+C"])
def test_a_signal_to_all_processes_ends_them_all_and_starts_none(settings: Settings, number: signal.Signals) -> None:
    with _serving(settings) as (process, _):
        workers = workers_of(process.pid)
        os.killpg(process.pid, number)
        assert process.wait(PATIENCE_S) == 0
        assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    log = (settings.data_dir.parent / "log").read_text(encoding="utf-8")
    assert log.count("Started server process") == _WORKERS
    assert "Traceback" not in log
