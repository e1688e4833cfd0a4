"""The workers themselves, past the guard: what kills one, what it may not do, and that another takes its place."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kb.errors import EngineError, ExhaustedError, QueryError, SnapshotError, TooLargeError, ZerenError
from kb.graph.oxigraph import write_files
from kb.graph.sparql.budget import Budgets
from kb.graph.sparql.pool import Pool
from kb.graph.sparql.wire import Job, WorkerConfig
from kb.settings import ROOT
from tests.waiting import PATIENCE_S

GRAPH = b"".join(b"<http://e/%d> <http://e/p> <http://e/%d> <http://e/g> .\n" % (n, (n + 1) % 300) for n in range(300))
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMB = "BIND('xxxxxxxxxx' AS ?x0) " + " ".join(
    f"BIND(CONCAT({','.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9)
)


def _job(query: str, **options: object) -> Job:
    return Job(query, "http://base/", "JSON", **options)  # type: ignore[arg-type]


def _with_pool(
    work: Callable[[Pool], Awaitable[None]],
    seconds: float = 5.0,
    workers: int = 1,
    graph: bytes = GRAPH,
    folder: Path | None = None,
) -> None:
    """:param folder: where the graph is put as the engine's own files; None: each worker loads it."""

    async def run() -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(graph)
            file.flush()
            if folder is not None:
                write_files(Path(file.name), folder)
            place = file.fileno() if folder is None else str(folder)
            pool = Pool(WorkerConfig(place, 200 * 2**20, 100_000, {}), workers, seconds, 8, Budgets(600))
            await pool.start()
            try:
                await work(pool)
            finally:
                await pool.close()

    asyncio.run(run())


@pytest.mark.parametrize("in_files", [False, True], ids=["in memory", "in files"])
@pytest.mark.parametrize(
    ("query", "error", "seconds"),
    [
        (f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}", ExhaustedError, 2),  # no end in sight: the deadline
        (f"SELECT * {{ {PRODUCT} }} ORDER BY ?a ?f ?i", ExhaustedError, 5),  # deadline or memory, whichever is first
        (f"SELECT ?x9 {{ {BOMB} }}", ExhaustedError, 5),
        (f"SELECT * {{ {PRODUCT} }}", TooLargeError, 5),
        ("ASK { FILTER(" + "(" * 400_000 + "1" + ")" * 400_000 + ") }", EngineError, 10),  # past the guard: stack
        ("SELECT * {", QueryError, 5),
    ],
)
def test_a_bad_query_ends_and_the_next_is_answered(
    query: str, error: type[ZerenError], seconds: float, in_files: bool, tmp_path: Path
) -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(error):
            await pool.run(_job(query), "a")
        assert await pool.run(_job("ASK { ?s ?p ?o }"), "a") == b'{"head":{},"boolean":true}'

    _with_pool(work, seconds, folder=tmp_path / "graph" if in_files else None)


def test_no_socket_in_a_worker() -> None:
    # The words are the system's: the filter refused the call, and nobody called at the door.
    async def work(pool: Pool) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            address = f"http://127.0.0.1:{server.getsockname()[1]}/"
            with pytest.raises(QueryError, match="not permitted"):
                await pool.run(_job(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"), "a")
            with pytest.raises(BlockingIOError):
                server.accept()

    _with_pool(work)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is Linux's")
@pytest.mark.parametrize(
    ("attempt", "refused"),
    [
        ("import socket; socket.socket()", "PermissionError"),
        ("import os; os.execv('/bin/true', ['true'])", "PermissionError"),
        ("import subprocess; subprocess.run(['/bin/true'])", "PermissionError"),
        ("open('written', 'w').write('x' * 100_000)", "OSError"),  # file size 0
        ("bytearray(10**9)", "MemoryError"),
        ("print('fine')", ""),
    ],
)
def test_sandbox(tmp_path: Path, attempt: str, refused: str) -> None:
    code = f"from kb.graph.sparql.sandbox import limit, shut_in\nassert shut_in()\nlimit({2**29})\n{attempt}"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert (run.returncode == 0) == (refused == "")
    assert refused in run.stderr


@pytest.mark.parametrize(
    ("query", "options", "expected"),
    [
        ("ASK { <http://e/1> ?p ?o }", {}, True),  # the union of the named graphs
        ("ASK FROM <http://e/g> { <http://e/1> ?p ?o }", {}, True),
        ("ASK { <1> ?p ?o }", {}, False),  # relative to the base
        (
            "ASK { ?s ?p ?o }",
            {"default_graphs": ["http://e/none"], "named_graphs": ["http://e/g"]},
            False,
        ),
        ("ASK { ?s ?p ?o }", {"default_graphs": ["http://e/g"], "named_graphs": []}, True),
        (
            "ASK { GRAPH ?g { ?s ?p ?o } }",
            {"default_graphs": ["http://e/g"], "named_graphs": []},
            False,
        ),
        ("ASK { GRAPH ?g { ?s ?p ?o } }", {"default_graphs": [], "named_graphs": ["http://e/g"]}, True),
    ],
)
def test_dataset(query: str, options: dict[str, object], expected: bool) -> None:
    async def work(pool: Pool) -> None:
        assert (b"true" in await pool.run(_job(query, **options), "a")) == expected

    _with_pool(work)


@pytest.mark.parametrize("graph", [b"<http://e/1> nonsense", b"\xff\xfe"])
def test_a_damaged_graph_is_said(graph: bytes) -> None:
    async def work(pool: Pool) -> None:
        raise AssertionError("it started")

    with pytest.raises(SnapshotError, match="启动失败"):
        _with_pool(work, workers=2, graph=graph)


def test_an_empty_graph_is_none_the_worse() -> None:
    async def work(pool: Pool) -> None:
        assert b"false" in await pool.run(_job("ASK { ?s ?p ?o }"), "a")

    _with_pool(work, graph=b"")


def test_a_worker_that_ended_idle_is_not_noticed() -> None:
    async def work(pool: Pool) -> None:
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.05)
        assert b"true" in await pool.run(_job("ASK {}"), "a")
        assert pid not in pool.pids

    _with_pool(work)


def test_no_process_is_left_behind() -> None:
    seen: list[int] = []

    async def work(pool: Pool) -> None:
        seen.extend(pool.pids)

    _with_pool(work, workers=2)
    assert len(seen) == 2
    for pid in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_every_worker_has_the_whole_graph() -> None:
    # They share one file; with two at work at once both are asked.
    async def work(pool: Pool) -> None:
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
        counts = await asyncio.gather(*(pool.run(_job(slow), client) for client in "ab"))
        assert [b'"90000"' in count for count in counts] == [True, True]

    _with_pool(work, workers=2)
