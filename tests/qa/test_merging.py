"""Several sentences' answers as one: citations numbered through, facts once, each part accounted for."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.merging import Part, merged
from kb.qa.models import Answer, AnsweredUnit, Cited, Question

_CITED = Cited(1, "d", "D", "1", "1.", "甲", 0, 1, "u")
_OTHER = Cited(1, "d", "D", "2", "2.", "乙", 5, 6, "u")
_UNIT = AnsweredUnit("i", "县应急局", "lead", False)
_OTHER_UNIT = AnsweredUnit("j", "县公安局", "lead", False)


def _merged(*answers: Answer) -> Answer:
    return merged([Part(f"第{n}问？", answer) for n, answer in enumerate(answers, 1)])


def test_one_answer_stays_as_it_is() -> None:
    answer = Answer("answered", "甲。[1]", citations=(_CITED,))
    assert _merged(answer) is answer


def test_marks_follow_their_citations() -> None:
    first = Answer("answered", "甲。[1]", units=(_UNIT,), citations=(_CITED,), yes_no=True)
    second = Answer("answered", "乙。[1]", units=(_UNIT,), citations=(_OTHER,), count=2)
    both = _merged(first, second)
    assert both.answer == "甲。[1]乙。[2]"
    assert [(cited.n, cited.quote) for cited in both.citations] == [(1, "甲"), (2, "乙")]
    assert both.units == (_UNIT,)
    assert (both.yes_no, both.count) == (True, 2)


def test_a_shared_citation_keeps_one_number() -> None:
    answers = [Answer("answered", "甲。[1]", citations=(_CITED,)), Answer("answered", "又。[1]", citations=(_CITED,))]
    assert _merged(*answers).answer == "甲。[1]又。[1]"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("not_in_plan", "“第1问”这一问，规划未载明。"),
        ("not_enumerated", "“第1问”这一问，原文只写了统称，没有列出具体单位，规划未载明。"),
        ("unknown_unit", "“第1问”这一问，库中的文件没有写明这个单位的任务，规划未载明。"),
        ("several_tasks", "“第1问”这一问可能指几项任务，请单独再问。"),
    ],
)
def test_a_part_that_is_not_answered_is_named_and_lends_no_units(reason: str, said: str) -> None:
    # whom to ask about a part that is not stated must not read like the answer to the other
    refused = Answer("not_stated", "规划未载明。乙[1]。", reason=reason, units=(_OTHER_UNIT,), citations=(_OTHER,))
    both = _merged(refused, Answer("answered", "甲。[1]", units=(_UNIT,), citations=(_CITED,)))
    assert both.status == "answered"
    assert both.answer == said + "甲。[1]"
    assert both.units == (_UNIT,)
    assert both.citations == (_CITED,)


def test_where_no_part_is_answered_each_says_why_with_its_units() -> None:
    first = Answer("not_stated", "甲[1]。", reason="not_in_plan", units=(_UNIT,), citations=(_CITED,))
    second = Answer("not_stated", "乙[1]。", reason="unknown_unit", units=(_OTHER_UNIT,), citations=(_OTHER,))
    both = _merged(first, second)
    assert (both.status, both.reason) == ("not_stated", "not_in_plan")
    assert both.answer == "“第1问”这一问：甲[1]。“第2问”这一问：乙[2]。"
    assert both.units == (_UNIT, _OTHER_UNIT)


def test_rules_intents_and_queries_of_all_parts_are_kept() -> None:
    parts = [
        Answer("answered", "甲。", intent=i, rule=i, sparql=f"# == {i}") for i in ("deadline", "figure", "deadline")
    ]
    both = _merged(*parts)
    assert (both.intent, both.rule, both.sparql) == ("deadline+figure", "deadline+figure", "# == deadline\n# == figure")


def test_what_is_repeated_of_a_question_is_short_and_no_mark_of_a_citation() -> None:
    long = Part("“甲”[1]" + "长" * 80, Answer("not_stated", "无", reason="not_in_plan"))
    both = merged([long, Part("乙", Answer("answered", "乙。[1]", citations=(_CITED,)))])
    assert both.answer == f"“‘甲’1{'长' * 36}…”这一问，规划未载明。乙。[1]"


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        # each part of one question is accounted for
        ("消防领域谁牵头？校车由谁管？", "“校车由谁管”这一问，规划未载明。", "可向其了解"),
        # what adds nothing of its own is no part
        ("县公安局名下几项任务？都是什么", "承担3项任务", "规划未载明"),
        # named beyond what one answer takes
        (
            "消防领域、燃气行业、工贸行业、园区安全的责任单位分别是谁",
            "问题还提到“园区安全”，没有一并回答，请分开再问。",
            "规划未载明",
        ),
        ("消防领域、燃气行业的责任单位分别是谁", "“燃气行业”的责任单位为", "没有一并回答"),
    ],
)
def test_parts_of_a_question_over_the_plan(answerer: Answerer, question: str, said: str, unsaid: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == "answered"
    assert said in answer.answer
    assert unsaid not in answer.answer
