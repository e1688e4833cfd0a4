"""Times in official prose: every form, the year that is not printed, and what is no time at all."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.numerals import DateMention, find_dates, int_to_chinese
from kb.numerals.dates import RULES_FILE
from kb.rules import Rule, load_rules

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "dates.yaml").read_text("utf-8"))[
    "cases"
]
RULES = load_rules(RULES_FILE)
ISSUED, PERIOD = date(2021, 12, 10), (2021, 2025)


def shown(mention: DateMention) -> str:
    return f"{mention.first} {mention.date} {mention.precision}{'~' * mention.approximate} {mention.text}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_forms(case: dict[str, Any]) -> None:
    assert [shown(mention) for mention in find_dates(str(case["text"]), ISSUED, PERIOD)] == case["expect"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_of_rules(rule: Rule) -> None:
    assert [text for text in rule.examples if not rule.pattern.search(str(text))] == []
    assert [text for text in rule.counter_examples if rule.pattern.search(str(text))] == []
    assert all(find_dates(str(text), ISSUED, PERIOD) for text in rule.examples)


def test_all_cases_ran() -> None:
    assert len(CASES) >= 31
    assert len(RULES) >= 20


def test_every_day_of_four_years_in_both_scripts() -> None:
    """Digits and characters give the same day; a leap year is among them."""
    day, checked = date(2021, 1, 1), 0
    while day < date(2025, 1, 1):
        year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
        for text in (
            f"{day.year}年{day.month}月{day.day}日",
            f"{year}年{int_to_chinese(day.month)}月{int_to_chinese(day.day)}日",
        ):
            (mention,) = find_dates(f"于{text}完成")
            assert (mention.date, mention.text, mention.precision) == (day, text, "day")
            checked += 1
        day += timedelta(days=1)
    assert checked == 2 * 1461


def test_every_month_of_every_year() -> None:
    for year in range(1990, 2051):
        for month in range(1, 13):
            (mention,) = find_dates(f"{year}年{month}月底前")
            assert (mention.first, mention.precision) == (date(year, month, 1), "month")
            assert (mention.date + timedelta(days=1)).day == 1
            assert mention.date.month == month


def test_every_five_year_plan_follows_the_one_before() -> None:
    ends = [find_dates(f"“十{ordinal}五”期间")[0].date.year for ordinal in "一二三四五六七八九"]
    assert ends == list(range(2010, 2051, 5))


def test_without_a_reference_only_printed_years_count() -> None:
    assert [mention.text for mention in find_dates("6月底前，今年，三年内，2025年")] == ["2025年"]


def test_a_duration_without_a_plan_starts_with_the_year_of_issue() -> None:
    (mention,) = find_dates("用三年时间", ISSUED)
    assert mention.date == date(2023, 12, 31)


_PIECES = st.sampled_from(
    [*"年月日至—-.,，。：“”十三五二〇底末前内每第个12", "2021", "季度", "上半年", "中旬", "利用", "今年", " "]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=30).map("".join)))
def test_never_raises_and_mentions_stand_in_order(text: str) -> None:
    mentions = find_dates(text, ISSUED, PERIOD)
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(before.end <= after.start for before, after in zip(mentions, mentions[1:], strict=False))
    assert all(mention.first is not None and mention.first <= mention.date for mention in mentions)
