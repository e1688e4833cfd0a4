"""Figures and failures of a run, as JSON and on the console."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from kb.errors import InputError
from kb.evaluation import EvalQuestion, Ratio, as_dict, evaluate
from kb.evaluation.report import print_report
from tests.evaluation.samples import DEADLINE, QUESTIONS, SILENT, TEXTS, WHO, YES_NO, asking, right_answers

_MISQUOTE = [{"document": "plan", "quote": "没有的话"}]


def _answers(changes: dict[EvalQuestion, dict[str, Any]]) -> dict[str, Any]:
    answers = right_answers()
    return {**answers, **{q.question: {**answers[q.question], **change} for q, change in changes.items()}}


@pytest.mark.parametrize(
    ("changes", "correct", "grounded", "abstain", "false_abstain", "misquoting", "why"),
    [
        ({}, (4, 4), (2, 2), (1, 1), (0, 3), 0, "all right; two questions name a proof"),
        ({WHO: {"units": []}}, (3, 4), (1, 1), (1, 1), (0, 3), 0, "a wrong answer is out of the grounded ones"),
        ({WHO: {"citations": []}}, (4, 4), (1, 2), (1, 1), (0, 3), 0, "right without proof"),
        ({WHO: {"status": "ambiguous"}}, (3, 4), (1, 1), (1, 1), (1, 3), 0, "refused without need"),
        ({SILENT: {"status": "answered"}}, (3, 4), (2, 2), (0, 1), (0, 3), 0, "answered what cannot be"),
        ({YES_NO: {"citations": _MISQUOTE}}, (4, 4), (2, 2), (1, 1), (0, 3), 1, "right, but misquoted"),
        ({SILENT: {"citations": _MISQUOTE}}, (4, 4), (2, 2), (1, 1), (0, 3), 1, "refusals may not misquote either"),
    ],
)
def test_figures(
    changes: dict[EvalQuestion, dict[str, Any]],
    correct: tuple[int, int],
    grounded: tuple[int, int],
    abstain: tuple[int, int],
    false_abstain: tuple[int, int],
    misquoting: int,
    why: str,
) -> None:
    figures = evaluate(QUESTIONS, asking(_answers(changes)), TEXTS).figures
    ratios = (figures.correct, figures.grounded, figures.abstain, figures.false_abstain)
    assert ratios == tuple(Ratio(*pair) for pair in (correct, grounded, abstain, false_abstain)), why
    assert figures.misquoting == misquoting, why


def test_figures_by_type() -> None:
    second = replace(WHO, id="q5", question="消防谁管呢")
    answers = {**right_answers(), second.question: {"status": "answered"}}
    by_type = evaluate((*QUESTIONS, second), asking(answers), TEXTS).figures.by_type
    assert by_type == {
        "deadline": Ratio(1, 1),
        "is_unit_responsible": Ratio(1, 1),
        "unanswerable": Ratio(1, 1),
        "who_responsible": Ratio(1, 2),
    }


def test_nothing_to_measure_is_no_share() -> None:
    figures = evaluate((SILENT,), asking(right_answers()), TEXTS).figures
    assert (figures.false_abstain.share, figures.false_abstain.interval) == (None, None)


def test_as_dict() -> None:
    body = as_dict(evaluate((WHO, SILENT), asking(_answers({WHO: {"tasks": [], "citations": _MISQUOTE}})), TEXTS))
    assert body["figures"]["correct"] == {"part": 1, "total": 2, "share": 0.5, "low": 0.0945, "high": 0.9055}
    assert body["figures"]["grounded"] == {"part": 0, "total": 0, "share": None, "low": None, "high": None}
    assert body["figures"]["by_type"]["unanswerable"]["part"] == 1
    assert body["figures"]["answers_with_a_quote_not_in_the_source"] == 1
    assert body["failures"] == [
        {"id": "q1", "type": "who_responsible", "question": "消防谁管", "faults": ["任务缺 3.3.3", "引文不在原文里"]}
    ]


def test_a_right_answer_without_proof_is_listed() -> None:
    report = evaluate(QUESTIONS, asking(_answers({DEADLINE: {"citations": []}})), TEXTS)
    assert report.failures == ((DEADLINE, ("引文没有盖住应引的原文",)),)


def test_a_refusal_needs_no_proof() -> None:
    near = replace(SILENT, must_cite=("救援车达到5台",))
    assert evaluate((near,), asking(right_answers()), TEXTS).failures == ()


@pytest.mark.parametrize("failures", [True, False])
def test_console(failures: bool) -> None:
    question = replace(WHO, history=("上一问",), question="[/b] :cat: 谁管")
    out = StringIO()
    console = Console(file=out, width=100, soft_wrap=True, markup=False, emoji=False)
    report = evaluate((question, SILENT), asking({question.question: {"status": "answered"}, **right_answers()}), TEXTS)
    print_report(console, report, failures=failures)
    shown = out.getvalue()
    assert "1/2" in shown
    assert "9.5%–90.5%" in shown  # the interval of one in two
    assert "p50" in shown
    # The question as it was asked, with what went before.
    assert ("q1 who_responsible：上一问 → [/b] :cat: 谁管\n    单位缺" in shown) is failures


def test_asking() -> None:
    asked = []

    def ask(question: str, history: tuple[str, ...], documents: tuple[str, ...]) -> dict[str, Any]:
        asked.append((question, history, documents))
        if question == SILENT.question:
            raise InputError("问题太长")
        return {"status": "answered"}

    scoped = replace(WHO, history=("上一问",), document="plan")
    report = evaluate((scoped, SILENT), ask, TEXTS)
    assert asked == [("消防谁管", ("上一问",), ("plan",)), ("谁管航天", (), ())]
    assert [outcome.abstained for outcome in report.outcomes] == [False, True]  # turned down is refused
    assert len(report.latencies_ms) == 2


@pytest.mark.parametrize(
    ("questions", "says"),
    [((), "没有要评测的问题"), ((SILENT, replace(WHO, document="other")), "q1 限定的文件 other 不在快照里；现有 plan")],
)
def test_what_cannot_be_evaluated(questions: tuple[EvalQuestion, ...], says: str) -> None:
    with pytest.raises(InputError, match=says):
        evaluate(questions, lambda *_: pytest.fail("asked before everything was checked"), TEXTS)
