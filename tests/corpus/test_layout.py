"""Characters with places to lines of text: paragraphs, furniture, tables."""

import pytest

from kb.corpus.layout.lines import lines_of
from kb.corpus.layout.model import Glyph, Page, Ruling
from kb.corpus.layout.reading import text_of

_EM, _LEADING, _COLUMNS = 16.0, 28.0, 20
_LEFT, _TOP = 80.0, 120.0
_WIDTH, _HEIGHT = 2 * _LEFT + _COLUMNS * _EM, 842.0
_FULL = "全县各级各部门要提高政治站位抓好工作落实"  # twenty characters: one full line
_END = "全县各级各部门要提高政治站位抓好工作落。"  # full, and the end of a sentence


def _glyphs(text: str, left: float, top: float, size: float = _EM) -> list[Glyph]:
    glyphs = []
    for char in text:
        width = size / 2 if char.isascii() else size
        glyphs.append(Glyph(char, left, top, left + width, top + size))
        left += width
    return glyphs


def _page(*rows: str, size: float = _EM) -> Page:
    """Rows of print below one another; an ideographic space moves the row, and is no character."""
    glyphs = [glyph for place, row in enumerate(rows) for glyph in _glyphs(row, _LEFT, _TOP + place * _LEADING, size)]
    return Page(_WIDTH, _HEIGHT, tuple(glyph for glyph in glyphs if glyph.text.strip()))


_PARAGRAPHS = {
    "a full line goes on": (["　　" + _FULL[:18], "分工负责。"], [_FULL[:18] + "分工负责。"]),
    "a short line does not": (["　　一、总则", "　　" + _FULL[:18]], ["一、总则", _FULL[:18]]),
    "an indented line begins a paragraph": (["　　" + _FULL[:18], "　　（二）任务"], [_FULL[:18], "（二）任务"]),
    # The next word is a number that had no place, so the line above is full although room is left.
    "a number is not parted": (["　　" + _FULL[:16], "2025年底前"], [_FULL[:16] + "2025年底前"]),
    "closing marks keep to their character": (["　　" + _FULL[:16], "实。”后"], [_FULL[:16] + "实。”后"]),
    "Latin words keep their space": (
        ["　　" + _FULL[:15] + "GB/T ISO", "Standard"],
        [_FULL[:15] + "GB/T ISO Standard"],
    ),
    "a number in brackets is not parted": (["　　" + _FULL[:15], "〔2021〕7号"], [_FULL[:15] + "〔2021〕7号"]),
    # Without indents the wording decides, after the end of a sentence only.
    "no indents: a number opens": ([_END, "二、任务", _END, "（一）目标"], [_END, "二、任务", _END, "（一）目标"]),
    "no indents: mid-sentence it does not": ([_FULL, "一、二、三类", _END], [_FULL + "一、二、三类", _END]),
    "a block indented as a whole goes on": (
        ["一、总则", "　　　　" + _FULL[:16], "　　　　分工负责", _END],
        ["一、总则", _FULL[:16] + "分工负责", _END],
    ),
}


@pytest.mark.parametrize("case", _PARAGRAPHS)
def test_paragraphs(case: str) -> None:
    rows, expected = _PARAGRAPHS[case]
    # The page before shows how wide the column is.
    assert text_of([_page(_FULL, _FULL, "实。"), _page(*rows)]).splitlines()[1:] == expected


def test_there_are_cases() -> None:
    assert len(_PARAGRAPHS) >= 10


def test_a_paragraph_goes_on_over_the_page() -> None:
    pages = [_page("　　" + _FULL[:18], _FULL), _page("分工负责。", "　　二、任务")]
    assert text_of(pages).splitlines() == [_FULL[:18] + _FULL + "分工负责。", "二、任务"]


def test_a_long_title_is_one_line() -> None:
    title = [*_glyphs("某某县人民政府关于印发", _LEFT + 39, 60, 22), *_glyphs("某某规划的通知", _LEFT + 83, 95, 22)]
    body = _page("　　" + _FULL[:18], _FULL, _FULL)
    page = Page(body.width, body.height, (*title, *body.glyphs))
    assert text_of([page]).splitlines()[0] == "某某县人民政府关于印发某某规划的通知"


def _with_furniture(number: int, head: str, foot: str) -> Page:
    page = _page("　　" + _FULL[:18], f"第{number}项。")
    more = [*_glyphs(head, _LEFT, 40), *_glyphs(foot, _WIDTH / 2, 790)]
    return Page(page.width, page.height, (*page.glyphs, *more))


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = [_with_furniture(n, "某县人民政府公报", f"— {n} —") for n in range(1, 4)]
    assert text_of(pages).splitlines() == [f"{_FULL[:18]}第{n}项。" for n in range(1, 4)]


def test_a_number_close_to_the_text_is_no_page_number() -> None:
    page = _page("　　甲", "　　乙")
    number = _glyphs("2", _LEFT, _TOP - _LEADING)  # in the margin of GB/T 9704, which many files do not keep
    assert text_of([Page(page.width, page.height * 2, (*number, *page.glyphs))]).splitlines() == ["2", "甲", "乙"]


def test_what_stands_once_in_a_margin_is_text() -> None:
    assert "某县安委会文件" in text_of(
        [_with_furniture(1, "某县安委会文件", "— 1 —"), _page("　　甲"), _page("　　乙")]
    )


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert text_of([_page("　　甲", "— 3 —", "　　乙")]).splitlines() == ["甲", "—3—", "乙"]


@pytest.mark.parametrize(
    ("gap", "text"),
    [(0.0, "甲乙"), (0.5, "甲乙"), (1.0, "甲　乙")],  # set solid, justified, a space of the text
)
def test_space_between_chinese_characters(gap: float, text: str) -> None:
    glyphs = [*_glyphs("甲", 0, 0), *_glyphs("乙", (1 + gap) * _EM, 0)]
    assert [line.text for line in lines_of(glyphs)] == [text]


def test_bold_by_drawing_twice_is_read_once() -> None:
    assert [line.text for line in lines_of([*_glyphs("责任", 0, 0), *_glyphs("责任", 0.5, 0)])] == ["责任"]
    assert [line.text for line in lines_of(_glyphs("天天", 0, 0))] == ["天天"]  # a word that repeats


def test_a_superscript_stays_on_its_line() -> None:
    glyphs = [*_glyphs("10", 0, 10), *_glyphs("3", 16, 8, 10), *_glyphs("吨", 24, 10)]
    assert [line.text for line in lines_of(glyphs)] == ["103吨"]


_XS, _YS = (80.0, 140.0, 300.0, 400.0), (300.0, 330.0, 360.0, 390.0)


def _grid(*left_out: tuple[str, int, int]) -> tuple[Ruling, ...]:
    """The strokes of a grid of three by three places, each side of a place by itself, but those left out."""
    across = [("h", y, x) for y in range(4) for x in range(3)]
    down = [("v", y, x) for y in range(3) for x in range(4)]
    return tuple(
        Ruling(_XS[x], _YS[y], _XS[x + 1], _YS[y]) if kind == "h" else Ruling(_XS[x], _YS[y], _XS[x], _YS[y + 1])
        for kind, y, x in (*across, *down)
        if (kind, y, x) not in left_out
    )


def _table(cells: dict[tuple[int, int], str], rulings: tuple[Ruling, ...]) -> list[str]:
    glyphs = [g for (row, column), text in cells.items() for g in _glyphs(text, _XS[column] + 4, _YS[row] + 8, 12)]
    return text_of([Page(_WIDTH, _HEIGHT, tuple(glyphs), rulings)]).splitlines()


_CELLS = {(0, 0): "序号", (0, 1): "任务", (0, 2): "单位", (1, 0): "1", (1, 1): "甲", (1, 2): "县局", (2, 1): "乙"}


@pytest.mark.parametrize(
    ("cells", "left_out", "expected"),
    [
        (_CELLS, (), ["序号\t任务\t单位", "1\t甲\t县局", "\t乙"]),
        (_CELLS, (("h", 2, 0),), ["序号\t任务\t单位", "1\t甲\t县局", "\t乙"]),  # merged downwards
        (
            {(0, 0): "专栏", **_CELLS} | {(0, 1): " ", (0, 2): " "},
            (("v", 0, 1), ("v", 0, 2)),
            ["序号", "1\t甲\t县局", "\t乙"],
        ),
        (
            _CELLS,
            tuple(("v", y, x) for y in range(3) for x in (0, 3)),
            ["序号\t任务\t单位", "1\t甲\t县局", "\t乙"],
        ),  # no sides
        ({}, (), []),  # a grid without text
    ],
)
def test_tables(
    cells: dict[tuple[int, int], str], left_out: tuple[tuple[str, int, int], ...], expected: list[str]
) -> None:
    assert _table(cells, _grid(*left_out)) == expected


def test_text_around_a_table_keeps_its_place() -> None:
    page = _page("　　上文", *[""] * 11, "　　下文")
    cells = _glyphs("序号", _XS[0] + 4, _YS[0] + 8, 12) + _glyphs("任务", _XS[1] + 4, _YS[0] + 8, 12)
    whole = Page(page.width, page.height, (*page.glyphs, *cells), _grid())
    assert text_of([whole]).splitlines() == ["上文", "序号\t任务", "下文"]


def test_a_frame_is_no_table() -> None:
    frame = (
        Ruling(60, 100, 460, 100), Ruling(60, 200, 460, 200), Ruling(60, 100, 60, 200), Ruling(460, 100, 460, 200),
    )  # fmt: skip
    page = _page("　　" + _FULL[:18], "分工负责。")
    framed = Page(page.width, page.height, page.glyphs, frame)
    assert text_of([framed]) == _FULL[:18] + "分工负责。"


def test_lines_of_a_cell_are_joined_where_they_are_full() -> None:
    cells = [
        *_glyphs("县公安局、县应急", 304, 302, 12),
        *_glyphs("局", 304, 316, 12),
        *_glyphs("县财政局", 304, 334, 12),
    ]
    cells += [*_glyphs("县住建局", 304, 346, 12), *_glyphs("甲", 84, 302, 12)]
    lines = text_of([Page(_WIDTH, _HEIGHT, tuple(cells), _grid())]).splitlines()
    assert lines == ["甲\t\t县公安局、县应急局", "\t\t县财政局 县住建局"]
