"""Agreement with the standard-library scorer of a running server, where it lies beside this repository.

Both grade the same perturbed answers to the same questions; they must agree answer by answer and figure by figure.
"""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from kb.evaluation import EvalQuestion, evaluate, load_questions, score
from kb.settings import ROOT
from tests.evaluation.samples import DOCUMENT, answer_of

_SHARED = ROOT.parent / "shared" / "eval"
_SCORER, _QUESTIONS = _SHARED / "ask_eval.py", _SHARED / "dev.jsonl"
_PLAN = ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt"
_ROUNDS = 25

pytestmark = pytest.mark.skipif(
    not (_SCORER.exists() and _QUESTIONS.exists()),
    reason="no shared/eval with ask_eval.py and dev.jsonl beside the repository: nothing to agree with",
)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("ask_eval", _SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def questions() -> tuple[EvalQuestion, ...]:
    """The development questions."""
    return load_questions(_QUESTIONS)


@pytest.fixture(scope="module")
def text() -> str:
    """The plan that the questions are about."""
    return _PLAN.read_text(encoding="utf-8")


def _drop(name: str) -> Callable[[dict[str, Any], Random, str], None]:
    def change(answer: dict[str, Any], random: Random, text: str) -> None:
        rows = answer.get(name) or []
        if rows:
            rows.pop(random.randrange(len(rows)))

    return change


def _add(name: str, make: Callable[[Random, str], object]) -> Callable[[dict[str, Any], Random, str], None]:
    def change(answer: dict[str, Any], random: Random, text: str) -> None:
        answer[name] = [*(answer.get(name) or []), make(random, text)]

    return change


def _set(name: str, *values: object) -> Callable[[dict[str, Any], Random, str], None]:
    def change(answer: dict[str, Any], random: Random, text: str) -> None:
        answer[name] = random.choice(values)

    return change


def _other_role(answer: dict[str, Any], random: Random, text: str) -> None:
    for unit in answer.get("units") or []:
        unit["role"] = random.choice(["lead", "participate", "responsible", "", None])


def _values_into_the_text(answer: dict[str, Any], random: Random, text: str) -> None:
    filler = random.choice(["", " ", "“", "（", "至", "—", "X"])
    said = [value if isinstance(value, str) else value["text"] for value in answer.get("values") or []]
    answer["answer"] = "。".join(f"{value[:2]}{filler}{value[2:]}" for value in said)
    answer["values"] = []


def _excerpt(random: Random, text: str) -> dict[str, str]:
    start = random.randrange(len(text) - 40)
    quote = text[start : start + random.choice([0, 3, 5, 6, 30])]
    return {"document": DOCUMENT, "quote": quote + random.choice(["", "", "，无此句"])}


def _shorten_quotes(answer: dict[str, Any], random: Random, text: str) -> None:
    for cited in answer.get("citations") or []:
        cited["quote"] = cited["quote"][: random.choice([0, 4, 5, 6, 7, 100])]


_CHANGES = (
    _drop("units"),
    _drop("tasks"),
    _drop("values"),
    _drop("regulations"),
    _drop("citations"),
    _add("units", lambda random, _: {"name": random.choice(["县公安局", "县 民政局"]), "role": "lead"}),
    _add("tasks", lambda random, _: random.choice(["3.3.3", {"id": "3.1.1"}, {"id": "9.9"}])),
    _add("values", lambda random, _: random.choice(["5台", {"text": "2022 年底"}])),
    _add("regulations", lambda random, _: random.choice(["《安全生产法》", {"title": "消防法"}])),
    _add("citations", _excerpt),
    _set("status", "answered", "not_stated", "ambiguous", "out_of_scope", "invalid", None, "error"),
    _set("yes_no", True, False, None),
    _set("count", None, 0, 5),
    _set("units", None, []),
    _other_role,
    _values_into_the_text,
    _shorten_quotes,
)


def _perturbed(question: EvalQuestion, random: Random, text: str) -> dict[str, Any]:
    answer = answer_of(question)
    # Few changes at once leave enough right answers to measure grounding on.
    for change in random.sample(_CHANGES, random.choice([0, 1, 1, 2])):
        change(answer, random, text)
    return answer


def test_answer_by_answer(scorer: ModuleType, questions: tuple[EvalQuestion, ...], text: str) -> None:
    rows = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    random, seen = Random(20240607), set()
    for question, row in zip(questions * _ROUNDS, rows * _ROUNDS, strict=True):
        answer = _perturbed(question, random, text)
        outcome = score(question, answer, {DOCUMENT: text})
        wrong = scorer.check(row, 200, answer)
        assert len(outcome.wrong) == len(wrong), (row, answer, outcome.wrong, wrong)
        assert (outcome.verbatim, outcome.grounded) == scorer.grounded(row, answer, text), (row, answer)
        seen.add((bool(wrong), outcome.verbatim, outcome.grounded, outcome.abstained))
    # Agreement says nothing where all answers are alike.
    assert len(seen) > 10


# The scorer is a script and leaves closing its files to its end.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("seed", range(5))
def test_figure_by_figure(
    scorer: ModuleType,
    questions: tuple[EvalQuestion, ...],
    text: str,
    seed: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(seed)
    answers = {(q.question, q.history): _perturbed(q, random, text) for q in questions}
    monkeypatch.setattr(
        scorer, "post", lambda _url, body, _timeout: (200, answers[body["question"], tuple(body["history"])])
    )
    out = tmp_path / "out.json"
    monkeypatch.setattr(sys, "argv", ["ask_eval", str(_QUESTIONS), "--source", str(_PLAN), "--json", str(out)])
    scorer.main()
    theirs = json.loads(out.read_text(encoding="utf-8"))
    ours = evaluate(questions, lambda question, history, _: answers[question, history], {DOCUMENT: text}).figures
    assert (ours.correct.part, ours.correct.total) == (theirs["right"], theirs["total"])
    assert {kind: f"{ratio.part}/{ratio.total}" for kind, ratio in ours.by_type.items()} == theirs["by_type"]
    assert ours.misquoting == theirs["answers_with_a_quote_not_in_the_source"]
    assert ours.grounded.share == theirs["grounded"]
    assert ours.abstain.share == theirs["abstain"]
    assert ours.false_abstain.share == theirs["false_abstain"]
    assert 0 < ours.correct.part < ours.correct.total
