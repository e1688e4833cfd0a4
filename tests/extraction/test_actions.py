"""The clauses of a task that each order one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extraction.actions import extract_actions
from kb.extraction.blotting import blotted
from kb.models import DocumentContext, DocumentInfo, span_of
from kb.parsing import parse_outline


def actions_of(body: str, statement: str = "") -> list[str]:
    """The actions of a task whose text is ``body``."""
    text = f"一、主要任务\n（一）提升服务水平。{body}{statement}\n"
    start = text.index(statement) if statement else 0
    statements = (span_of(text, start, start + len(statement)),) if statement else ()
    context = DocumentContext(parse_outline(text), DocumentInfo("plan", "规划"), statements)
    return [action.span.quote for action in extract_actions(context)]


# (text of a task, its actions), and why the case exists.
CASES = [
    # one verb a clause
    ("推进机构改革，完善监管体制；建设服务平台。", ["推进机构改革", "完善监管体制", "建设服务平台"]),
    # adverbs and modals before the verb, ASCII comma
    ("进一步加强培训,要严格考核。", ["进一步加强培训", "要严格考核"]),
    # a comma inside quotations, brackets and titles cuts nothing
    (
        "落实“管行业，管安全”的规定，组织“月，日”活动（含周，日）。",
        ["落实“管行业，管安全”的规定", "组织“月，日”活动（含周，日）"],
    ),
    # a straight mark may close a curly one
    ('推广“互联网+养老"模式，发展数字服务。', ['推广“互联网+养老"模式', "发展数字服务"]),
    # a thousands separator is no comma
    ("补助资金1,000万元，建设站点。", ["补助资金1,000万元", "建设站点"]),
    # premises join the order behind them
    ("按照上级要求，结合实际，制定方案。", ["按照上级要求，结合实际，制定方案"]),
    ("以试点为契机，坚持以用为本，推动平台建设。", ["以试点为契机，坚持以用为本，推动平台建设"]),
    ("对发生事故的单位，依法严肃追责。", ["对发生事故的单位，依法严肃追责"]),
    ("2022年底前，建成养老中心。", ["2022年底前，建成养老中心"]),
    ("在保障安全的前提下，开放场馆。", ["在保障安全的前提下，开放场馆"]),
    # means in several clauses
    (
        "通过建设广场，举办活动，组织竞赛等方式，加大宣传力度。",
        ["通过建设广场，举办活动，组织竞赛等方式，加大宣传力度"],
    ),
    # premise and order in one clause
    ("按照职责分工推进改革，在重点单位推行标准化。", ["按照职责分工推进改革", "在重点单位推行标准化"]),
    # disposal: 将 and 把
    ("将安全纳入考核，把责任落实到人。", ["将安全纳入考核", "把责任落实到人"]),
    # emphasis is a premise
    ("把就业放在突出位置，开展技能培训。", ["把就业放在突出位置，开展技能培训"]),
    # a subject with a modal verb
    ("各镇（街道）要制定计划，细化分工。", ["各镇（街道）要制定计划", "细化分工"]),
    ("任何单位不得危害设施。", ["任何单位不得危害设施"]),
    # statements that order without a verb in front
    ("重点单位全部完成整改，重大问题及时向县政府报告。", ["重点单位全部完成整改", "重大问题及时向县政府报告"]),
    # a date makes any clause an order
    ("落实《办法》，2021年底前人员比例符合要求。", ["落实《办法》", "2021年底前人员比例符合要求"]),
    # effects stay with the measure; alone they are one
    ("完善机制，提高效率，形成合力。", ["完善机制，提高效率，形成合力"]),
    ("提升服务能力，开展评估。", ["提升服务能力", "开展评估"]),
    # continuations of a noun phrase
    ("建设涵盖重点行业，布局合理、功能完善的监测网络。", ["建设涵盖重点行业，布局合理、功能完善的监测网络"]),
    ("完善领导带队督查，部门驻点监管制度。", ["完善领导带队督查，部门驻点监管制度"]),
    # a prohibition covers the verbs that follow
    (
        "严禁在区内焚烧秸秆，修建房屋，种植高秆作物。加强巡查。",
        ["严禁在区内焚烧秸秆，修建房屋，种植高秆作物", "加强巡查"],
    ),
    # enumeration numbers are left out
    ("一是加强领导；二是强化保障。", ["加强领导", "强化保障"]),
    # telling orders nothing
    ("形势依然严峻。风险点多。", []),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_actions_of_a_task(body: str, expected: list[str]) -> None:
    assert actions_of(body) == expected


def test_enough_cases() -> None:
    assert len(CASES) >= 25


def test_responsibility_statements_are_no_actions() -> None:
    statement = "（责任单位：县民政局负责推进，县财政局要做好保障）"
    assert actions_of("建设服务平台。", statement) == ["建设服务平台"]


def test_only_tasks_have_actions() -> None:
    text = (
        "一、发展现状\n推进改革，建设平台。\n二、指导思想\n坚持发展，推进改革。\n三、主要任务\n（一）服务。推进改革。\n"
    )
    (action,) = extract_actions(DocumentContext(parse_outline(text), DocumentInfo("plan", "规划")))
    assert (action.provision, action.span.quote, action.rule) == ("3.1", "推进改革", "action-order")


def test_a_row_that_is_only_a_title_orders_what_the_title_says() -> None:
    text = "一、主要任务\n（一）养老。\n1.建设服务平台。\n2.养老行业。\n（二）托育。推进试点。\n"
    actions = extract_actions(DocumentContext(parse_outline(text), DocumentInfo("plan", "规划")))
    assert [(a.provision, a.span.quote) for a in actions] == [("1.1.1", "建设服务平台"), ("1.2", "推进试点")]


# (text, blotted): pairs of marks, and what has no partner.
BLOTTED = [
    ("甲“乙”丙", "甲□□□丙"),
    ("《甲（乙）》", "□□□□□□"),
    ("甲（乙“丙”丁）", "甲◇◇◇◇◇◇◇"),
    ("甲“乙", "甲“乙"),
    ("甲“乙\n丙”", "甲“乙\n丙”"),
    ('"甲"和“乙"', "□□□和□□□"),
    ("（甲”乙）", "◇◇◇◇◇"),
]


@pytest.mark.parametrize(("text", "expected"), BLOTTED)
def test_blotted(text: str, expected: str) -> None:
    assert blotted(text) == expected


@pytest.mark.parametrize("word", ["鼓励通过", "对甲的", "依法依规", "按照要求", "各镇", "等方式", "“（"])
def test_a_clause_without_end_is_one_measure_at_most(word: str) -> None:
    assert len(actions_of(f"推进{word * 2000}甲。")) <= 1


PIECES = [
    "推进甲乙",
    "建设平台",
    "，",
    "。",
    "；",
    "按照要求",
    "提高效率",
    "将甲纳入乙",
    "“",
    "”",
    "（",
    "）",
    "《",
    "》",
    "\n",
    "各镇要",
    "1.",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_gives_actions_that_stand_in_it(body: str) -> None:
    text = "一、主要任务\n" + body
    outline = parse_outline(text)
    assert len(blotted(text)) == len(text)
    actions = extract_actions(DocumentContext(outline, DocumentInfo("plan", "规划")))
    for action in actions:
        assert text[action.span.start : action.span.end] == action.span.quote
        assert action.span.quote.strip(" ，。；") == action.span.quote != ""
        assert action.rule
        assert outline.at(action.span.start).id == action.provision
    places = [(a.span.start, a.span.end) for a in actions]
    assert all(before[1] <= after[0] for before, after in zip(places, places[1:], strict=False))
