"""kill -9 of a build, of a publication, of a worker that serves, at random moments: what was published last is served,
whole, and nothing waits for ever for who was killed."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import pytest

from kb.files import locked
from kb.settings import Settings
from tests.api.libraries import library_of_one
from tests.api.serving import command
from tests.faults.plans import plan, same, start_build, version_answered, version_held
from tests.faults.rounds import KILLS
from tests.processes import processes_with, workers_of
from tests.waiting import PATIENCE_S, until

# A build of so small a plan, with the start of its process, takes about as long.
_LONGEST_S = 3.0
_IN_A_ROW = 8
_SEED = 20211210


@dataclass(frozen=True)
class Service:
    """A service of two workers, and a client that may publish; each request has a connection of its own."""

    settings: Settings
    supervisor: int
    client: httpx.Client
    # The kills that came while what they were to interrupt was under way.
    hits: Counter[str] = field(default_factory=Counter)

    def state(self, change: str) -> str:
        return str(self.client.get(f"/api/changes/{change}").json()["state"])


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    settings, key = library_of_one(tmp_path)
    assert start_build(settings, 0).wait(PATIENCE_S) == 0
    more = {"ZEREN_WORKERS": "2", "ZEREN_CHANGES_PER_MINUTE": "0", "ZEREN_CORPUS_DIR": str(settings.corpus_dir)}
    with command(settings, tmp_path / "log", **more) as (process, client):
        client.headers.update({"X-API-Key": key, "Connection": "close"})
        made = Service(settings, process.pid, client)
        yield made
    # else this shows nothing
    assert {name for name, hits in made.hits.items() if hits} == {"build", "publication", "server"}


def test_whatever_is_killed_the_last_good_snapshot_is_served(service: Service) -> None:
    moments, address, settings = random.Random(_SEED), service.client.base_url, service.settings
    for number in range(1, KILLS + 1):
        before = version_held(settings)
        kill = (_kill_build, _kill_publication, _kill_server)[number % 3]
        kill(service, number, moments.uniform(0, _LONGEST_S))
        held = version_held(settings)
        assert held in (before, number)
        # at once, whichever worker takes it: the old one or the new one, all of it
        answered = version_answered(address)
        assert same(answered, before) or same(answered, held)
        until(partial(_all_answer, address, held))
    # and after all of it a build is a build
    assert start_build(settings, KILLS + 1).wait(PATIENCE_S) == 0
    until(partial(_all_answer, address, KILLS + 1))
    assert not list(settings.snapshot_dir.glob(".tmp-*"))


def _all_answer(address: httpx.URL, version: int) -> bool:
    """Whether both workers serve a version: so many answers in a row are not all of one of them."""
    return all(same(version_answered(address), version) for _ in range(_IN_A_ROW))


def _kill_build(service: Service, number: int, after: float) -> None:
    build = start_build(service.settings, number)
    time.sleep(after)
    build.kill()
    service.hits["build"] += build.wait(PATIENCE_S) == -signal.SIGKILL


def _kill_publication(service: Service, number: int, after: float) -> None:
    """Every other time it waits for another process that changes the library, so that it is not done before."""
    documents = service.client.get("/api/documents").json()["items"]
    document = next(item["id"] for item in documents if "防汛" in item["title"])
    files = {"file": ("plan.txt", plan(number).encode())}
    with _library_held(service.settings) if number % 2 else nullcontext():
        change = service.client.put(f"/api/documents/{document}", files=files, data={"publish": "true"}).json()["id"]
        time.sleep(after)
        until(lambda: bool(processes_with(change)) or service.state(change) == "published")
        until(partial(_broken_off, service, change))
    # what was read waits to be published again, and is
    if service.state(change) == "ready":
        assert service.client.post(f"/api/changes/{change}/publish", json={}).status_code == 202
        until(lambda: service.state(change) == "published")


def _broken_off(service: Service, change: str) -> bool:
    """Kill what works at the change; one that had read it already, and was only ending, is followed by another."""
    for pid in processes_with(change):
        with suppress(ProcessLookupError):  # it has ended since
            os.kill(pid, signal.SIGKILL)
            service.hits["publication"] += 1
    return service.state(change) in ("ready", "failed", "published")


def _library_held(settings: Settings) -> AbstractContextManager[None]:
    return locked(settings.snapshot_dir / ".library", PATIENCE_S, AssertionError)


def _kill_server(service: Service, number: int, after: float) -> None:
    """One of the workers, while a build goes on."""
    build = start_build(service.settings, number)
    time.sleep(after)
    workers = workers_of(service.supervisor)
    os.kill(workers[number % len(workers)], signal.SIGKILL)
    service.hits["server"] += 1
    assert build.wait(PATIENCE_S) == 0
