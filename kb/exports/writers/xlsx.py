"""Tables as .xlsx: one sheet, A4 landscape, every cell text. Rows are given their heights, which LibreOffice does not work out."""

import io
import math
from collections.abc import Mapping
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kb.exports.table import Table, lines
from kb.exports.writers.text import printable, starts_formula

_TITLE_ROW, _NOTE_ROW, _HEAD_ROW = 0, 1, 2
_A4 = 9
# Pixels of a half-width character of the sheet's standard font and of its padding; points of a line of 10.5 pt text.
_UNIT_PX, _PADDING_PX, _LINE_PT, _CHAR_PX = 7, 5, 15.5, 7
# What a row and a cell may have at most.
_MAX_ROW_PT, _MAX_CELL = 409.0, 32_767
# The time a workbook was made is in it; a fixed one where the document has no date.
_UNDATED = datetime(2000, 1, 1)
_GRID = {"border": 1, "text_wrap": True, "valign": "vcenter"}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {
        "font_name": "方正小标宋简体",
        "font_size": 22,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "note": {"font_name": "楷体_GB2312", "font_size": 10.5, "valign": "vcenter", "text_wrap": True},
    "head": {"font_name": "黑体", "font_size": 11, "align": "center", **_GRID},
    "cell": {"font_name": "仿宋_GB2312", "font_size": 10.5, **_GRID},
    "middle": {"font_name": "仿宋_GB2312", "font_size": 10.5, "align": "center", **_GRID},
    # A person who edits such a cell must not make it a formula.
    "quoted": {"font_name": "仿宋_GB2312", "font_size": 10.5, "quote_prefix": True, **_GRID},
}
_TITLE_PX, _TITLE_PT = 30, 34.0


def write_xlsx(table: Table) -> bytes:
    """The workbook. The same table gives the same bytes."""
    data = io.BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = datetime.combine(table.issued, datetime.min.time()) if table.issued else _UNDATED
    workbook.set_properties({"title": printable(table.title), "created": created})
    styles = {name: workbook.add_format(dict(style)) for name, style in _STYLES.items()}
    sheet = workbook.add_worksheet(table.name)
    _lay_out(sheet, table)
    _write_head(sheet, table, styles)
    for nth, row in enumerate(table.rows, _HEAD_ROW + 1):
        texts = [printable(lines(cell))[:_MAX_CELL] for cell in table.values(row)]
        sheet.set_row(nth, _height(texts, table))
        for column, text in enumerate(texts):
            sheet.write_string(nth, column, text, _style(styles, text, table.columns[column].centred))
    _add_choices(sheet, table)
    workbook.close()
    return data.getvalue()


def _lay_out(sheet: Worksheet, table: Table) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.set_footer("&C— &P —")
    for nth, column in enumerate(table.columns):
        sheet.set_column(nth, nth, column.width)


def _write_head(sheet: Worksheet, table: Table, styles: Mapping[str, Format]) -> None:
    last = len(table.columns) - 1
    width = sum(column.width * _UNIT_PX + _PADDING_PX for column in table.columns)
    for row, text, style in ((_TITLE_ROW, table.title, "title"), (_NOTE_ROW, table.note, "note")):
        # The merged cell is written apart: what merges writes formulas.
        sheet.merge_range(row, 0, row, last, "", styles[style])
        sheet.write_string(row, 0, printable(text)[:_MAX_CELL], styles[style])
    wraps = math.ceil(len(printable(table.title)) * _TITLE_PX / width)
    sheet.set_row(_TITLE_ROW, min(_MAX_ROW_PT, wraps * _TITLE_PT))
    sheet.set_row(_NOTE_ROW, _wrapped(printable(table.note), width) * _LINE_PT + 4)
    sheet.set_row(_HEAD_ROW, 24)
    for nth, column in enumerate(table.columns):
        sheet.write_string(_HEAD_ROW, nth, column.label, styles["head"])
    sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(table.rows), last)


def _style(styles: Mapping[str, Format], text: str, centred: bool) -> Format:
    if starts_formula(text):
        return styles["quoted"]
    return styles["middle" if centred else "cell"]


def _height(texts: list[str], table: Table) -> float:
    pixels = [column.width * _UNIT_PX for column in table.columns]
    rows = max(_wrapped(text, width) for text, width in zip(texts, pixels, strict=True))
    return min(_MAX_ROW_PT, rows * _LINE_PT + 6)


def _wrapped(text: str, width: float) -> int:
    """How many lines the text takes in so many pixels, at 10.5 pt (14 px a Chinese character)."""
    return sum(max(1, math.ceil(_pixels(line) / width)) for line in text.split("\n"))


def _pixels(line: str) -> int:
    return sum(_CHAR_PX if char.isascii() else 2 * _CHAR_PX for char in line)


def _add_choices(sheet: Worksheet, table: Table) -> None:
    for nth, column in enumerate(table.columns):
        if column.choices and table.rows:
            rule = {"validate": "list", "source": list(column.choices)}
            sheet.data_validation(_HEAD_ROW + 1, nth, _HEAD_ROW + len(table.rows), nth, rule)
