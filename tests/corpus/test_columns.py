"""Pages in two columns are read column after column; what merely stands side by side is read across, as before."""

from pathlib import Path

import pytest

from kb import pipeline
from kb.corpus import read_file
from kb.corpus.layout.model import Glyph, Page
from kb.corpus.layout.reading import text_of
from tests.corpus import samples

_TITLE = "某县林区防火能力提升三年行动方案"
_UNITS = ("县自然资源局", "县公安局", "县应急管理局", "县财政局", "县农业农村局")
_MATTERS = (
    "严格野外用火审批，清明、国庆等时段在进山路口设卡登记，劝返携带火种的人员，",
    "加密瞭望塔和视频监控点位，发现烟点十分钟内核实，",
    "修建防火通道和蓄水池，做到车辆能进、水源够用，",
    "组建专业扑救队伍，每季度开展一次跨镇联合演练，",
)
_SECTIONS = (
    "一、火源管控", "二、监测预警", "三、设施建设", "四、队伍建设", "五、宣传教育", "六、应急处置", "七、物资储备",
    "八、隐患排查", "九、林缘清理", "十、督导检查", "十一、联防联控", "十二、责任落实",
)  # fmt: skip


def _plan() -> list[str]:
    lines = ["为提升全县林区火灾综合防控能力，结合本县实际，制定本方案。"]
    for place, section in enumerate(_SECTIONS):
        lines.append(section)
        for number, matter in enumerate(_MATTERS, 1):
            lead, other = _UNITS[(place + number) % 5], _UNITS[(place + 2 * number + 1) % 5]
            lines.append(
                f"{number}.{section[-4:]}任务之{number}。{matter}{lead}按月通报{section[-4:]}的第{number}类问题。"
            )
            lines.append(
                f"（责任单位：{lead}牵头，{other}、各镇人民政府配合）" if lead != other else f"（责任单位：{lead}）"
            )
    return lines


_LINES = _plan()


def _read(tmp_path: Path, data: bytes) -> str:
    return read_file(samples.write(tmp_path / "公报.pdf", data), 10_000_000).text


@pytest.mark.parametrize("drop", [0.0, 5.0, 9.0])  # lines of the columns level, nearly level, and between one another
def test_a_plan_in_two_columns_survives(tmp_path: Path, drop: float) -> None:
    text = _read(tmp_path, samples.two_column_pdf_of(_TITLE, _LINES, drop=drop))
    assert text.splitlines() == [_TITLE, *_LINES]
    read = pipeline.parse_text(text, "plan").assignments
    expected = pipeline.parse_text("\n".join([_TITLE, *_LINES]), "plan").assignments
    assert len(read) == len(_SECTIONS) * len(_MATTERS)
    assert [(item.statement.quote, item.units) for item in read] == [(i.statement.quote, i.units) for i in expected]


def test_a_last_page_with_few_lines_is_read_like_the_others(tmp_path: Path) -> None:
    for count in range(len(_LINES) - 12, len(_LINES), 3):
        text = _read(tmp_path, samples.two_column_pdf_of(_TITLE, _LINES[:count]))
        assert text.splitlines() == [_TITLE, *_LINES[:count]]


def test_a_table_in_a_column_stands_where_it_is_set(tmp_path: Path) -> None:
    lines = _read(tmp_path, samples.two_column_pdf_of(_TITLE, _LINES, table=True)).splitlines()
    start = lines.index(samples.TABLE_LINES[0])
    assert tuple(lines[start : start + 4]) == samples.TABLE_LINES
    assert lines[:start] + lines[start + 4 :] == [_TITLE, *_LINES]


_EM = 10.0
_PROSE = "全县各级各部门要提高政治站位抓好工作落实"  # twenty characters


def _set(text: str, column: float, row: float) -> list[Glyph]:
    left, top = 60 + column * _EM, 100 + row * 16
    return [Glyph(char, left + n * _EM, top, left + (n + 1) * _EM, top + _EM) for n, char in enumerate(text)]


def _text(*placed: tuple[str, float, float]) -> list[str]:
    glyphs = tuple(glyph for text, column, row in placed for glyph in _set(text, column, row))
    return text_of([Page(120 + 42 * _EM, 842, glyphs)]).splitlines()


def _beside(left: str, right: str, rows: int, at: float = 22.0) -> list[tuple[str, float, float]]:
    return [item for row in range(rows) for item in ((left, 0, row), (right, at, row))]


def test_a_title_across_parts_the_columns() -> None:
    found = _text(*_beside(_PROSE, _PROSE, 4), ("二、全县任务分工安排", 15, 4), *[
        (text, column, row + 5) for text, column, row in _beside(_PROSE, _PROSE, 4)
    ])  # fmt: skip
    assert found == [_PROSE * 8, "二、全县任务分工安排", _PROSE * 8]


def test_a_title_with_a_space_where_the_gutter_is_stays_whole() -> None:
    assert _text(("目", 19, -2), ("录", 22, -2), *_beside(_PROSE, _PROSE, 4)) == ["目　录", _PROSE * 8]


@pytest.mark.parametrize(
    ("placed", "kind"),
    [
        (_beside("县应急管理局", "县公安局", 8), "names"),
        (_beside("县应急管理局张某某二三四五", "县公安局李某某二三四五六七", 8), "names and persons"),
        (_beside(_PROSE, _PROSE, 2), "two lines beside two"),
        (_beside(_PROSE[:12], _PROSE + _PROSE[:6], 8, at=14), "cells of two widths"),
        ([("安委办〔2022〕3号", 0, 0), ("签发人：王某", 30, 0)], "a header"),
    ],
)
def test_what_stands_side_by_side_is_read_across(placed: list[tuple[str, float, float]], kind: str) -> None:
    assert all("　" in line for line in _text(*placed)), kind
