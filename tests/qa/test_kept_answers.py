"""Answers that are kept are those that would be worked out, for as many questions as were asked for."""

from dataclasses import replace

from kb.evaluation import load_questions
from kb.qa.answering import Answerer
from kb.qa.contract import as_contract
from kb.qa.knowledge import Knowledge
from kb.qa.models import Answer, Question
from kb.settings import ROOT

_ASKED = ROOT / "tests" / "evaluation" / "plan_questions.jsonl"
_QUESTION = Question("谁负责消防领域整治")
# Everything of a question that its answer depends on.
_OTHERS = (
    replace(_QUESTION, text="谁负责道路交通安全"),
    replace(_QUESTION, history=("县应急局牵头哪些任务",), text="它的完成时限呢"),
    replace(_QUESTION, text="它的完成时限呢"),
    replace(_QUESTION, documents=("gaoqing-safety-14th-five-year-plan",)),
    replace(_QUESTION, as_of="2030-01-01"),
    replace(_QUESTION, explain=True),
)


class _Ear:
    """Which answers were given, and whether they were kept."""

    def __init__(self) -> None:
        self.kept: list[bool] = []

    def __call__(self, answer: Answer, kept: bool) -> None:
        self.kept.append(kept)


def _answerer(knowledge: Knowledge, keep: int) -> tuple[Answerer, _Ear]:
    ear = _Ear()
    return Answerer(knowledge, 500, ear, keep), ear


def test_kept_answers_are_those_of_an_answerer_that_keeps_none(knowledge: Knowledge, answerer: Answerer) -> None:
    keeping, ear = _answerer(knowledge, 500)
    asked = [*_OTHERS, *(Question(row.question, tuple(row.history)) for row in load_questions(_ASKED))]
    for question in asked:
        keeping.ask(question)
    for question in asked:
        again, fresh = keeping.ask(question), answerer.ask(question)
        assert as_contract(again, 0.0, explain=True) == as_contract(fresh, 0.0, explain=True)
    assert ear.kept[-len(asked) :] == [True] * len(asked)
    assert ear.kept[: len(_OTHERS)] == [False] * len(_OTHERS)


def test_what_is_read_the_same_has_one_answer(knowledge: Knowledge) -> None:
    keeping, ear = _answerer(knowledge, 9)
    # blanks around it, turns before the last three
    long_ago = replace(_QUESTION, history=("县应急局牵头哪些任务", "一", "二", "三"))
    for question in (_QUESTION, replace(_QUESTION, text=f" {_QUESTION.text}\n"), long_ago):
        keeping.ask(question)
    keeping.ask(replace(long_ago, history=long_ago.history[1:]))
    assert ear.kept == [False, True, False, True]


def test_no_more_are_kept_than_were_asked_for(knowledge: Knowledge) -> None:
    keeping, ear = _answerer(knowledge, 2)
    one, two, three = (Question(text) for text in ("谁牵头消防领域", "规划期限是哪几年", "谁发布的规划"))
    for question in (one, two, one, three, one, two):
        keeping.ask(question)
    # the one asked for longest ago went
    assert ear.kept == [False, False, True, False, True, False]
    none, ear = _answerer(knowledge, 0)
    none.ask(one)
    none.ask(one)
    assert ear.kept == [False, False]


def test_what_is_too_long_is_not_kept(knowledge: Knowledge) -> None:
    keeping, ear = _answerer(knowledge, 9)
    for _ in range(2):
        assert keeping.ask(Question("谁" * 501)).reason == "too_long"
    assert ear.kept == [False, False]
