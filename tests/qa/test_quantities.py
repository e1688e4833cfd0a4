"""Quantities as printed, and which measure units answer a question word."""

from dataclasses import replace

import pytest

from kb.facts import FigureRow
from kb.qa.quantities import asked_units, figure_text

_ROW = FigureRow("", "0", "", "=", "target", "", "d", "1", None, 0, 0, "")


@pytest.mark.parametrize(
    ("quote", "value", "unit", "printed"),
    [
        ("死亡率控制在0.01以内", "0.01", "", "0.01以内"),
        # a scale belongs to the number
        ("市场主体超过3.3万户", "33000", "户", "3.3万户"),
        ("生产经营单位3300余家", "3300", "家", "3300余家"),
        # the number of the figure, not the first one
        ("10万人死亡率控制在0.11左右", "0.11", "", "0.11左右"),
        ("建设一处体验基地", "1", "处", "一处"),
        # a value that the quote does not print is given as it is
        ("实现全覆盖", "100", "%", "100%"),
    ],
)
def test_figure_as_printed(quote: str, value: str, unit: str, printed: str) -> None:
    assert figure_text(replace(_ROW, quote=quote, value=value, measure_unit=unit)) == printed


@pytest.mark.parametrize(
    ("question", "fits", "not_fits"),
    [
        ("危化品企业多少家", "家", "公里"),
        ("管道里程是多少", "公里", "家"),
        ("举报能奖多少钱", "元", "人"),
        ("死了几个人", "人", "家"),
    ],
)
def test_asked_units(question: str, fits: str, not_fits: str) -> None:
    assert fits in asked_units(question)
    assert not_fits not in asked_units(question)


def test_any_unit_will_do_when_the_question_names_none() -> None:
    assert asked_units("目标是什么") == frozenset()
