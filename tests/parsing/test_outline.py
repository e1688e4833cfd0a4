"""The provision tree: numbering styles, ids by position, invertibility."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.parsing import parse_outline, purpose_of


def ids_and_titles(text: str) -> list[tuple[str, str]]:
    return [
        (p.id, p.title) for p in parse_outline(text).provisions if p.listed and p.level not in ("document", "front")
    ]


CASES = [
    # the common style of plans; the item's title runs into its paragraph
    (
        "某县规划\n一、主要任务\n（一）完善机制\n1.强化理念。各镇要加强学习。\n2.严格执法。开展检查。\n二、保障措施\n",
        [("1", "主要任务"), ("1.1", "完善机制"), ("1.1.1", "强化理念"), ("1.1.2", "严格执法"), ("2", "保障措施")],
    ),
    # half-width and full-width brackets and dots in one document
    ("一、任务\n(一)甲\n1．乙。做事。\n（二）丙\n", [("1", "任务"), ("1.1", "甲"), ("1.1.1", "乙"), ("1.2", "丙")]),
    # items directly under a part: ids go by depth, not by style
    ("一、任务\n1.甲。做事。\n2.乙。做事。\n", [("1", "任务"), ("1.1", "甲"), ("1.2", "乙")]),
    # numbers that run on through the parts
    ("一、甲\n（一）子。做事。\n二、乙\n（二）丑。做事。\n", [("1", "甲"), ("1.1", "子"), ("2", "乙"), ("2.1", "丑")]),
    # a missing and a repeated number still give one place each
    ("一、甲\n（一）子\n（三）丑\n（三）寅\n", [("1", "甲"), ("1.1", "子"), ("1.2", "丑"), ("1.3", "寅")]),
    # chapters, divisions and articles
    (
        "第一章 总则\n第一条 为了加强管理，制定本条例。\n第二章 职责\n第一节 政府\n第二条 政府负责。\n",
        [("1", "总则"), ("1.1", "为了加强管理，制定本条例"), ("2", "职责"), ("2.1", "政府"), ("2.1.1", "政府负责")],
    ),
    # numbers with several components
    ("1.1 编制目的\n为了应对。\n1.2 适用范围\n本县。\n", [("1", "编制目的"), ("2", "适用范围")]),
    # （1） below 1.
    (
        "一、甲\n（一）乙\n1.丙。做事。\n（1）丁。做事。\n（2）戊。做事。\n",
        [("1", "甲"), ("1.1", "乙"), ("1.1.1", "丙"), ("1.1.1.1", "丁"), ("1.1.1.2", "戊")],
    ),
    # an enumeration of sentences has no headings
    ("一、目标\n1.死亡人数下降15%；\n2.死亡率控制在3以内。\n二、任务\n", [("1", "目标"), ("2", "任务")]),
    # a title of its own line with a full stop, its paragraph below
    ("一、总体要求\n（一）指导思想。\n以人民为中心。\n", [("1", "总体要求"), ("1.1", "指导思想")]),
    # a statement right behind the title
    ("一、任务\n1.推进改造（责任单位：县住建局）\n", [("1", "任务"), ("1.1", "推进改造")]),
    # an annex restarts the count; the list of annexes is none
    (
        "一、任务\n附件：1.名单\n2.台账\n附件1\n名单表\n一、人员\n附件2\n台账表\n",
        [("1", "任务"), ("A1", "名单表"), ("A1.1", "人员"), ("A2", "台账表")],
    ),
    # 附件 before the plan that a notice carries is no annex
    ("关于印发方案的通知\n附件\n某市方案\n一、任务\n", [("1", "任务")]),
    # amounts, dates and phrases are no numbers of headings
    ("一、目标\n1.5亿元投入。\n2019年完成。\n一是加强领导。\n十五个镇参加。\n", [("1", "目标")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_numbering(text: str, expected: list[tuple[str, str]]) -> None:
    assert ids_and_titles(text) == expected


def test_numbering_ran_all_cases() -> None:
    assert len(CASES) >= 14


def test_one_line_document_is_opened_at_its_blanks() -> None:
    body = "加快审批流程，提供优惠利率，满足资金需求。" * 30
    text = f"关于支持发展的通知 各市人民政府: 现提出措施: 一、加大支持 1.完善服务。{body} 2.稳定供给。{body} 二、加强保障 3.减轻负担。{body}"
    assert ids_and_titles(text) == [
        ("1", "加大支持"), ("1.1", "完善服务"), ("1.2", "稳定供给"), ("2", "加强保障"), ("2.1", "减轻负担"),
    ]  # fmt: skip


def test_lost_line_break_is_opened_where_the_count_goes_on() -> None:
    text = "一、任务\n1.甲事项。做好甲类工作，完善制度机制，落实各项措施。2.乙事项。做好乙类工作，强化监督检查。\n"
    assert ids_and_titles(text) == [("1", "任务"), ("1.1", "甲事项"), ("1.2", "乙事项")]


def test_decimal_levels_nest() -> None:
    text = "1 总则\n1.1 目的\n为了应对。\n1.2 范围\n本县。\n1.2.1 地域\n全县。\n2.1 体系\n县。\n"
    assert [p.id for p in parse_outline(text).provisions if p.listed and p.level not in ("document", "front")] == [
        "1",
        "2",
        "2.1",
        "3",
    ]


@given(st.text(alphabet="一二三（）()1.2、。；：\n \t章节第条附件县局甲乙〔〕责任单位", max_size=300))
@settings(max_examples=300, deadline=None)
def test_own_texts_give_back_the_text(text: str) -> None:
    outline = parse_outline(text)
    assert "".join(text[p.start : p.own_end] for p in outline.provisions) == text
    for provision in outline.provisions:
        assert provision.start <= provision.own_end <= provision.end <= len(text)
        assert text[provision.heading.start : provision.heading.end] == provision.heading.quote
        assert provision.parent is None or outline.has(provision.parent)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_parses(text: str) -> None:
    outline = parse_outline(text)
    assert "".join(text[p.start : p.own_end] for p in outline.provisions) == text
    assert len({p.id for p in outline.provisions}) == len(outline.provisions)


PURPOSES = [
    ("一、发展基础\n（一）主要成效\n1.甲。好。\n", "1.1.1", "review"),
    ("一、现状与形势\n（一）面临的形势\n1.甲。难。\n", "1.1.1", "situation"),
    ("一、总体要求\n（一）指导思想。坚持发展。\n（二）主要目标。到2025年。\n", "1.1", "principle"),
    ("一、总体要求\n（一）指导思想。坚持发展。\n（二）主要目标。到2025年。\n", "1.2", "goal"),
    ("一、重点任务\n（一）加强目标管理\n1.完善目标考核。做事。\n", "1.1.1", "task"),  # an item's title names a matter
    ("一、“十三五”成效\n（一）主要任务完成情况\n1.甲。好。\n", "1.1.1", "review"),  # told, not ordered
    ("一、任务\n附件1\n领导小组成员名单\n一、组成人员\n张某 局长\n", "A1.1", "roster"),
    ("某县通知\n", "1", "front"),  # no heading: each line is a provision, and orders nothing
]


@pytest.mark.parametrize(("text", "provision", "purpose"), PURPOSES)
def test_purpose(text: str, provision: str, purpose: str) -> None:
    outline = parse_outline(text)
    assert purpose_of(outline, outline.by_id(provision)) == purpose
