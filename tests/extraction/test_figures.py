"""Figures: what is measured, how it compares, which kind it is, and the numbers that measure nothing."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.extraction.figures import extract_figures
from kb.models import DocumentContext, DocumentInfo, Figure, span_of
from kb.parsing import parse_outline
from kb.pipeline import parse_text
from kb.rules import Rule, load_rules
from kb.settings import ROOT

_DATA = yaml.safe_load((Path(__file__).parent / "data" / "figures.yaml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = _DATA["cases"]
NONE: list[dict[str, Any]] = _DATA["none"]
RULES = load_rules(ROOT / "kb" / "extraction" / "patterns" / "figures.yaml")
HEADINGS = {
    "review": "发展基础",
    "situation": "面临的形势",
    "goal": "发展目标",
    "task": "主要任务",
    "principle": "指导思想",
}


def read(text: str) -> tuple[Figure, ...]:
    info = DocumentInfo("x", "某县方案", issued=date(2021, 6, 1), period=(2021, 2025))
    return extract_figures(DocumentContext(parse_outline(text), info))


def plan(purpose: str, sentence: str) -> str:
    return f"一、{HEADINGS[purpose]}\n（一）{HEADINGS[purpose]}。{sentence}\n"


def shown(figure: Figure) -> str:
    value = str(int(figure.value)) if figure.value == int(figure.value) else str(figure.value)
    unit = f" {figure.measure_unit}" if figure.measure_unit else ""
    return f"{figure.kind} {figure.comparator} {value}{unit} | {figure.indicator}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_figures(case: dict[str, Any]) -> None:
    found = read(plan(case["in"], case["text"]))
    assert [shown(figure) for figure in found] == case["expect"]
    assert {figure.provision for figure in found} == {"1.1"}
    if "as_of" in case:
        assert {figure.as_of for figure in found} == {case["as_of"]}


@pytest.mark.parametrize("case", NONE, ids=lambda case: str(case["why"]))
def test_no_figures(case: dict[str, Any]) -> None:
    assert [shown(figure) for figure in read(plan(case["in"], case["text"]))] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_of_rules(rule: Rule) -> None:
    assert [text for text in rule.examples if not rule.pattern.search(str(text))] == []
    assert [text for text in rule.counter_examples if rule.pattern.search(str(text))] == []


def test_all_cases_ran() -> None:
    assert len(CASES) >= 42
    assert len(NONE) >= 12
    assert len(RULES) >= 38


def test_enumerated_goal_lines_are_provisions_of_their_own() -> None:
    text = "一、总体要求\n（一）发展目标\n控制指标（到2025年）\n1.杜绝重大事故；\n2.死亡人数下降15%；\n3.死亡率控制在3以内。\n"
    found = read(text)
    assert [(figure.provision, figure.value, figure.as_of) for figure in found] == [
        ("1.1.2", 15, "到2025年"),
        ("1.1.3", 3, "到2025年"),
    ]


def test_a_time_in_a_review_holds_for_the_items_below() -> None:
    text = "一、发展成效\n“十三五”期间，成绩显著。\n（一）设施改善。建成水厂3座。\n"
    assert [(figure.provision, figure.as_of) for figure in read(text)] == [("1.1", "“十三五”期间")]


def test_nothing_is_read_in_rosters_and_responsibility_statements() -> None:
    text = "一、组成人员\n（一）成员名单。抽调20人。\n二、主要任务\n（一）建站。新建站点5个。（责任单位：县工信局、2个园区管委会）\n"
    outline = parse_outline(text)
    start, end = text.index("（责任"), text.rindex("）") + 1
    context = DocumentContext(outline, DocumentInfo("x", "某县方案"), (span_of(text, start, end),))
    assert [figure.value for figure in extract_figures(context)] == [5]


def test_the_first_plan() -> None:
    """Every target of the county plan by its place, and how many figures of each kind there are."""
    text = (ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt").read_text(encoding="utf-8")
    found = read(text)
    assert [(figure.provision, figure.value) for figure in found if figure.kind == "target"] == [
        *[("2.3.2", 15), ("2.3.3", 0.01), ("2.3.4", 0.5), ("2.3.5", 3)],
        *[("3.5.2", 16), ("3.5.2", 4), ("3.5.2", 50), ("3.5.3", 1)],
    ]
    kinds = Counter(figure.kind for figure in found)
    assert kinds == {"target": 8, "achievement": 16, "baseline": 3, "current_state": 13}


_TABLE = """一、发展目标
指标\t单位\t2020年\t2025年\t年均增长（%）\t属性
1.人均预期寿命\t岁\t78.2\t≥79.5\t\t预期性
孕产妇死亡率（1/10万）\t\t8.1\t9以下\t\t预期性
高标准农田面积\t万亩\t100\t[120]\t3.7\t约束性
新增岗位\t个\t－\t\t\t预期性
新建站点5个。
"""


def test_indicator_tables() -> None:
    """Bare years are baselines before the plan begins and targets later; units are scaled; the text goes on below."""
    assert [f"{shown(figure)} @{figure.as_of}" for figure in read(_TABLE)] == [
        "baseline = 78.2 岁 | 人均预期寿命 @2020年",
        "target >= 79.5 岁 | 人均预期寿命 @2025年",
        "baseline = 8.1 1/10万 | 孕产妇死亡率 @2020年",
        "target <= 9 1/10万 | 孕产妇死亡率 @2025年",
        "baseline = 1000000 亩 | 高标准农田面积 @2020年",
        "target = 1200000 亩 | 高标准农田面积 @2025年",
        "target up 3.7 % | 高标准农田面积 @年均增长（%）",
        "target = 5 个 | 站点 @None",
    ]


_PIECES = st.sampled_from(
    [*"个家处的和、，。；（）“”《》由到为%三一百万亿每第以上余多\t\n", "新建", "2021年", "到2025年", "达到", "控制在"]
    + ["0.5", "15", "消防站", "分别", "下降", "下降到", "全县", "公里", "指标", "（一）任务。", "死亡率", "5G"]
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(HEADINGS)), st.lists(_PIECES, max_size=40).map("".join))
def test_spans_are_true_and_every_figure_has_its_own(purpose: str, sentence: str) -> None:
    text = plan(purpose, sentence)
    found = read(text)
    assert all(text[figure.span.start : figure.span.end] == figure.span.quote for figure in found)
    assert len({(figure.span.start, figure.span.end) for figure in found}) == len(found)
    assert all(figure.indicator for figure in found)


def test_the_day_of_a_count_holds_on_past_a_semicolon() -> None:
    text = "示例市工作方案\n一、工作目标\n截至2024年底，老年人口86.4万人；护理型床位占比58%。到2027年，护理型床位占比达到68%。\n"
    found = [(str(f.value), f.kind) for f in parse_text(text, "count").figures if f.indicator.endswith("床位占比")]
    assert found == [("58.0", "current_state"), ("68.0", "target")]
