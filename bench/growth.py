"""What a library of more and more plans takes: to build, on the disk, in memory, to open and to answer from.

By words alone: what vectors add is the encoder's passages a second (bench.scale) and 384 bytes to 1.5 kB a passage.
"""

import asyncio
import json
import math
import tempfile
import time
from pathlib import Path

from bench.faults import children_of
from bench.load import ask_all, questions, serving
from bench.made_plans import write_made_plans
from kb import opening, pipeline
from kb.settings import Settings
from kb.snapshot import REPORT, open_current
from kb.sources import sources

_SIZES = (1, 10, 100, 1_000)
_ASKED = 100


def growth_times() -> dict[str, object]:
    """Rows by number of plans, and the exponent of growth of each of their columns from 10 plans on (1 = in proportion)."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(Path(folder) / str(size), size) for size in _SIZES]
    first, last = rows[1], rows[-1]
    steps = math.log(last["plans"] / first["plans"])
    return {
        "rows": rows,
        "growth_exponents": {
            name: math.log(last[name] / first[name]) / steps for name in first if name != "plans" and first[name] > 0
        },
    }


def _row(folder: Path, size: int) -> dict[str, float]:
    settings, row = _built(folder, size)
    # The first start puts a large graph into files, which every later one finds there.
    return {**row, "first_start_seconds": _served(settings)["first_answer_seconds"], **_served(settings)}


def _built(folder: Path, size: int) -> tuple[Settings, dict[str, float]]:
    files = write_made_plans(folder / "plans", size)
    settings = Settings(snapshot_dir=folder / "snapshots", data_dir=folder / "data", encoder="none")
    started = time.perf_counter()
    snapshot = pipeline.build(settings, sources(settings, files))[0]
    built = time.perf_counter()
    row = {
        "plans": size,
        "build_seconds": built - started,
        "snapshot_mb": sum(path.stat().st_size for path in snapshot.path.rglob("*") if path.is_file()) / 1e6,
        "triples": json.loads(open_current(settings.snapshot_dir).read(REPORT))["triples"],
        "passages": len(opening.open_search(settings).passages),
    }
    return settings, row


def _served(settings: Settings) -> dict[str, float]:
    """Of one worker: seconds from its start to its first answer, memory, milliseconds a question (p50, p95), none kept."""
    bodies = [json.dumps({"question": text}, ensure_ascii=False).encode() for text in questions()[:_ASKED]]
    started = time.perf_counter()
    with serving(settings, ZEREN_WORKERS="1", ZEREN_ENCODER="none", ZEREN_ANSWERS_KEPT="0") as (port, process):
        asyncio.run(ask_all(port, 1, bodies[:1]))
        first = time.perf_counter() - started
        asyncio.run(ask_all(port, 1, bodies))
        times = sorted(seconds for seconds, _ in asyncio.run(ask_all(port, 1, bodies)))
        return {
            "first_answer_seconds": first,
            "memory_mb": _memory_mb(process.pid),
            # The processes that queries of /sparql run in.
            "queries_memory_mb": sum(map(_memory_mb, children_of(process.pid))),
            "ask_ms_p50": times[len(times) // 2] * 1e3,
            "ask_ms_p95": times[int(len(times) * 0.95)] * 1e3,
        }


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1e3
