"""Passages: whole sentences, verbatim, under their headings, and nothing of the text lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.models import DocumentInfo, Outline, ParsedDocument, Provision, Span
from kb.parsing import parse_outline
from kb.search.passages import PASSAGE_CHARS, Passage, passages_of, split_text, text_passages

_PLAN = """示例县林业发展规划
一、总体要求
坚持生态优先。
二、主要任务
（一）防火
1.瞭望设施
新建瞭望塔三座。
2.物资储备
（二）病虫害
开展普查。
"""


@pytest.fixture
def read() -> tuple[Passage, ...]:
    return passages_of(ParsedDocument(DocumentInfo("plan", "示例县林业发展规划"), parse_outline(_PLAN)))


def test_a_passage_stands_under_all_its_headings(read: tuple[Passage, ...]) -> None:
    found = {passage.section: passage for passage in read}
    assert found["2.1.1"].text == "新建瞭望塔三座。"
    assert found["2.1.1"].context == "示例县林业发展规划\n主要任务\n防火\n瞭望设施"
    assert found["2.1.1"].searched == "示例县林业发展规划\n主要任务\n防火\n瞭望设施\n新建瞭望塔三座。"


def test_a_heading_is_a_passage_only_where_nothing_stands_below(read: tuple[Passage, ...]) -> None:
    found = {passage.section: passage.text for passage in read}
    # 2.1.2 has neither text nor parts; 2 and 2.1 are read with what they hold.
    assert found["2.1.2"] == "2.物资储备"
    assert {"2", "2.1"}.isdisjoint(found)


def test_passages_are_verbatim_and_ids_unique(read: tuple[Passage, ...]) -> None:
    assert [passage.text for passage in read] == [_PLAN[passage.start : passage.end] for passage in read]
    assert len({passage.id for passage in read}) == len(read) >= 4


def test_long_titles_leave_room_for_the_text() -> None:
    title = "、".join(["国家某委"] * 19) + "关于发展林业的指导意见"
    heading = "健全防火责任制" + "压实各级责任" * 12
    text = heading + "\n开展巡护。"
    whole, cut = Span(0, 0, ""), Span(0, len(heading), heading)
    root = Provision("", "document", "", "", None, 0, 0, len(text), whole, 0)
    part = Provision("1", "part", "", heading, "", 0, len(text), len(text), cut, len(heading))
    (read,) = passages_of(ParsedDocument(DocumentInfo("plan", title), Outline(text, (root, part))))
    context = read.context.split("\n")
    assert [len(line) for line in context] == [60, 60]
    assert context[0].endswith("关于发展林业的指导意见")
    assert context[1].startswith("健全防火责任制")


# (sentences by length, lengths of the passages, why)
SPLITS = [
    ((50, 50, 50), [150], "short sentences are read together"),
    ((100, 100, 100), [100, 100, 100], "two would be too long, and a sentence is kept whole"),
    ((170, 30), [200], "a short rest stays with what it speaks of"),
    ((170, 70), [170, 70], "a longer one stands for itself"),
    ((250,), [250], "one long sentence is not cut"),
    ((600,), [180, 180, 240], "one beyond all bounds is"),
]


@pytest.mark.parametrize(("sentences", "lengths", "why"), SPLITS, ids=[case[-1] for case in SPLITS])
def test_split(sentences: tuple[int, ...], lengths: list[int], why: str) -> None:
    text = "".join("文" * (length - 1) + "。" for length in sentences)
    assert [stop - begin for begin, stop in split_text(text, 0, len(text))] == lengths, why


def test_a_long_sentence_is_cut_at_a_clause_mark() -> None:
    text = "文" * 120 + "，" + "文" * 400
    assert split_text(text, 0, len(text))[0] == (0, 121)


def test_all_splits_ran() -> None:
    assert len(SPLITS) == 6


@given(st.text(alphabet="文，。；\n 字", max_size=1500))
def test_stretches_cover_the_text_and_stay_short(text: str) -> None:
    stretches = split_text(text, 0, len(text))
    assert "".join(text[begin:stop] for begin, stop in stretches) == text
    assert all(0 < stop - begin <= 2 * PASSAGE_CHARS for begin, stop in stretches)
    shown = text_passages("d", text)
    assert "".join("".join(passage.text.split()) for passage in shown) == "".join(text.split())
