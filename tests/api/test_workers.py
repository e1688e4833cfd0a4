"""Several worker processes behind one port: one that dies is missed by nobody, and all follow the snapshot."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from kb import pipeline
from kb.access.keys import KeyStore
from kb.access.roles import Role
from kb.settings import Settings
from kb.sources import sources
from tests.api.serving import PATIENCE_S, command, is_up, wait_for

_WORKERS = 2
_PLAN = "示例县防汛“十四五”规划\n一、主要任务\n1.加固堤防。（责任单位：县水利局牵头，县财政局配合）\n"
_QUESTION = {"question": "加固堤防由谁牵头"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(snapshot_dir=tmp_path / "snapshots", data_dir=tmp_path / "data", encoder="none")
    _build(made, tmp_path, _PLAN)
    return made


def _build(settings: Settings, folder: Path, text: str) -> str:
    file = folder / "plan.txt"
    file.write_text(text, encoding="utf-8")
    return pipeline.build(settings, sources(settings, [file]))[0].id


@contextmanager
def _serving(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    log = settings.data_dir.parent / "log"
    with command(settings, log, ZEREN_WORKERS=str(_WORKERS)) as (process, client):
        wait_for(partial(_all_serve, client))
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


def _workers(supervisor: int) -> set[int]:
    """The processes that ``supervisor`` started to serve: they share its listening socket."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    return {int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()}


def test_a_publication_reaches_all_and_fails_nobody(settings: Settings, tmp_path: Path) -> None:
    with _serving(settings) as (_, client):
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
        wanted = _build(settings, tmp_path, _PLAN.replace("县水利局", "县应急局"))
        line = f'zeren_snapshot_info{{snapshot="{wanted}"}} {_WORKERS}.0'
        wait_for(lambda: line in client.get("/metrics").text)
        stop.set()
        for asker in askers:
            asker.join()
        assert failed == []
        assert len(set(seen)) == 2
        assert {_ask(client.base_url) for _ in range(30)} == {wanted}
        # whichever worker is asked, the counts are those of all
        assert _served(client, "zeren_answers_total") == len(seen) + 30


def test_killed_workers_are_replaced_and_what_was_uploaded_is_read(settings: Settings) -> None:
    key = KeyStore(settings.data_dir).add("editor", Role.EDIT)
    with _serving(settings) as (process, client):
        # one of the two is on duty for uploads: when each was killed, the other one has taken over
        for pid in sorted(_workers(process.pid)):
            os.kill(pid, signal.SIGKILL)
            assert [_ask(client.base_url) for _ in range(20)]
            _wait_for_replacement(process.pid, pid)
            with httpx.Client(base_url=client.base_url, headers={"X-API-Key": key}, trust_env=False) as editor:
                wait_for(partial(_all_serve, editor))
                _upload(editor, _PLAN.replace("防汛", f"抗旱{pid}"))


def _wait_for_replacement(supervisor: int, killed: int) -> None:
    wait_for(lambda: len(_workers(supervisor) - {killed}) == _WORKERS)


def _upload(editor: httpx.Client, text: str) -> None:
    """Upload a plan, and wait until it is read."""
    change = editor.post("/api/documents", files={"file": ("plan.txt", text)}).json()
    wait_for(lambda: editor.get(f"/api/changes/{change['id']}").json()["state"] == "ready")


def test_workers_end_with_their_supervisor(settings: Settings) -> None:
    # else they would keep the port, and the service could not be started again
    with _serving(settings) as (process, client):
        process.kill()
        process.wait()
        wait_for(lambda: not is_up(client))
