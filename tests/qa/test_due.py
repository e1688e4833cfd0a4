"""What is due, by unit and by date, over the first plan."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question

# (question, status, sections of the deadlines, what the answer says, why)
_DUE = [
    (
        "县应急局的任务什么时候完成",
        "answered",
        {"3.1.3", "3.4.3"},
        "承担16项任务",
        "what a unit has, and when it is due",
    ),
    ("县应急局负责什么何时完成", "answered", {"3.1.3", "3.4.3"}, "承担16项任务", "both in one breath"),
    ("县公安局有哪些任务，时限是什么", "answered", set(), "完成时间规划未载明", "none of its tasks has a time"),
    ("县应急局有哪些任务", "answered", set(), "承担16项任务", "times are not asked for"),
    ("2022年底前要完成什么", "answered", {"3.3.6", "3.4.1"}, "2022年底前的事项有2项", "those of that year"),
    (
        "县应急局2022年底前要完成什么",
        "answered",
        {"3.1.3"},
        "在此之前到期的有1项",
        "none of that year, but one before it",
    ),
    ("县应急局2022年要完成什么", "not_stated", set(), "未载明", "of that year alone"),
    ("县公安局2022年底前要完成什么", "not_stated", set(), "未载明", "none before it either"),
    (
        "危险化学品企业什么时候建成双重预防机制",
        "not_stated",
        set(),
        "没有写明时间",
        "截止2020年底 is when things stood so",
    ),
    ("全县危化品企业的数统计到什么时候", "answered", set(), "2020年底", "which is what is asked for here"),
]


@pytest.mark.parametrize(("question", "status", "sections", "told", "why"), _DUE, ids=[case[-1] for case in _DUE])
def test_what_is_due(answerer: Answerer, question: str, status: str, sections: set[str], told: str, why: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == status, why
    assert told in answer.answer, why
    due = {cited.section for cited in answer.citations for row in answer.deadlines if row.text in cited.quote}
    assert due == sections, why


# (question, yes or no, the time there is)
_WHETHER = [
    ("安全总监是不是2022年底前配齐", False, "2021年底前"),
    ("安全总监是2021年底前配齐吗", True, "2021年底前"),
    ("终期考核是不是2025年底完成", True, "2025年底前"),
]


@pytest.mark.parametrize(("question", "yes", "told"), _WHETHER)
def test_whether_it_is_due_then(answerer: Answerer, question: str, yes: bool, told: str) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.yes_no) == ("answered", yes)
    assert told in answer.answer


def test_all_of_them_were_asked() -> None:
    assert (len(_DUE), len(_WHETHER)) == (10, 3)
