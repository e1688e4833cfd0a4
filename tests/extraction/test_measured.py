"""What stands beside a target, for findings, lists and tables alike."""

from dataclasses import dataclass

import pytest

from kb.extraction.indicators import bare_name
from kb.extraction.measured import BASE, Reached, reached_by_document, value_text


@dataclass(frozen=True)
class _Row:
    indicator: str
    kind: str
    measure_unit: str = "%"
    document: str = "a"
    value: str = "1"
    comparator: str = "="
    as_of: str = ""


_TARGET = _Row("森林覆盖率", "target")
_ROWS = (
    _Row("全县森林覆盖率", "baseline"),
    _Row("森林覆盖率", "achievement"),
    _Row("森林覆盖率", "current_state", "亩"),
    _Row("森林覆盖率", "target"),
    _Row("", "baseline"),
    _Row("森林覆盖率", "baseline", document="b"),
)


def test_what_was_reached_is_of_the_indicator_the_unit_and_the_document() -> None:
    assert reached_by_document(_ROWS)["a"].before(_TARGET) == list(_ROWS[:2])
    # What was done in the last period is no base of what will be done in the next.
    assert reached_by_document(_ROWS, BASE)["a"].before(_TARGET) == list(_ROWS[:1])
    assert Reached(_ROWS[:4]).of("森林覆盖率") == list(_ROWS[:3])
    assert Reached(_ROWS).before(_Row("", "target")) == []


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("全市各类事故起数", "事故起数"),
        ("“两率”年度值", "两率年度值"),  # only words at the head are dropped
        ("省级园区", "省级园区"),  # a name that begins with a character of 全省 alone
        ("度夏用电量", "度夏用电量"),
        ("年均", "年均"),
    ],
)
def test_bare_names(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def test_values_are_written_out() -> None:
    assert value_text(350_000_000.0, "元") == "350000000元"  # 3.5e+08元 says nothing to a reader
    assert value_text("0.0100", "", "<=") == "≤0.01"
