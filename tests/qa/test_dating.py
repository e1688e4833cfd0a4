"""Deadlines seen from a day that the question gives."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.dating import as_of_day
from kb.qa.models import Answer, AnsweredDeadline, Question

_TWO = Answer(
    "answered",
    "甲。",
    deadlines=(AnsweredDeadline("2022-12-31", "2022年底前", "甲"), AnsweredDeadline("2025-12-31", "到2025年", "乙")),
)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2021-01-05", "甲。以2021年1月5日计，“2022年底前”、“到2025年”未到期。"),
        ("2022-12-31", "甲。以2022年12月31日计，“2022年底前”、“到2025年”未到期。"),  # the last day is still within
        ("2023-01-01", "甲。以2023年1月1日计，“2022年底前”已到期；“到2025年”未到期。"),
        ("2026-02-28", "甲。以2026年2月28日计，“2022年底前”、“到2025年”已到期。"),
        (None, "甲。"),
    ],
)
def test_what_has_passed_by_a_day(day: str | None, said: str) -> None:
    assert as_of_day(_TWO, day).answer == said


def test_an_answer_without_a_date_says_nothing_of_the_day() -> None:
    plain = Answer("answered", "甲。", deadlines=(AnsweredDeadline("", "两年内", "甲"),))
    assert as_of_day(plain, "2023-01-01") == plain


def test_the_day_reaches_the_answer(answerer: Answerer) -> None:
    text = "安全总监什么时候配齐？"
    plain, seen = answerer.ask(Question(text)), answerer.ask(Question(text, as_of="2030-01-01"))
    assert [deadline.date for deadline in plain.deadlines] == ["2021-12-31"]
    assert seen.answer == plain.answer + "以2030年1月1日计，“2021年底前”已到期。"
