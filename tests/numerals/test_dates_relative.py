"""Times counted from the day of issue."""

from datetime import date

import pytest

from kb.numerals.dates import find_dates

ISSUED = date(2021, 12, 10)


@pytest.mark.parametrize(
    ("text", "due", "approximate"),
    [
        ("自印发之日起30日内完成", date(2022, 1, 9), False),
        ("本方案印发之日起三个月内", date(2022, 3, 10), False),
        ("自发布之日起两周内", date(2021, 12, 24), False),
        # working days: the weekends are counted in, holidays are not known
        ("自印发之日起10个工作日内", date(2021, 12, 24), True),
    ],
)
def test_counted_from_the_day_of_issue(text: str, due: date, approximate: bool) -> None:
    assert [(m.date, m.approximate) for m in find_dates(text, ISSUED)] == [(due, approximate)]


@pytest.mark.parametrize("text", ["自印发之日起施行", "收到通知后10个工作日内报送", "一个月内完成整改"])
def test_no_date_without_an_anchor(text: str) -> None:
    assert find_dates(text, ISSUED) == []


def test_unknown_without_the_day_of_issue() -> None:
    assert find_dates("自印发之日起30日内完成") == []
