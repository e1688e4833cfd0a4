"""The cells of one table row: which column each belongs to, told by place and by what it holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.parsing.lines import Line
from kb.rules import load_yaml
from kb.units.naming import looks_like_unit, split_abutting
from kb.units.reading import read_name

UNIT_COLUMNS = ("lead", "participate", "responsible", "guide")
_DATA = Path(__file__).with_name("tables.yaml")
_PARTS = re.compile(r"[、，,；;\s　]+")
_LEVELS = "省市县区州盟旗镇乡"


@dataclass(frozen=True, slots=True)
class Cell:
    """Text ``start..end`` of one cell; ``columns`` are the meanings it may hold (several when run together)."""

    columns: tuple[str, ...]
    start: int
    end: int


@cache
def _time() -> re.Pattern[str]:
    return re.compile(load_yaml(_DATA)["time"])


@cache
def _dittos() -> frozenset[str]:
    return frozenset(load_yaml(_DATA)["ditto"])


def holds(text: str) -> str:
    """What a cell holds: number, time, units, other, or "" when it is empty."""
    text = text.strip()
    if not text or text in _dittos():
        return ""
    if text.isdecimal():
        return "number"
    if _time().search(text):
        return "time"
    names = [name for part in _PARTS.split(text.rstrip("等。")) if part for name in split_abutting(part)]
    return "units" if names and all(map(looks_like_unit, names[:4])) else "other"


def tab_cells(text: str, line: Line) -> list[tuple[int, int]]:
    """Bounds of the cells of a line; empty cells at both ends count, although the line was trimmed of their tabs."""
    start, end = line.start, line.end
    while start > 0 and text[start - 1] in "\t|｜ 　":
        start -= 1
    while end < len(text) and text[end] in "\t|｜ 　":
        end += 1
    bounds, begin = [], start
    for match in re.finditer(r"[\t|｜]", text[start:end]):
        bounds.append((begin, start + match.start()))
        begin = start + match.end()
    return [*bounds, (begin, end)]


def aligned(text: str, bounds: Sequence[tuple[int, int]], columns: tuple[str, ...]) -> tuple[Cell, ...]:
    """The cells under the columns they fit best; a row that lacks cells (merged ones) may begin at a later column."""
    kinds = [holds(text[a:b]) for a, b in bounds]
    shifts = range(max(0, len(columns) - len(bounds)) + 1)
    shift = max(shifts, key=lambda s: (sum(map(_fit, kinds, columns[s:])), -s))
    return tuple(Cell((column,), a, b) for column, (a, b) in zip(columns[shift:], bounds, strict=False))


def _fit(kind: str, column: str) -> int:
    wanted = {"number": "number", "deadline": "time", "task": "other", "text": "other", "other": "other"}.get(
        column, "units"
    )
    return 0 if not kind else 2 if kind == wanted else -2 if "units" in (kind, wanted) else -1


def with_dittos(text: str, cells: tuple[Cell, ...], above: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells with 同上, and the empty unit cells of a row without a number of its own, taken from the row above."""
    numbered = any(c.columns == ("number",) and text[c.start : c.end].strip() for c in cells)
    by_column = {cell.columns: cell for cell in above if cell.columns[0] != "task"}
    return tuple(by_column.get(cell.columns, cell) if _as_above(text, cell, numbered) else cell for cell in cells)


def _as_above(text: str, cell: Cell, numbered: bool) -> bool:
    content = text[cell.start : cell.end].strip()
    return content in _dittos() or (not content and not numbered and cell.columns[0] in UNIT_COLUMNS)


def line_cells(text: str, block: Sequence[Line], after: int, columns: tuple[str, ...]) -> list[Cell]:
    """One cell a line: as many lines as columns name them in order; otherwise each goes where its content belongs."""
    named = [column for column in columns if column != "number"]
    bounds = [(line.start, line.end) for line in block[1:]]
    if after < block[0].end:
        bounds.insert(0, (after, block[0].end))
    if len(bounds) == len(named):
        return [Cell((column,), a, b) for column, (a, b) in zip(named, bounds, strict=True)]
    if not bounds or named[0] != "task":
        return []
    return [Cell(("task",), *bounds[0]), *_by_content(text, bounds[1:], named)]


def _by_content(text: str, bounds: Sequence[tuple[int, int]], named: Sequence[str]) -> Iterator[Cell]:
    """Times to the deadline column; names to the unit columns in order, what is left over to the last of them."""
    units = [column for column in named if column in UNIT_COLUMNS]
    used = 0
    for a, b in bounds:
        kind = holds(text[a:b])
        if kind == "time" and "deadline" in named:
            yield Cell(("deadline",), a, b)
        elif kind == "units":
            yield Cell((units[min(used, len(units) - 1)],), a, b)
            used += 1


def joined_cells(text: str, block: Sequence[Line], after: int, columns: tuple[str, ...]) -> list[Cell]:
    """Cells run together: the task ends at its last full stop, or where the first unit begins; the rest follows in order."""
    end = block[-1].end
    stop = text.rfind("。", after, end) + 1
    if not stop or stop >= end:
        stop = _first_unit(text, after, end)
    if stop >= end:
        return []
    others = tuple(column for column in columns if column not in ("number", "task"))
    return [Cell(("task",), after, stop), Cell(others, stop, end)]


def _first_unit(text: str, start: int, end: int) -> int:
    """Where the first name with a level prefix begins that runs, alone or with names abutting, to a separator.

    Names of the lexicon go before names that only look like one (城市排水规划市住建局 begins at 市住建局).
    """
    fallback = end
    for at in range(start + 2, end):
        if text[at] not in _LEVELS:
            continue
        separator = _PARTS.search(text, at, end)
        names = split_abutting(text[at : separator.start() if separator else end])
        if all((reading := read_name(name)) is not None and not reading.own for name in names):
            return at
        if fallback == end and all(map(looks_like_unit, names)):
            fallback = at
    return fallback
