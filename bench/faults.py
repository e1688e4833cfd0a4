"""How soon a service is itself again: after a worker is killed, after all of it is, and after a publication."""

import asyncio
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.load import ask_all, serving
from kb import pipeline
from kb.settings import Settings
from kb.sources import sources

_POLL_S = 0.01
_PATIENCE_S = 300
_BODY = json.dumps({"question": "谁负责消防领域整治"}).encode()
_WORKERS = 2


def fault_times() -> dict[str, float]:
    """Seconds from each fault to the next answer, and to full strength."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(snapshot_dir=folder / "snapshots", data_dir=folder / "data")
        pipeline.build(settings, sources(settings))
        with serving(settings, ZEREN_WORKERS=str(_WORKERS)) as (port, process):
            address = f"http://127.0.0.1:{port}"
            _until(lambda: _strength(address, "") == _WORKERS)
            killed = _kill_one(process.pid)
            answered = _seconds_to(lambda: _answered(port))
            whole = _seconds_to(lambda: killed not in _workers(process.pid) and _strength(address, "") == _WORKERS)
            changed = folder / "plan.txt"
            changed.write_text(sources(settings)[0].path.read_text(encoding="utf-8") + "\n附则。\n", encoding="utf-8")
            built = pipeline.build(settings, sources(settings, [changed]))[0].id
            switched = _seconds_to(lambda: _strength(address, built) == _WORKERS)
            process.kill()
        started = time.perf_counter()
        with serving(settings, ZEREN_WORKERS=str(_WORKERS)) as (port, _):
            _until(lambda: _answered(port))
            again = time.perf_counter() - started
    return {
        "worker_killed_to_answer_seconds": answered,
        "worker_killed_to_all_serving_seconds": answered + whole,
        "published_to_all_serving_it_seconds": switched,
        "all_killed_and_started_to_answer_seconds": again,
    }


def _strength(address: str, snapshot: str) -> int:
    """How many workers serve the snapshot, "" any."""
    try:
        lines = httpx.get(f"{address}/metrics", trust_env=False).text.splitlines()
    except httpx.TransportError:
        return 0
    found = [line for line in lines if line.startswith("zeren_snapshot_info{") and snapshot in line]
    return int(sum(float(line.rpartition(" ")[2]) for line in found))


def _workers(supervisor: int) -> list[int]:
    forking = [pid for pid in children_of(supervisor) if "forkserver" in Path(f"/proc/{pid}/cmdline").read_text()]
    return [worker for pid in forking for worker in children_of(pid)]


def children_of(pid: int) -> list[int]:
    """The processes that this one has started and that live."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kill_one(supervisor: int) -> int:
    killed = _workers(supervisor)[0]
    os.kill(killed, signal.SIGKILL)
    return killed


def _answered(port: int) -> bool:
    try:
        return asyncio.run(ask_all(port, 1, [_BODY]))[0][1]
    except (OSError, asyncio.IncompleteReadError):
        return False


def _seconds_to(ready: Callable[[], bool]) -> float:
    started = time.perf_counter()
    _until(ready)
    return time.perf_counter() - started


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so after {_PATIENCE_S} s")
        time.sleep(_POLL_S)
