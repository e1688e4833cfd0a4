"""What is to be built: names, categories, lists, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extraction.deliverables import extract_deliverables
from kb.models import Deliverable, DocumentContext, DocumentInfo
from kb.parsing import parse_outline


def deliverables(text: str) -> tuple[Deliverable, ...]:
    """The deliverables of the document ``text``."""
    return extract_deliverables(DocumentContext(parse_outline(text), DocumentInfo("plan", "规划")))


def named(body: str) -> list[str]:
    """The names in a task whose text is ``body``."""
    return [d.name for d in deliverables(f"一、主要任务\n（一）提升能力。{body}\n")]


# (text, names), and why the case exists.
NAMES = [
    ("建成城市消防大数据库。", ["城市消防大数据库"]),  # verb and object
    ("筹划建立燃气安全管理系统，提升效率。", ["燃气安全管理系统"]),  # verbs in a row
    ("推动城市管网监测平台建设，全面提升能力。", ["城市管网监测平台"]),  # the name without 建设
    (
        "推动建设县、镇指挥平台、处置平台和移动平台。",
        ["县、镇指挥平台", "处置平台", "移动平台"],
    ),  # a list; a shared head
    ("加快大气自动监测站、水质监测站和噪声监测站建设。", ["大气自动监测站", "水质监测站", "噪声监测站"]),  # closed once
    ("建设布局合理、功能完善的风险监测网络。", ["风险监测网络"]),  # description before 的
    ("建成以物联网、大数据为基础的企业信息化体系。", ["企业信息化体系"]),  # 以…为…的 holds no items
    ("建设涵盖重点行业，布局合理的感知网络。", ["感知网络"]),  # description across a comma
    ("打造集中转站和冷藏库于一体的配送园区。", ["配送园区"]),  # heads inside a description
    ("建设一批示范基地，新建3个以上应急救援基地。", ["应急救援基地"]),  # quantities; a mere 示范基地 is none
    ("新建消防站16个、市政消火栓（或消防水鹤）50个。", ["消防站", "市政消火栓"]),  # quantities and brackets behind
    ("将监测预警系统逐步扩展至公共安全领域。", ["监测预警系统"]),  # object first
    ("实施打通消防“生命通道”工程。", ["打通消防“生命通道”工程"]),  # quotation in the name
    ("加快“雪亮工程”建设。", ["“雪亮工程”"]),  # head inside the quotation
    ("推进甲产业园、乙产业园等专业园区建设。", ["甲产业园", "乙产业园"]),  # class name behind 等
    ("建立土地确权、林权登记等数据库。", ["土地确权、林权登记等数据库"]),  # 等 before a bare head
    ("推广使用水位巡查、阀门启闭等信息化服务平台。", ["信息化服务平台"]),  # 等 before a full name
    ("鼓励各类企业建设工业云平台。", ["工业云平台"]),  # verb behind its subject
    ("完成重点社区救援站建设任务。", ["重点社区救援站"]),  # 建设任务
    ("在重点社区实现应急救援站全覆盖。", ["应急救援站"]),  # 全覆盖
    ("实施重大危险源在线监测监控。", ["重大危险源在线监测监控"]),  # monitoring
    ("实施城镇老旧管网更新改造工程。", ["城镇老旧管网更新改造工程"]),  # verbs inside a project's name
    ("编制危险性分布和风险评估分布图。", ["危险性分布和风险评估分布图"]),  # map, shared head
    ("升级改造乡镇排涝泵房。", ["乡镇排涝泵房"]),  # renewal of what exists
    ("建设渔船监控平台及开发智慧渔港APP（应用程序）。", ["渔船监控平台", "智慧渔港APP（应用程序）"]),  # two verbs
]
NONE = [
    "完善协同推进机制，健全责任体系，建立考核制度。",  # abstract things
    "建立特种设备安全治理体系，健全双重预防体系。",  # systems of management
    "使用工业云平台，依托指挥中心开展工作。",  # used, not built
    "推进北斗系统、无人机等新技术在监管中的应用。",  # application of something
    "加强网络安全管理，抓好供热工程建设施工安全。",  # head nouns that modify
    "推进服务平台建设、人员培训等领域的监管。",  # 建设 within a longer object
    "推动服务向县级医院、卫生院覆盖。",  # covers places, builds none
    "以打造信息中心为目标。",  # aim
    "将全县建设成为区域物流中心。",  # metaphor
    "实施重点项目，建设各类平台。",  # no names
    "编制技术路线图，建立售后服务网络。",  # neither map nor network
]


@pytest.mark.parametrize(("body", "names"), NAMES)
def test_names(body: str, names: list[str]) -> None:
    assert named(body) == names


@pytest.mark.parametrize("body", NONE)
def test_no_deliverable(body: str) -> None:
    assert named(body) == []


def test_enough_cases() -> None:
    assert len(NAMES) >= 25
    assert len(NONE) >= 11


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("应急指挥平台", "platform"),
        ("安全监管系统", "information_system"),
        ("专家信息库", "database"),
        ("风险分布图", "map"),
        ("视频监控网络", "network"),
        ("融媒体中心", "center"),
        ("教育实训基地", "base"),
        ("科技体验馆", "venue"),
        ("微型消防站", "station"),
        ("数字产业园", "park"),
        ("联合实验室", "laboratory"),
        ("污水处理厂", "facility"),
        ("烟感报警装置", "equipment"),
        ("智能生产线", "plant"),
        ("道路畅通工程", "project"),
    ],
)
def test_categories(name: str, category: str) -> None:
    (deliverable,) = deliverables(f"一、主要任务\n建设{name}。\n")
    assert (deliverable.name, deliverable.category, deliverable.provision) == (name, category, "1")


def test_built_long_ago_is_not_to_be_built_and_goals_count() -> None:
    text = "一、主要成效\n建成甲指挥平台。\n二、发展目标\n乙指挥平台建成投用，建设丙指挥平台。\n三、主要任务\n（一）能力。建设丁指挥平台。\n"
    assert [(d.provision, d.name) for d in deliverables(text)] == [
        ("2", "乙指挥平台"),
        ("2", "丙指挥平台"),
        ("3.1", "丁指挥平台"),
    ]


def test_titles_name_projects_and_things_to_build_each_once_in_a_provision() -> None:
    text = "一、重点工程\n（一）消防能力提升工程。新建消防站16个，再新建消防站2个。\n（二）建设指挥平台。推进指挥平台建设。\n"
    assert [(d.provision, d.name, d.category) for d in deliverables(text)] == [
        ("1.1", "消防能力提升工程", "project"),
        ("1.1", "消防站", "station"),
        ("1.2", "指挥平台", "platform"),
    ]


# Words that can be read as one or as two; a pattern that tries both at every place never comes back.
HOSTILE = ["推广应用", "改扩建", "◇", "的", "等", "甲、", "3个", "建设的", "“（", "以甲为乙的", "重点各类"]


@pytest.mark.parametrize("word", HOSTILE)
def test_repetition_does_not_run_away(word: str) -> None:
    assert isinstance(named(f"推进{word * 500}甲"), list)


PIECES = [
    "建设",
    "推进",
    "应急",
    "指挥平台",
    "系统",
    "、",
    "和",
    "，",
    "。",
    "的",
    "等",
    "“",
    "”",
    "（",
    "）",
    "16个",
    "工程",
    "将",
    "扩展",
    "\n",
    "1.",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_gives_names_that_stand_in_it(body: str) -> None:
    text = "一、主要任务\n" + body
    outline = parse_outline(text)
    for deliverable in extract_deliverables(DocumentContext(outline, DocumentInfo("plan", "规划"))):
        span = deliverable.span
        assert text[span.start : span.end] == span.quote
        assert deliverable.name == "".join(span.quote.split()) != ""
        assert outline.at(span.start).id == deliverable.provision
