"""Several sentences' answers as one: citations numbered through, facts once."""

from kb.qa.merging import merged
from kb.qa.models import Answer, AnsweredUnit, Cited

_CITED = Cited(1, "d", "D", "1", "1.", "甲", 0, 1, "u")
_OTHER = Cited(1, "d", "D", "2", "2.", "乙", 5, 6, "u")
_UNIT = AnsweredUnit("i", "县应急局", "lead", False)


def test_one_answer_stays_as_it_is() -> None:
    answer = Answer("answered", "甲。[1]", citations=(_CITED,))
    assert merged([answer]) is answer


def test_marks_follow_their_citations() -> None:
    first = Answer("answered", "甲。[1]", units=(_UNIT,), citations=(_CITED,), yes_no=True)
    second = Answer("answered", "乙。[1]", units=(_UNIT,), citations=(_OTHER,), count=2)
    both = merged([first, second])
    assert both.answer == "甲。[1]乙。[2]"
    assert [(cited.n, cited.quote) for cited in both.citations] == [(1, "甲"), (2, "乙")]
    assert both.units == (_UNIT,)
    assert (both.yes_no, both.count) == (True, 2)


def test_a_shared_citation_keeps_one_number() -> None:
    answers = [Answer("answered", "甲。[1]", citations=(_CITED,)), Answer("answered", "又。[1]", citations=(_CITED,))]
    assert merged(answers).answer == "甲。[1]又。[1]"


def test_what_can_be_answered_is_answered_and_the_rest_is_said_not_to_be_stated() -> None:
    refused = Answer("not_stated", "规划未载明。", reason="not_in_plan")
    both = merged([refused, Answer("answered", "甲。[1]", citations=(_CITED,))])
    assert both.status == "answered"
    assert both.answer == "规划未载明。甲。[1]"
    assert merged([refused, refused]).status == "not_stated"
