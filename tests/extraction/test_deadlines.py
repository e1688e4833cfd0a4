"""Deadlines: which dates in tasks say by when something is due, what is due, and which dates say no such thing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.extraction.deadlines import extract_deadlines
from kb.models import Deadline, DocumentContext, DocumentInfo
from kb.parsing import parse_outline
from kb.rules import Rule, load_rules
from kb.settings import ROOT

_DATA = yaml.safe_load((Path(__file__).parent / "data" / "deadlines.yaml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = _DATA["cases"]
NONE: list[dict[str, Any]] = _DATA["none"]
RULES = load_rules(ROOT / "kb" / "extraction" / "patterns" / "deadlines.yaml")
_INFO = DocumentInfo("x", "某县方案", issued=date(2021, 3, 10), period=(2021, 2025))


def read(text: str, info: DocumentInfo = _INFO) -> tuple[Deadline, ...]:
    return extract_deadlines(DocumentContext(parse_outline(text), info))


def task(sentence: str) -> str:
    return f"一、主要任务\n（一）重点工作。{sentence}\n"


def shown(deadline: Deadline) -> str:
    return f"{deadline.date} | {deadline.text} | {deadline.due}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_deadlines(case: dict[str, Any]) -> None:
    found = read(task(case["text"]))
    assert [shown(deadline) for deadline in found] == case["expect"]
    assert {deadline.provision for deadline in found} == {"1.1"}
    assert {deadline.approximate for deadline in found} == {case.get("approximate", False)}


@pytest.mark.parametrize("case", NONE, ids=lambda case: str(case["why"]))
def test_no_deadlines(case: dict[str, Any]) -> None:
    assert [shown(deadline) for deadline in read(task(case["text"]))] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_of_rules(rule: Rule) -> None:
    assert [text for text in rule.examples if not rule.pattern.search(str(text))] == []
    assert [text for text in rule.counter_examples if rule.pattern.search(str(text))] == []


def test_all_cases_ran() -> None:
    assert len(CASES) >= 22
    assert len(NONE) >= 14
    assert len(RULES) >= 22


@pytest.mark.parametrize("heading", ["发展目标", "发展基础", "面临的形势", "指导思想"])
def test_only_tasks_have_deadlines(heading: str) -> None:
    sentence = "到2025年，2022年底前建成平台。"
    assert read(f"一、{heading}\n（一）{heading}。{sentence}\n") == ()
    assert len(read(task(sentence))) == 2


def test_stages_of_an_action_plan() -> None:
    text = (
        "一、实施步骤\n（一）动员部署阶段（2021年4月）。制定方案。\n（二）集中整治阶段（2021年5月至10月）。全面整治。\n"
    )
    assert [(deadline.provision, shown(deadline)) for deadline in read(text)] == [
        ("1.1", "2021-04-30 | 2021年4月 | 动员部署阶段"),
        ("1.2", "2021-10-31 | 2021年5月至10月 | 集中整治阶段"),
    ]


def test_deadline_column_of_a_task_table() -> None:
    text = (
        "一、重点任务\n序号\t重点任务\t责任单位\t完成时限\n"
        "1\t建设指挥平台\t市应急局\t2022年6月\n2\t新建站点\t市工信局\t长期坚持\n3\t编制规划\t市水利局\t2022年底前\n"
    )
    assert [shown(deadline) for deadline in read(text)] == [
        "2022-06-30 | 2022年6月 | 建设指挥平台",
        "2022-12-31 | 2022年底前 | 编制规划",
    ]


def test_a_past_date_needs_strong_wording() -> None:
    """Of two dates before the day of issue the one with 底前 is still a deadline, the bare one a fact."""
    assert [deadline.text for deadline in read(task("2020年建成平台，2020年底前投入使用。"))] == ["2020年底前"]


def test_the_document_does_not_carry_itself_out() -> None:
    info = DocumentInfo("x", "某县绿化行动方案（2021—2023年）", issued=date(2021, 3, 10))
    assert read(task("认真落实《某县绿化行动方案（2021—2023年）》。"), info) == ()


def test_without_a_day_of_issue_printed_years_still_count() -> None:
    info = DocumentInfo("x", "某县方案")
    assert [deadline.text for deadline in read(task("2022年底前建成平台，6月底前验收。"), info)] == ["2022年底前"]


def test_the_first_plan() -> None:
    text = (ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt").read_text(encoding="utf-8")
    found = read(text, DocumentInfo("x", "高青县安全生产“十四五”规划", issued=date(2021, 12, 10), period=(2021, 2025)))
    assert [(deadline.provision, deadline.date.year, deadline.approximate) for deadline in found] == [
        *[("3.1.3", 2021, False), ("3.3.6", 2022, False), ("3.4.1", 2022, False), ("3.4.3", 2023, False)],
        *[("3.4.3", 2023, True), ("3.5.2", 2023, False), ("4.3", 2023, False), ("4.3", 2025, False)],
    ]


_PIECES = st.sampled_from(
    [*"前底末起、，。；（）《》到于在和每内", "2021年", "2022年底前", "6月", "完成", "分别", "建成平台", "“十四五”末"]
    + ["行动计划", "2021—2023年", "完成时限：", "责任单位：县应急局", "三年内", "\n（二）任务。"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_spans_are_true_and_every_deadline_has_its_own(sentence: str) -> None:
    text = task(sentence)
    found = read(text)
    assert all(text[deadline.span.start : deadline.span.end] == deadline.span.quote for deadline in found)
    assert all(deadline.text in deadline.span.quote for deadline in found)
    assert len({(deadline.span.start, deadline.span.end) for deadline in found}) == len(found)
    assert all(deadline.due for deadline in found)
