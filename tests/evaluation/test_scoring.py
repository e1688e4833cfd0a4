"""One answer against its question: what is right, proved, refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.evaluation import EvalQuestion, Gold, GoldUnit, score
from tests.evaluation.samples import (
    DEADLINE,
    DOCUMENT,
    LEAD,
    POLICE,
    QUESTIONS,
    SILENT,
    STATEMENT,
    TEXTS,
    WHO,
    YES_NO,
    answer_of,
    changed,
)

_OTHER = {"name": "县民政局", "role": "participate"}
_BOTH = [{"name": unit.name, "role": unit.role} for unit in (LEAD, POLICE)]
_LED = EvalQuestion("q", "牵头哪些", "led_tasks_of_unit", True, Gold(tasks=("3.3.3",), count=1))
_NOTHING_LED = changed(_LED, tasks=(), count=0)
_CHAIN = EvalQuestion("q", "还涉及谁", "chain", True, Gold(units=(POLICE,), tasks=("3.3.3",)))
_BASIS = EvalQuestion("q", "依据什么", "regulation_basis", True, Gold(regulations=("安全生产法",)))
_USAGE = EvalQuestion("q", "用在哪里", "regulation_usage", True, Gold(regulations=("安全生产法",)))
_FIGURE = EvalQuestion("q", "多少", "figure", True, Gold(values=("5台", "2021-2025年")))


def test_the_required_content_is_right() -> None:
    for question in (*QUESTIONS, _LED, _NOTHING_LED, _CHAIN, _BASIS, _USAGE, _FIGURE):
        outcome = score(question, answer_of(question), TEXTS)
        assert outcome.wrong == (), question.type
        assert outcome.verbatim
        assert outcome.abstained is not question.answerable
        assert (outcome.id, outcome.type, outcome.answerable) == (question.id, question.type, question.answerable)


# (question, what differs from a right answer, what is wrong with it in part or None if it stays right, why)
_CASES: list[tuple[EvalQuestion, dict[str, Any], str | None, str]] = [
    (WHO, {"units": _BOTH[:1]}, "缺 县公安局（participate）", "a unit is missing"),
    (WHO, {"units": [*_BOTH, _OTHER]}, "多 县民政局（participate）", "a unit is invented"),
    (WHO, {"units": [_BOTH[0], {**_BOTH[1], "role": "lead"}]}, "多 县公安局（lead）", "the role is another"),
    (WHO, {"units": [*_BOTH, *_BOTH]}, None, "named twice is named"),
    (WHO, {"units": [{**_BOTH[0], "name": "县消防救援 大队"}, _BOTH[1]]}, None, "a blank does not count"),
    (WHO, {"tasks": []}, "缺 3.3.3", "the task is missing"),
    (WHO, {"tasks": ["3.3.3", {"id": "3.3.4"}]}, None, "one statement over two tasks; a bare id will do"),
    (WHO, {"tasks": [{"id": "3.3.3"}, {"id": "3.3.4"}, {"id": "3.3.5"}]}, "多 3.3.4、3.3.5", "tasks at random"),
    (changed(WHO, tasks=()), {"tasks": [{"id": str(n)} for n in range(9)]}, None, "no task is asked for"),
    (changed(WHO, units=()), {"units": [_OTHER]}, None, "no unit is asked for"),
    (DEADLINE, {"values": []}, "没有说 2022年底", "the date is missing"),
    (DEADLINE, {"values": [], "answer": "到“2022 年底”完成[1]。"}, None, "the text says it, spaced and quoted"),
    (DEADLINE, {"tasks": [{"id": "3.3.3"}, {"id": "1"}, {"id": "2"}]}, None, "more tasks do no harm here"),
    (DEADLINE, {"units": [_OTHER]}, None, "nor do units"),
    (DEADLINE, {"status": "not_stated"}, "应回答，状态却是 not_stated", "refused without need"),
    (DEADLINE, {"status": None}, "应回答，状态却是 空", "a broken answer is no answer"),
    (_FIGURE, {"values": ["5辆", "2021至2025年"]}, None, "the same measure word, the same range, bare texts"),
    (_FIGURE, {"values": [], "answer": "５台，2021—2025年"}, None, "full width, a long dash"),
    (_FIGURE, {"values": [{"text": "5"}, {"text": "台2021-2025年"}]}, "没有说 5台", "not across two values"),
    (_LED, {"tasks": [{"id": "3.3.3"}, {"id": "3.3.4"}]}, "多 3.3.4", "a list is exact"),
    (_LED, {"count": 2}, "数量应为 1", "the count is another"),
    (_NOTHING_LED, {"tasks": [{"id": "3.3.3"}]}, "多 3.3.3", "nothing is a list too"),
    (_NOTHING_LED, {"count": None}, "数量应为 0", "none must be said"),
    (_CHAIN, {"units": _BOTH}, None, "more units do no harm outside who-questions"),
    (_CHAIN, {"units": [{**_BOTH[1], "role": "lead"}]}, None, "nor does the role count there"),
    (_CHAIN, {"units": [_OTHER]}, "缺 县公安局", "but the unit must be there"),
    (_BASIS, {"regulations": ["《安全生产法》"]}, None, "title marks do not count"),
    (_BASIS, {"regulations": ["安全生产法", "消防法"]}, "多 消防法", "an invented basis"),
    (_USAGE, {"regulations": ["安全生产法", "消防法"]}, None, "more regulations are no fault of a usage"),
    (_USAGE, {"regulations": []}, "缺 安全生产法", "the regulation asked about is missing"),
    (YES_NO, {"yes_no": False}, "应为 True", "the wrong verdict"),
    (YES_NO, {"yes_no": None}, "应为 True", "no verdict"),
    (YES_NO, {"units": [_OTHER]}, None, "the verdict is what counts"),
    (SILENT, {"status": "answered"}, "应拒答", "an invented fact"),
    (SILENT, {"status": ""}, "应拒答", "a broken answer is no refusal"),
    (SILENT, {"status": "out_of_scope", "units": [_OTHER]}, None, "a refusal may name what is near"),
    (SILENT, {"status": "ambiguous"}, None, "asking back is a refusal"),
    (SILENT, {"status": "invalid"}, None, "so is turning the question down"),
]


@pytest.mark.parametrize(("question", "change", "fault", "why"), _CASES)
def test_right_and_wrong(question: EvalQuestion, change: dict[str, Any], fault: str | None, why: str) -> None:
    wrong = score(question, {**answer_of(question), **change}, TEXTS).wrong
    if fault is None:
        assert wrong == (), why
    else:
        assert len(wrong) == 1, why
        assert fault in wrong[0], why


def test_all_faults_are_told() -> None:
    answer = {"status": "answered"}
    question = changed(_FIGURE, units=(LEAD,), tasks=("1",), regulations=("消防法",), yes_no=True, count=3)
    assert len(score(question, answer, TEXTS).wrong) == 7


@pytest.mark.parametrize(
    ("status", "answerable", "abstained"),
    [
        ("answered", True, False),
        ("not_stated", True, True),
        ("", True, True),  # an answerable question without an answer counts against the system
        ("answered", False, False),
        ("not_stated", False, True),
        ("", False, False),  # and so does an unanswerable one without a refusal
    ],
)
def test_abstained(status: str, answerable: bool, abstained: bool) -> None:
    question = EvalQuestion("q", "问", "adversarial", answerable)
    assert score(question, {"status": status}, TEXTS).abstained is abstained


@pytest.mark.parametrize(
    ("citation", "verbatim", "grounded", "why"),
    [
        ({"document": DOCUMENT, "quote": STATEMENT}, True, True, "the statement itself"),
        ({"document": DOCUMENT, "quote": f"责任单位：{STATEMENT}。"}, True, True, "more than the statement"),
        ({"document": DOCUMENT, "quote": "县消防救援大队牵头"}, True, True, "a telling part of it"),
        ({"document": DOCUMENT, "quote": "县公安局按"}, True, False, "five characters tell too little"),
        ({"document": DOCUMENT, "quote": "县公安局按职"}, True, True, "six are enough"),
        ({"document": DOCUMENT, "quote": "到2022年底"}, True, False, "another sentence"),
        ({"document": DOCUMENT, "quote": STATEMENT.replace("县", "市")}, False, False, "reworded"),
        ({"document": DOCUMENT, "quote": STATEMENT + "。\n"}, False, True, "a line break that is not there"),
        ({"document": "other", "quote": STATEMENT}, False, True, "in another document than the one named"),
        ({"quote": STATEMENT}, True, True, "no document is named: any will do"),
        ({"document": DOCUMENT, "quote": ""}, False, False, "an empty quote quotes nothing"),
        ({"document": DOCUMENT}, False, False, "nor does none"),
    ],
)
def test_quotes(citation: dict[str, str], verbatim: bool, grounded: bool, why: str) -> None:
    outcome = score(WHO, {**answer_of(WHO), "citations": [citation]}, TEXTS)
    assert (outcome.verbatim, outcome.grounded) == (verbatim, grounded), why


def test_one_bad_quote_spoils_all_and_one_good_one_grounds() -> None:
    citations = [{"document": DOCUMENT, "quote": STATEMENT}, {"document": DOCUMENT, "quote": "没有的话"}]
    outcome = score(WHO, {**answer_of(WHO), "citations": citations}, TEXTS)
    assert (outcome.verbatim, outcome.grounded) == (False, True)


def test_nothing_to_prove() -> None:
    assert score(YES_NO, {**answer_of(YES_NO), "citations": []}, TEXTS).grounded is None
    assert score(WHO, {**answer_of(WHO), "citations": []}, TEXTS).grounded is False


_NAMES = st.text("县市公安消防局队（）、", min_size=1, max_size=6)
_UNITS = st.lists(st.builds(GoldUnit, _NAMES, st.sampled_from(["lead", "participate", "responsible"])), max_size=5)


@given(_UNITS, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_count(units: list[GoldUnit], random: Any) -> None:  # noqa: ANN401 - random.Random
    question = changed(WHO, units=tuple(units))
    answer = answer_of(question)
    random.shuffle(answer["units"])
    assert score(question, answer, TEXTS).wrong == ()


@given(
    st.text("0123456789年月底万%至—台", min_size=1, max_size=8), st.sampled_from(" 　“”《》（）\n"), st.integers(0, 8)
)
def test_what_does_not_count_may_stand_anywhere_in_a_value(value: str, filler: str, place: int) -> None:
    question = changed(DEADLINE, values=(value,))
    answer = {**answer_of(question), "values": [], "answer": f"应为{value[:place]}{filler}{value[place:]}。"}
    assert score(question, answer, TEXTS).wrong == ()
