"""Responsibility statements in every printed style, and text that only looks like one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.extraction.assignments import extract_assignments
from kb.models import Assignment, DocumentInfo
from kb.parsing import parse_outline

_DATA = yaml.safe_load((Path(__file__).parent / "data" / "statements.yaml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = _DATA["cases"]
NONE: list[dict[str, Any]] = _DATA["none"]
_INFO = DocumentInfo("x", "某市方案", issued=date(2021, 3, 1))


def read(text: str, info: DocumentInfo = _INFO) -> tuple[Assignment, ...]:
    return extract_assignments(parse_outline(text), info)[0]


def shown(assignments: tuple[Assignment, ...]) -> str:
    return " ".join(f"{u.name}{'(c)' * u.collective}:{u.role[0]}" for a in assignments for u in a.units)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_statement(case: dict[str, Any]) -> None:
    found = read(case["text"])
    assert shown(found) == case["expect"]
    assert len(found) == 1
    assert found[0].open_list == case.get("open", False)
    assert str(found[0].deadline) == str(case.get("deadline"))


@pytest.mark.parametrize("case", NONE, ids=lambda case: case["why"])
def test_no_statement(case: dict[str, Any]) -> None:
    assert shown(read(case["text"])) == ""


def test_all_cases_ran() -> None:
    assert len(CASES) >= 56
    assert len(NONE) >= 8


# Ways a statement may be written over without changing what it says.
MUTATIONS = {
    "half-width punctuation": lambda s: s.translate(str.maketrans("（）：，；", "():,;")),
    "square brackets": lambda s: s.replace("（", "［", 1)[::-1].replace("）", "］", 1)[::-1],
    "tortoise brackets": lambda s: s.replace("（", "〔", 1)[::-1].replace("）", "〕", 1)[::-1],
    "blanks after the punctuation": lambda s: s.replace("：", "： ").replace("，", "， "),
    "a full stop before the bracket closes": lambda s: s[:-1] + "。" + s[-1],
}
PLAIN = [
    "（责任单位：县应急局牵头，县公安局、县交通运输局按职责分工负责）",
    "（牵头单位：市工信局；配合单位：市发展改革委，各县区政府）",
    "（责任单位：省财政厅、省审计厅，各市人民政府）",
    "（县住房城乡建设局牵头，县自然资源局、县城管局配合）",
]


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("statement", PLAIN)
def test_mutations_say_the_same(statement: str, mutation: str) -> None:
    mutated = MUTATIONS[mutation](statement)
    assert shown(read(f"完善制度。{mutated}")) == shown(read(f"完善制度。{statement}")) != ""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the first unit leads from there on
        ("（教育部、财政部等负责。列第一位者为牵头单位，下同）", ["教育部:l 财政部:p", "商务部:l 公安部:p"]),
        # it holds only where it stands without 下同
        ("（教育部、财政部负责。列第一位者为牵头单位）", ["教育部:l 财政部:p", "商务部:r 公安部:r"]),
        # units that take part in every later statement
        (
            "（责任单位：省教育厅牵头，省财政厅配合。以下均需各市人民政府落实，不再列出）",
            ["省教育厅:l 省财政厅:p", "商务部:r 公安部:r 各市人民政府(c):r"],
        ),
    ],
)
def test_standing_sentences(said: str, expected: list[str]) -> None:
    found = read(f"一、任务\n（一）甲。做事。{said}\n（二）乙。做事。（商务部、公安部负责）\n")
    assert [shown((assignment,)) for assignment in found] == expected


def test_a_note_below_holds_for_the_statements_above() -> None:
    found = read("一、任务\n（一）甲。做事。（责任单位：市教育局、市财政局）\n注：责任单位中排在第一位的为牵头单位。\n")
    assert shown(found) == "市教育局:l 市财政局:p"


def test_shared_place_names_the_youth_league() -> None:
    found = read("做事。（责任单位：县总工会、共青团、妇联）", DocumentInfo("x", "t", place="云水县", level="county"))
    assert shown(found) == "县总工会:r 共青团云水县委员会:r 县妇联:r"
    assert [unit.printed for unit in found[0].units] == ["县总工会", "共青团", "妇联"]


def test_table_rows() -> None:
    text = "序号重点任务牵头单位配合单位\n1完善设施。市工信局市发展改革委、市财政局\n2搭建平台。市住建局\n市城管局市财政局\n"
    assert [shown((a,)) for a in read(text)] == [
        "市工信局:l 市发展改革委:p 市财政局:p",
        "市住建局:l 市城管局:l 市财政局:p",
    ]


def test_prose_is_read_with_lower_confidence_and_only_without_a_statement() -> None:
    prose = read("一、任务\n（一）甲。由市工信局牵头，制定方案。\n")
    assert shown(prose) == "市工信局:l"
    assert prose[0].confidence < 1
    assert shown(read("一、任务\n（一）甲。由市工信局牵头，制定方案。（责任单位：市财政局）\n")) == "市财政局:r"


def test_heading_that_is_a_unit_gives_it_its_duties() -> None:
    found = read("一、职责分工\n（一）县公安局：负责道路交通安全监管。\n（二）县教育和体育局：负责校园安全。\n")
    assert shown(found) == "县公安局:r 县教育和体育局:r"


def test_unnumbered_duties_one_below_the_other() -> None:
    text = "一、成员单位职责\n县公安局：负责道路交通安全监管。\n县教育和体育局：协助做好校园安全。\n县应急管理局：牵头综合监管。\n"
    assert shown(read(text)) == "县公安局:r 县教育和体育局:r 县应急管理局:l"
    assert shown(read("一、工作要求\n县公安局：负责道路交通安全监管。\n其他事项另行通知。\n")) == ""


def test_statement_without_units_is_reported() -> None:
    _, unparsed = extract_assignments(parse_outline("一、任务\n（一）甲。做事。（责任单位：详见附表）\n"), _INFO)
    assert [item.span.quote for item in unparsed] == ["（责任单位：详见附表）"]


@given(st.text(alphabet="（）()〔〕[]责任牵头配合单位：:、，；。局县市省应急和等由负责\n", max_size=120))
@settings(max_examples=400, deadline=None)
def test_spans_hold_for_any_text(text: str) -> None:
    for assignment in read(text):
        for span in (assignment.statement, *(unit.span for unit in assignment.units)):
            assert text[span.start : span.end] == span.quote
