"""``zeren check``: what it reads, prints and exits with."""

import json
from pathlib import Path

import pytest

from kb.audit.contract import severity_counts
from kb.cli import main
from kb.opening import open_findings
from kb.settings import Settings
from kb.snapshot import REPORT, open_current
from tests.audit.test_mutations import CLEAN

PLAN = "gaoqing-safety-14th-five-year-plan"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def no_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(tmp_path / "none"))
    return tmp_path


def _file(folder: Path, text: str) -> str:
    path = folder / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("", "", 0, "共 0 处：高 0，中 0，低 0。"),  # nothing to find
        ("截至2020年底", "截止2020年底", 0, "[低] 用词不当"),  # wording lets the plan pass
        ("县司法局牵头，", "县司法局、", 1, "[高] 多家负责无牵头（3.3.1，no-lead）"),
        ("燃气泄漏监测平台", "燃气泄露监测平台", 1, "[中] 术语误用"),
    ],
)
def test_a_file_needs_no_snapshot(
    no_snapshot: Path, capsys: Captured, old: str, new: str, code: int, said: str
) -> None:
    assert main(["check", _file(no_snapshot, CLEAN.replace(old, new, 1))]) == code
    assert said in capsys.readouterr().out


def test_json_of_a_file(no_snapshot: Path, capsys: Captured) -> None:
    text = CLEAN.replace("县司法局牵头，", "县司法局、", 1)
    assert main(["check", "--json", _file(no_snapshot, text)]) == 1
    body = json.loads(capsys.readouterr().out)
    assert body["total"] == len(body["items"]) == 1
    row = body["items"][0]
    assert (row["class"], row["severity"], row["document"]) == ("no-lead", "high", "plan")
    assert text[row["start"] : row["end"]] == row["quote"]


def test_a_document_of_the_snapshot_or_all(built: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))
    assert main(["check", "--json", PLAN]) == 1
    one = json.loads(capsys.readouterr().out)
    assert main(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == one
    assert one["total"] > 100


@pytest.mark.parametrize("target", ["missing.txt", "no-such-document", "picture.png"])
def test_bad_input_is_one_line(
    no_snapshot: Path, capsys: Captured, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(no_snapshot)
    (no_snapshot / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    assert main(["check", target]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("错误：")
    assert captured.err.count("\n") == 1


def test_a_document_the_snapshot_lacks(built: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("ZEREN_SNAPSHOT_DIR", str(built.snapshot_dir))
    assert main(["check", "no-such-document"]) == 2
    assert "no-such-document" in capsys.readouterr().err


def test_the_build_report_counts_the_findings(built: Settings) -> None:
    report = json.loads(open_current(built.snapshot_dir).read(REPORT))
    rows = open_findings(built)
    assert [document["findings"] for document in report["documents"]] == [severity_counts(rows)]
    assert sum(severity_counts(rows).values()) == len(rows) > 100
