"""Task tables in text: cells parted by tabs, one cell a line, or run together without any separator."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kb.parsing.headings import heading_of
from kb.parsing.lines import Line, logical_lines
from kb.parsing.table_cells import UNIT_COLUMNS, Cell, aligned, joined_cells, line_cells, tab_cells, with_dittos
from kb.rules import load_rules

_DATA = Path(__file__).with_name("tables.yaml")
_ROW_NUMBER = re.compile(r"(\d{1,3})[.．、]?[ 　]*(?=[^\d\s.．、]|$)")
_LONGEST_HEAD = 80
_LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, the task it names (``title_start..title_end``) and the cells after it.

    ``heading_start..heading_end`` is the task of a merged cell above when the row's own task cell is empty, else the title.
    """

    ordinal: int
    start: int
    end: int
    title_start: int
    title_end: int
    cells: tuple[Cell, ...]
    heading_start: int = 0
    heading_end: int = 0


def find_tables(text: str) -> tuple[Row, ...]:
    """The rows of every task table of ``text``, in order. A table head names a task column and a unit column."""
    lines = list(logical_lines(text))
    rows: list[Row] = []
    index = 0
    while index < len(lines):
        columns, used, kind = _head(text, lines, index)
        index += max(used, 1)
        if kind == "tabs":
            index = _read_tabs(text, lines, index, columns, rows)
        elif kind == "lines":
            index = _read_blocks(text, lines, index, columns, rows, one_cell_a_line=True)
        elif kind == "joined":
            index = _read_blocks(text, lines, index, columns, rows, one_cell_a_line=False)
    return tuple(rows)


def _head(text: str, lines: Sequence[Line], index: int) -> tuple[tuple[str, ...], int, str]:
    """Columns of the table head at this line, how many lines it takes, and how its cells are parted."""
    line = lines[index]
    if line.end - line.start > _LONGEST_HEAD:
        return (), 0, ""
    printed = text[line.start : line.end]
    cells = re.split(r"[\t|｜]+|[ 　]{1,}", printed)
    if len(cells) > 1 and _is_loose_head(columns := [_column(cell) for cell in cells], cells):
        return tuple(column or "text" for column in columns), 1, "tabs"
    if _is_head(columns := _joined_columns(printed)):
        return _known(columns), 1, "joined"
    columns = []
    for following in lines[index : index + 12]:
        if following.end - following.start > 12 or (column := _column(text[following.start : following.end])) is None:
            break
        columns.append(column)
    return (_known(columns), len(columns), "lines") if len(columns) > 2 and _is_head(columns) else ((), 0, "")


def _is_loose_head(columns: Sequence[str | None], cells: Sequence[str]) -> bool:
    """Cells parted by tabs: a unit column beside a number, a task or a deadline; other heads may be any short words."""
    known = {column for column in columns if column}
    units = known & set(UNIT_COLUMNS)
    return bool(units and known & {"number", "task", "deadline"}) and all(len(cell) <= _LONGEST_NAME for cell in cells)


def _is_head(columns: Sequence[str | None]) -> bool:
    return None not in columns and "task" in columns and any(column in UNIT_COLUMNS for column in columns)


def _known(columns: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(column for column in columns if column is not None)


@cache
def _column(name: str) -> str | None:
    name = re.sub(r"\s|[（(][^（()）]{1,12}[）)]$", "", name)
    return next((str(r.extra["column"]) for r in load_rules(_DATA) if r.pattern.fullmatch(name)), None)


def _joined_columns(printed: str) -> list[str | None]:
    """Column heads printed without any separator (序号重点任务牵头单位配合单位), shortest heads first."""
    columns: list[str | None] = []
    start = 0
    while start < len(printed):
        sizes = range(min(10, len(printed) - start), 1, -1)
        size = next((n for n in sizes if _column(printed[start : start + n])), 0)
        if not size:
            return [None]
        columns.append(_column(printed[start : start + size]))
        start += size
    return columns


def _read_tabs(text: str, lines: Sequence[Line], index: int, columns: tuple[str, ...], rows: list[Row]) -> int:
    """Rows whose cells are parted by tabs; a heading line inside the table is passed over."""
    above: tuple[Cell, ...] = ()
    merged: Cell | None = None
    while index < len(lines):
        line = lines[index]
        bounds = tab_cells(text, line)
        if _head(text, lines, index)[2]:
            return index
        if len(bounds) < 2:
            if heading_of(text, line) is None or line.end - line.start > _LONGEST_HEAD:
                break
            index += 1
            continue
        cells = with_dittos(text, aligned(text, bounds, columns), above)
        merged = _task_cell(text, cells, columns) or merged
        rows += [_under(text, row, merged) for row in _row(text, line.start, line.end, cells, len(rows) + 1)]
        above = cells
        index += 1
    return index


def _task_cell(text: str, cells: Sequence[Cell], columns: tuple[str, ...]) -> Cell | None:
    """The row's cell in the table's first task column (its first text column when it has none), unless it is empty."""
    wanted = ("task",) if "task" in columns else ("text",)
    first = next((cell for cell in cells if cell.columns == wanted), None)
    return first if first and len(cells) == len(columns) and text[first.start : first.end].strip() else None


def _under(text: str, row: Row, merged: Cell | None) -> Row:
    """The row under the heading of the merged cell it belongs to."""
    if merged is None:
        return row
    end = merged.start + len(text[merged.start : merged.end].rstrip("。；; 　\n"))
    return replace(row, heading_start=merged.start, heading_end=end)


def _row(text: str, start: int, end: int, cells: Sequence[Cell], position: int) -> list[Row]:
    """The row, or nothing when it names no task or no unit (a spanning row, a sum)."""
    filled = [c for c in cells if text[c.start : c.end].strip()]
    task = next((c for kind in ("task", "text") for c in filled if c.columns == (kind,)), None)
    units = [c for c in cells if any(column in UNIT_COLUMNS for column in c.columns) and text[c.start : c.end].strip()]
    if task is None or not units:
        return []
    number = next((text[c.start : c.end].strip() for c in cells if c.columns == ("number",)), "")
    ordinal = int(number) if number.isdecimal() else position
    title_end = task.start + len(text[task.start : task.end].rstrip("。；; 　\n"))
    return [Row(ordinal, start, end, task.start, title_end, tuple(c for c in cells if c is not task))]


def _read_blocks(
    text: str, lines: Sequence[Line], index: int, columns: tuple[str, ...], rows: list[Row], *, one_cell_a_line: bool
) -> int:
    """Rows that open with a counting number; each block of lines up to the next number is one row."""
    block: list[Line] = []
    expected = 1
    while index < len(lines):
        line = lines[index]
        number = _ROW_NUMBER.match(text, line.start, line.end)
        if number and int(number[1]) in (expected, 1):
            _close(text, block, columns, rows, one_cell_a_line)
            block, expected = [line], int(number[1]) + 1
        elif heading_of(text, line) is not None:
            _close(text, block, columns, rows, one_cell_a_line)
            block = []
            if _ends_table(text, lines, index, expected):
                return index
        elif block and len(block) < 30:
            block.append(line)
        else:
            break
        index += 1
    _close(text, block, columns, rows, one_cell_a_line)
    return index


def _ends_table(text: str, lines: Sequence[Line], index: int, expected: int) -> bool:
    """A heading goes on with the table when the next line opens a row."""
    if index + 1 >= len(lines):
        return True
    number = _ROW_NUMBER.match(text, lines[index + 1].start, lines[index + 1].end)
    return number is None or int(number[1]) not in (expected, 1)


def _close(text: str, block: Sequence[Line], columns: tuple[str, ...], rows: list[Row], one_cell_a_line: bool) -> None:
    if not block:
        return
    number = _ROW_NUMBER.match(text, block[0].start, block[0].end)
    after = number.end() if number else block[0].start
    lead = Cell(("number",), block[0].start, after)
    cells = line_cells(text, block, after, columns) if one_cell_a_line else joined_cells(text, block, after, columns)
    for row in _row(text, block[0].start, block[-1].end, (lead, *cells), len(rows) + 1):
        rows.append(
            Row(
                int(number[1]) if number else row.ordinal,
                row.start,
                row.end,
                row.title_start,
                row.title_end,
                row.cells[1:],
            )
        )
