"""``zeren export 分工表`` and the others: to a file, to standard output, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli import main
from kb.settings import ROOT, Settings
from tests.exports.reading import read_csv, read_xlsx
from tests.waiting import PATIENCE_S


@pytest.fixture
def chosen(built: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The command reads its settings from the environment."""
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))
    return built


def test_a_table_is_written_to_a_file(chosen: Settings, tmp_path: Path) -> None:
    target = tmp_path / "清单.xlsx"
    assert main(["export", "责任清单", "--unit", "县公安局", "-o", str(target)]) == 0
    assert [row["角色"] for row in read_xlsx(target.read_bytes())] == ["负责", "负责", "参与"]


def test_csv_goes_to_standard_output_as_bytes(chosen: Settings) -> None:
    command = [sys.executable, "-m", "kb.cli", "export", "时限表", "--format", "csv"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE_S)
    assert len(read_csv(done.stdout)) == 8


def test_an_empty_table_is_no_answer(chosen: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "empty.csv"
    assert main(["export", "指标表", "--unit", "县公安局", "--format", "csv", "-o", str(target)]) == 1
    assert "没有符合条件的条目" in capsys.readouterr().err
    assert read_csv(target.read_bytes()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["分工表", "--document", "x"], "没有标识为 x 的文件"),
        (["责任清单", "--unit", "县公安司"], "是不是"),
        (["分工表", "-o", "/no/such/folder/t.xlsx"], "文件或目录不存在"),
    ],
)
def test_bad_input_is_one_chinese_line(
    chosen: Settings, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["export", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_format_that_a_table_has_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["export", "分工表", "--format", "ics"])
    assert capsys.readouterr().err.startswith("错误：用法有误")
