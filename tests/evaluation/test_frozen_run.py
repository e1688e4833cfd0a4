"""The frozen runs: no question that was answered right may be answered wrong.

After a change for the better, or of a question file, freeze again:
over a snapshot of the corpus and of tests/evaluation/plans, built with ZEREN_ENCODER=none,
``zeren evaluate ask tests/evaluation/NAME.jsonl --document gaoqing-safety-14th-five-year-plan --save
tests/evaluation/runs/NAME.json``.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kb.evaluation import Ask, compare, evaluate, load_questions, questions_digest, read_run, saved_run

_HERE = Path(__file__).parent
_FIRST_PLAN = "gaoqing-safety-14th-five-year-plan"
_NAMES = sorted(path.stem for path in (_HERE / "runs").glob("*.json"))


def _questions_path(name: str) -> Path:
    return _HERE / f"{name}.jsonl"


def _run_path(name: str) -> Path:
    return _HERE / "runs" / f"{name}.json"


def test_every_question_file_has_its_frozen_run() -> None:
    assert sorted(path.stem for path in _HERE.glob("*questions.jsonl")) == _NAMES
    assert len(_NAMES) == 10
    assert sum(len(load_questions(_questions_path(name))) for name in _NAMES) == 1110


@pytest.mark.parametrize("name", _NAMES)
def test_no_right_answer_is_lost(name: str, evaluation_answerer: tuple[Ask, Mapping[str, str]]) -> None:
    ask, texts = evaluation_answerer
    loaded, before = load_questions(_questions_path(name)), read_run(_run_path(name))
    # Questions that name no document are about the first plan.
    questions = [replace(question, document=question.document or _FIRST_PLAN) for question in loaded]
    report = evaluate(questions, ask, texts)
    comparison = compare(before, saved_run(report, questions_digest(_questions_path(name))))
    assert comparison.same_questions, f"{name}.jsonl has changed since the run was frozen: freeze it again"
    assert len(report.outcomes) == len(questions) == len(before.right)
    faults = {question.id: (question.question, *found) for question, found in report.failures}
    lost = [f"{id_}: {' | '.join(faults[id_])}" for id_ in comparison.broken]
    assert not lost, f"right in the frozen run, wrong now ({len(lost)}):\n" + "\n".join(lost)
    assert report.figures.misquoting <= before.figures.misquoting
