"""``zeren evaluate ask``: arguments, files written, exit codes."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.errors import InputError
from kb.evaluation.cli import add_ask_arguments, run_ask
from tests.evaluation.samples import QUESTIONS, TEXTS, WHO, asking, right_answers, row_of, write_rows

_WORSE = {**right_answers(), WHO.question: {"status": "answered"}}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file of four questions."""
    return write_rows(tmp_path / "q.jsonl", *map(row_of, QUESTIONS))


def _run(answers: Mapping[str, Mapping[str, Any]], *arguments: object) -> int:
    parser = argparse.ArgumentParser()
    add_ask_arguments(parser)
    return run_ask(parser.parse_args(list(map(str, arguments))), asking(answers), TEXTS)


def test_figures_only(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Wrong answers alone are a finding about the system, not a failure of the command.
    assert _run(_WORSE, questions) == 0
    shown = capsys.readouterr().out
    assert "3/4" in shown
    assert "who_responsible" in shown
    assert "消防谁管" not in shown
    assert _run(_WORSE, questions, "--failures") == 0
    assert "q1 who_responsible：消防谁管" in capsys.readouterr().out


def test_save_and_compare(questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "run.json"
    assert _run(right_answers(), questions, "--save", kept) == 0
    first = kept.read_bytes()
    assert _run(right_answers(), questions, "--save", kept, "--compare", kept) == 0
    assert kept.read_bytes() == first
    capsys.readouterr()
    assert _run(_WORSE, questions, "--compare", kept) == 1
    shown = capsys.readouterr().out
    assert "变错 1 题：q1" in shown
    assert "有退步" in shown
    assert "问题文件与存下的结果所用的不同" not in shown
    # Compared with what was kept before, then kept itself.
    assert _run(_WORSE, questions, "--save", kept, "--compare", kept) == 1
    capsys.readouterr()
    assert _run(right_answers(), questions, "--compare", kept) == 0
    shown = capsys.readouterr().out
    assert "变对 1 题：q1" in shown
    assert "没有退步" in shown


def test_compare_with_a_run_on_another_file(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, fewer = tmp_path / "run.json", write_rows(tmp_path / "fewer.jsonl", *map(row_of, QUESTIONS[1:]))
    assert _run(right_answers(), fewer, "--save", kept) == 0
    assert _run(_WORSE, questions, "--compare", kept) == 0
    shown = capsys.readouterr().out
    assert "问题文件与存下的结果所用的不同" in shown
    assert "新增 1 题：q1" in shown


def test_json(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert _run(_WORSE, questions, "--json", out) == 0
    body = json.loads(out.read_text(encoding="utf-8"))
    assert (body["figures"]["correct"]["part"], body["figures"]["correct"]["total"]) == (3, 4)
    assert [failure["id"] for failure in body["failures"]] == ["q1"]


def test_document(tmp_path: Path) -> None:
    asked = []
    path = write_rows(tmp_path / "q.jsonl", row_of(WHO), row_of(replace(WHO, id="q2", document="other")))
    parser = argparse.ArgumentParser()
    add_ask_arguments(parser)

    def ask(question: str, history: tuple[str, ...], documents: tuple[str, ...]) -> dict[str, Any]:
        asked.append(documents)
        return {}

    texts = {**TEXTS, "other": ""}
    run_ask(parser.parse_args([str(path)]), ask, texts)
    run_ask(parser.parse_args([str(path), "--document", "plan"]), ask, texts)
    assert asked == [(), ("other",), ("plan",), ("other",)]  # a question's own restriction holds


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--compare", "none.json"], "none.json"),
        (["--document", "none"], "none 不在快照里"),
    ],
)
def test_a_slip_costs_no_run(questions: Path, arguments: list[str], says: str) -> None:
    parser = argparse.ArgumentParser()
    add_ask_arguments(parser)
    with pytest.raises(InputError, match=says):
        run_ask(parser.parse_args([str(questions), *arguments]), lambda *_: pytest.fail("asked"), TEXTS)
