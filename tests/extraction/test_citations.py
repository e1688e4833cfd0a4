"""Titles, numbers, articles, short names, antecedents and the basis of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.extraction.citations import based_on_titles, extract_citations
from kb.models import Citation, DocumentContext, DocumentInfo
from kb.parsing import parse_outline

OWN = "云水县养老服务发展规划"


def cited(text: str, title: str = OWN) -> tuple[Citation, ...]:
    """The citations of ``text`` in a document called ``title``."""
    return extract_citations(DocumentContext(parse_outline(text), DocumentInfo("plan", title)))


# (text, title, number, article): what one citation reads, and why the case exists.
READ = [
    ("落实《养老机构管理办法》要求。", "养老机构管理办法", None, None),  # the plain case
    (
        "按照《示范社区评价细则（2020年版）》执行。",
        "示范社区评价细则（2020年版）",
        None,
        None,
    ),  # edition inside the title
    ("推进《三年行动计划（2021—2023年）》。", "三年行动计划（2021—2023年）", None, None),  # years inside the title
    ("依据《县消防规划（试行）》办理。", "县消防规划（试行）", None, None),  # trial edition inside the title
    (
        "《省政府关于印发〈养老规划〉的通知》要求高。",
        "省政府关于印发〈养老规划〉的通知",
        None,
        None,
    ),  # the standard's nesting
    ("《关于转发《养老意见》的通知》要求高。", "关于转发《养老意见》的通知", None, None),  # the offices' nesting
    ("落实《关于《甲《乙》办法》的批复》。", "关于《甲《乙》办法》的批复", None, None),  # nested twice
    (
        "《加快发展意见》（云政办〔2019〕50号）提出。",
        "加快发展意见",
        "云政办〔2019〕50号",
        None,
    ),  # number, six-angle brackets
    ("《加快发展意见》（云政办[2019]50号）提出。", "加快发展意见", "云政办[2019]50号", None),  # number, square brackets
    ("《加快发展意见》(云政办 (2019) 50 号)提出。", "加快发展意见", "云政办(2019)50号", None),  # number, round, spaced
    ("《工伤保险条例》（国务院令第375号）规定。", "工伤保险条例", "国务院令第375号", None),  # number of a decree
    (
        "《老年人建筑设计标准》（JGJ 450-2018）规定。",
        "老年人建筑设计标准",
        "JGJ 450-2018",
        None,
    ),  # number of a standard
    ("根据《安全法》第二十一条处罚。", "安全法", None, "第二十一条"),  # article
    ("违反《安全法》第21条第三款的。", "安全法", None, "第21条第三款"),  # paragraph of an article, Arabic figures
    (
        "违反《安全法》（2021年修正）第三条、第五条的。",
        "安全法",
        None,
        "第三条、第五条",
    ),  # edition behind, two articles
    ("违反《安全法》的第三十条之一。", "安全法", None, "第三十条之一"),  # 的 between, inserted article
    (
        "落实《关于支持服务业 应对困难的措施》。",
        "关于支持服务业应对困难的措施",
        None,
        None,
    ),  # blank left by a line break
]


@pytest.mark.parametrize(("text", "title", "number", "article"), READ)
def test_reads_title_number_and_article(text: str, title: str, number: str | None, article: str | None) -> None:
    (citation,) = cited(text)
    assert (citation.title, citation.number, citation.article, citation.relation) == (title, number, article, "cites")


def test_reads_enough_cases() -> None:
    assert len(READ) >= 17


def test_titles_in_a_row_are_one_citation_each_with_its_own_place() -> None:
    text = "一、任务\n1.贯彻。落实《甲条例》《乙办法》，执行《丙规定》和《丁标准》。"
    citations = cited(text)
    assert [c.title for c in citations] == ["甲条例", "乙办法", "丙规定", "丁标准"]
    assert [c.span.quote for c in citations] == ["《甲条例》", "《乙办法》", "《丙规定》", "《丁标准》"]
    assert {c.provision for c in citations} == {"1.1"}


def test_span_takes_in_number_and_article() -> None:
    (citation,) = cited("违反《养老条例》（云人发〔2020〕3号）第九条的，依法处理。")
    assert citation.span.quote == "《养老条例》（云人发〔2020〕3号）第九条"


@pytest.mark.parametrize("text", ["落实《养老条例等规定。", "养老条例》规定。", "《》", "《《《", "书名号《\n》断行"])
def test_unpaired_marks_cite_nothing(text: str) -> None:
    assert cited(text) == ()


def test_an_unclosed_mark_does_not_swallow_the_next_title() -> None:
    assert [c.title for c in cited("落实《养老条例、《养老办法》等规定。")] == ["养老办法"]


# (introduction, later use, whether the later use cites the full title), and why.
SHORT = [
    ("《省养老发展意见》（以下简称《意见》）", "按照《意见》执行", True),  # bracketed both times
    (
        "《省养老发展意见》（省政发〔2020〕1号，以下简称“《养老意见》”）",
        "落实《养老意见》",
        True,
    ),  # number and name together
    ("《省养老发展意见》（以下简称“省养老意见”）", "落实省养老意见", True),  # long enough to stand bare
    ("《省养老发展意见》（以下简称“意见”）", "落实“意见”要求", True),  # short, but quoted
    ("《省养老发展意见》（以下简称“意见”）", "广泛听取意见", False),  # a common word
    ("《省养老发展意见》（以下简称《意见》）", "广泛听取意见", False),  # introduced with 《》 only
]


@pytest.mark.parametrize(("introduction", "use", "cites"), SHORT)
def test_short_names_are_resolved(introduction: str, use: str, cites: bool) -> None:
    citations = cited(f"贯彻{introduction}精神。{use}。")
    assert [c.title for c in citations] == ["省养老发展意见"] * (2 if cites else 1)


def test_a_title_of_genre_only_means_the_last_of_that_genre_or_the_document_itself() -> None:
    text = "落实《省托育实施方案》和《省养老条例》，《方案》明确任务，《规划》提出目标，《办法》另行制定。"
    assert [c.title for c in cited(text)] == ["省托育实施方案", "省养老条例", "省托育实施方案", OWN, "办法"]


@pytest.mark.parametrize(
    "word", ["本规划", "本方案", "本意见", "本通知", "本办法", "本行动计划", "本实施意见", "本条例"]
)
def test_antecedents_cite_the_document_itself(word: str) -> None:
    (citation,) = cited(f"{word}由县民政局负责解释。")
    assert (citation.relation, citation.title, citation.span.quote) == ("self", OWN, word)


@pytest.mark.parametrize(
    "text", ["降低成本计划", "基本方案", "纳入本地区发展规划", "制定本部门工作方案", "听取本人意见"]
)
def test_look_alikes_are_no_antecedents(text: str) -> None:
    assert cited(text) == ()


def test_the_own_title_is_no_foreign_document() -> None:
    text = f"现将《{OWN}》印发给你们。\n落实《云水县养老服务 发展规划》。"
    assert {c.relation for c in cited(text)} == {"self"}


def test_the_document_being_issued_is_the_document_itself_however_its_title_is_printed() -> None:
    text = "《云水县“养老服务”五年规划》已经县政府同意，现印发给你们。\n一、任务\n落实《养老条例》。"
    assert [(c.relation, c.title) for c in cited(text)] == [("self", OWN), ("cites", "养老条例")]


# (preamble, titles): the wordings in which a document names its basis.
BASES = [
    ("根据《甲纲要》《乙规划》要求，结合我县实际，制定本规划。", ("甲纲要", "乙规划")),
    ("为深入贯彻落实《甲意见》（云政〔2018〕7号）和《乙意见》，推动发展，现提出以下意见。", ("甲意见", "乙意见")),
    ("按照《甲通知》精神，经研究，特制定本行动计划。", ("甲通知",)),
    ("依据《甲法》《乙条例》等法律法规，制定以下措施。", ("甲法", "乙条例")),
    ("为贯彻《甲决定》，现就有关事项通知如下。", ("甲决定",)),
    ("本方案依据《甲标准》《乙规范》编制。", ("甲标准", "乙规范")),
    ("第一条　为了保障权益，根据《甲法》，制定本条例。", ("甲法",)),
    ("根据《甲法》（以下简称《法》）制定本办法。\n第二条　违反《乙法》的，依法处理。", ("甲法",)),
    ("随着《甲法》颁布，形势变化。落实《乙法》。", ()),
    ("根据《甲法》制定年度计划。", ()),
]


@pytest.mark.parametrize(("text", "titles"), BASES)
def test_basis_of_a_document(text: str, titles: tuple[str, ...]) -> None:
    assert based_on_titles(parse_outline(text)) == titles
    assert tuple(c.title for c in cited(text) if c.relation == "based_on") == titles


def test_a_section_of_its_own_names_the_basis_and_an_annex_does_not() -> None:
    text = "一、总则\n（一）编制依据\n《甲法》《乙条例》等。\n（二）适用范围\n执行《丙规定》。\n附件\n根据《丁法》，制定本办法。\n"
    assert based_on_titles(parse_outline(text)) == ("甲法", "乙条例")


PIECES = [
    "《",
    "》",
    "〈",
    "〉",
    "甲法",
    "（以下简称《",
    "简称“",
    "”）",
    "第三条",
    "〔2020〕3号",
    "本规划",
    "根据",
    "，制定本规划。",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_any_text_gives_citations_that_stand_in_it(text: str) -> None:
    outline = parse_outline(text)
    citations = extract_citations(DocumentContext(outline, DocumentInfo("plan", OWN)))
    for citation in citations:
        assert text[citation.span.start : citation.span.end] == citation.span.quote != ""
        assert citation.relation in ("cites", "based_on", "self")
        assert outline.has(citation.provision)
    places = [(c.span.start, c.span.end) for c in citations]
    assert all(before[1] <= after[0] for before, after in zip(places, places[1:], strict=False))
