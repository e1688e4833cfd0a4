"""``zeren export``: to standard output and to a file, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph

from kb.cli import main
from kb.graph.serialization import serialize
from kb.opening_graph import read_graph
from kb.settings import ROOT, Settings
from tests.waiting import PATIENCE_S


@pytest.fixture
def chosen(built: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The command reads its settings from the environment."""
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))
    return built


def test_the_graph_is_written_to_a_file(chosen: Settings, tmp_path: Path) -> None:
    target = tmp_path / "graph.jsonld"
    assert main(["export", "graph", "--format", "jsonld", "-o", str(target)]) == 0
    assert target.read_bytes() == serialize(read_graph(chosen), "jsonld")


def test_turtle_goes_to_standard_output(chosen: Settings) -> None:
    """A process of its own: bytes, no text with the encoding of a terminal."""
    command = [sys.executable, "-m", "kb.cli", "export", "graph"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE_S)
    assert done.stdout == serialize(read_graph(chosen), "ttl")


def test_the_ontology_as_markdown_and_turtle(chosen: Settings, tmp_path: Path) -> None:
    for name in ("md", "ttl"):
        assert main(["export", "ontology", "--format", name, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "md").read_bytes() == (ROOT / "docs" / "ontology.md").read_bytes()
    assert len(Graph().parse(tmp_path / "ttl", format="turtle")) > 900


def test_a_file_that_cannot_be_written_is_named(
    chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "graph", "-o", str(tmp_path / "none" / "graph.ttl")]) == 2
    assert "文件或目录不存在" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["export"], ["export", "graph", "--format", "xml"], ["export", "tasks"]])
def test_wrong_usage_is_one_chinese_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    error = capsys.readouterr().err
    assert error.startswith("错误：用法有误")
    assert error.count("\n") == 1
