"""POST /api/ask under load: `zeren serve` with a worker for each core, asked by 1, 8 and 64 clients at once.

The questions are those of the evaluation sets, each asked once in a round and in another order by each client. Kept
answers are measured apart: in one service none is kept, in the other all are by the time it is measured. The clients
are processor time too, on the same machine: what a service alone would hold is more.
"""

import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.sparql import free_port, wait_for
from kb import pipeline
from kb.evaluation import load_questions
from kb.settings import ROOT, Settings
from kb.sources import sources

CLIENTS = (1, 8, 64)
_REQUESTS = {1: 600, 8: 1_600, 64: 3_000}
_SEED = 7
_SETS = ROOT / "tests" / "evaluation"
_HEAD = "POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
# Kept answers of the service whose answers are all kept: more than there are questions.
_ALL = 10_000


def load_times() -> dict[str, object]:
    """Answers a second and milliseconds (p50, p95) for each number of clients, without and with kept answers."""
    bodies = [json.dumps({"question": text}, ensure_ascii=False).encode() for text in questions()]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(snapshot_dir=Path(folder) / "snapshots", data_dir=Path(folder) / "data")
        pipeline.build(settings, sources(settings))
        found: dict[str, object] = {"questions": len(bodies), "workers": os.cpu_count()}
        for name, kept in (("no_answers_kept", 0), ("all_answers_kept", _ALL)):
            with serving(settings, ZEREN_ANSWERS_KEPT=str(kept)) as (port, _):
                # Twice as often as there are workers: each loads its words and keeps its answers by itself.
                asyncio.run(ask_all(port, 8, bodies * 4))
                found[name] = {f"{clients}_clients": measured(port, clients, bodies) for clients in CLIENTS}
    return found


def questions() -> list[str]:
    """The questions of the evaluation sets that lean on no earlier turn, each once."""
    sets = (load_questions(path) for path in sorted(_SETS.glob("*questions.jsonl")))
    return list(dict.fromkeys(row.question for rows in sets for row in rows if not row.history))


def measured(port: int, clients: int, bodies: Sequence[bytes]) -> dict[str, float]:
    """One measurement: every answer must be 200, else it counts as an error."""
    chosen = random.Random(_SEED).choices(bodies, k=_REQUESTS[clients])
    started = time.perf_counter()
    results = asyncio.run(ask_all(port, clients, chosen))
    took = time.perf_counter() - started
    times = sorted(seconds * 1e3 for seconds, good in results if good)
    return {
        "answers_per_second": len(times) / took,
        "ms_p50": statistics.median(times),
        "ms_p95": times[int(len(times) * 0.95)],
        "errors": len(results) - len(times),
    }


async def ask_all(port: int, clients: int, bodies: Sequence[bytes]) -> list[tuple[float, bool]]:
    """Seconds and success of each request; a client has one connection and asks again when it is answered."""
    waiting = iter(bodies)
    results: list[tuple[float, bool]] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body in waiting:
            started = time.perf_counter()
            writer.write(_HEAD.format(len(body)).encode() + body)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
            await reader.readexactly(int(length))
            results.append((time.perf_counter() - started, head.startswith(b"HTTP/1.1 200")))
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return results


@contextmanager
def serving(settings: Settings, **more: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The port and process of `zeren serve` over ``settings``, with a worker for each core."""
    port = free_port()
    environment = {
        **os.environ,
        "ZEREN_SNAPSHOT_DIR": str(settings.snapshot_dir),
        "ZEREN_DATA_DIR": str(settings.data_dir),
        "ZEREN_WORKERS": str(os.cpu_count()),
        # One address asks all: its share is not what is measured.
        "ZEREN_ANSWERS_PER_MINUTE": "0",
        **more,
    }
    command = [str(Path(sys.executable).parent / "zeren"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
