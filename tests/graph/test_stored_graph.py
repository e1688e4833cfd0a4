"""Graphs in files: the same rows as in memory, made once whoever opens them, made anew when damaged, removed when old."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kb import opening, opening_graph
from kb.graph.linked_data import LinkedData
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.sparql.service import SparqlRequest, SparqlResult, open_service
from kb.graph.store import QUERIES_DIR
from kb.graph.stored import FOLDER_NAME, StoredGraph
from kb.settings import ROOT, Settings
from kb.snapshot import GRAPH, open_current, publish
from tests.processes import processes_with
from tests.waiting import until

# Those that nothing has to be filled in for.
QUERIES = sorted(path.stem for path in QUERIES_DIR.glob("*.rq") if path.stem.endswith("_index")) + ["documents"]
_DOCUMENT = "gaoqing-safety-14th-five-year-plan"


@pytest.fixture
def in_files(built: Settings, tmp_path: Path) -> Settings:
    """A copy of the snapshot, its graph to be kept in files."""
    settings = replace(built, snapshot_dir=tmp_path / "snapshots", graph_in_memory_mb=0)
    snapshot = open_current(built.snapshot_dir)
    publish(settings.snapshot_dir, {name: snapshot.read(name) for name in snapshot.files})
    return settings


def _opened(settings: Settings) -> StoredGraph:
    source = opening_graph.read_source(settings)
    assert isinstance(source, StoredGraph)
    return source


def test_every_query_gives_the_same_rows_in_the_same_order(built: Settings, in_files: Settings) -> None:
    memory = opening_graph.open_graph(open_current(built.snapshot_dir), built)
    files = _opened(in_files)
    assert len(QUERIES) == 12
    for query in QUERIES:
        assert list(files.select(query)) == memory.select(query)  # from the rows that are kept, but for the documents
        assert files.store.select(query) == memory.select(query)  # and from the engine
    assert files.store.graphs == memory.graphs
    assert files.store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == memory.select(
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    )


def test_knowledge_tables_and_linked_data_are_the_same(built: Settings, in_files: Settings) -> None:
    ours, theirs = opening.open_knowledge(built), opening.open_knowledge(in_files)
    for name in (
        "documents",
        "tasks",
        "provisions",
        "assignments",
        "figures",
        "deadlines",
        "citations",
        "deliverables",
    ):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.units.units == theirs.units.units
    assert opening.open_material(built) == opening.open_material(in_files)
    ontology = load_ontology(ONTOLOGY_FILE)
    stores = [opening_graph.open_graph(open_current(s.snapshot_dir), s) for s in (built, in_files)]
    one, other = (LinkedData(store, ontology).resource(f"document/{_DOCUMENT}") for store in stores)
    assert one == other


def test_it_is_made_once(in_files: Settings) -> None:
    made = _opened(in_files).path
    written = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    assert _opened(in_files).path == made
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == written
    assert [path.name for path in made.parent.iterdir() if path.is_dir()] == [made.name]


@pytest.mark.parametrize("name", ["store/*.sst", "rows/task_index.jsonl", "FILES.json"])
def test_a_damaged_one_is_made_anew(in_files: Settings, name: str) -> None:
    made = _opened(in_files)
    rows, path = list(made.select("task_index")), made.path
    damaged = max(path.glob(name), key=lambda file: file.stat().st_size)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(data)
    del made
    again = _opened(in_files)
    assert list(again.select("task_index")) == again.store.select("task_index") == rows
    assert not path.exists()


def test_what_a_killed_process_left_is_removed_and_its_work_done_again(in_files: Settings) -> None:
    folder = in_files.snapshot_dir / FOLDER_NAME
    code = (
        "import time; from kb.graph import stored; from kb.opening_graph import read_source;"
        "from kb.settings import load_settings;"
        # the engine's files are written: it is killed in the middle
        "stored._write_rows = lambda folder: time.sleep(600);"
        "read_source(load_settings())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "ZEREN_SNAPSHOT_DIR": str(in_files.snapshot_dir), "ZEREN_GRAPH_IN_MEMORY_MB": "0"},
    )
    until(lambda: any(folder.glob(".tmp-*/store/*.sst")))
    process.kill()
    process.wait()
    assert list(folder.glob(".tmp-*"))
    assert list(_opened(in_files).select("documents"))
    assert not list(folder.glob(".tmp-*"))


def test_graphs_of_snapshots_that_are_kept_no_more_go_when_nobody_reads_them(in_files: Settings) -> None:
    reading = _opened(in_files)
    rows, first = list(reading.select("task_index")), reading.path
    second = _shortened(in_files)
    assert first.exists()  # of the snapshot before, which is kept
    third = _shortened(in_files)
    # of no snapshot any more, but read
    assert reading.store.select("task_index") == rows
    del reading
    _opened(in_files)
    assert [path.exists() for path in (first, second, third)] == [False, True, True]


def _shortened(settings: Settings) -> Path:
    """Where the graph of a new snapshot is, one line shorter than the one before it; one more is kept."""
    snapshot = open_current(settings.snapshot_dir)
    files = {name: snapshot.read(name) for name in snapshot.files}
    files[GRAPH] = b"".join(files[GRAPH].splitlines(keepends=True)[:-1])
    publish(settings.snapshot_dir, files, keep=1)
    return _opened(settings).path


def test_queries_of_a_directory_that_is_given_by_a_relative_path(
    in_files: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(in_files.snapshot_dir.parent)
    settings = replace(in_files, snapshot_dir=Path(in_files.snapshot_dir.name))

    async def ask() -> SparqlResult | None:
        async with open_service(opening_graph.read_source(settings), settings) as service:
            return await service.answer(SparqlRequest("ASK { ?s ?p ?o }", "test", "application/json"))

    result = asyncio.run(ask())
    assert result is not None
    assert json.loads(result.body)["boolean"] is True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is Linux's")
def test_the_threads_of_the_engine_are_shut_in_too(in_files: Settings) -> None:
    async def statuses() -> list[str]:
        async with open_service(opening_graph.read_source(in_files), replace(in_files, sparql_workers=1)):
            (worker,) = processes_with("kb.graph.sparql.worker", str(in_files.snapshot_dir))
            return [path.read_text() for path in Path(f"/proc/{worker}/task").glob("*/status")]

    found = asyncio.run(statuses())
    assert len(found) > 2
    assert all("Seccomp:\t2" in status and "NoNewPrivs:\t1" in status for status in found)


def test_where_files_cannot_be_written_the_graph_is_loaded(
    in_files: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (in_files.snapshot_dir / FOLDER_NAME).write_text("no folder")
    with caplog.at_level(logging.WARNING, logger="zeren"):
        assert isinstance(opening_graph.read_source(in_files), bytes)
    assert "改为装入内存" in caplog.text
