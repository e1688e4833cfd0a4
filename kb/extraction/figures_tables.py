"""Indicator tables (主要指标): cells parted by tabs under a head that names an indicator column and value columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.extraction.figures_data import plain_text, rules_for
from kb.extraction.figures_kinds import comparator_of
from kb.models import DocumentContext, Figure, Outline, span_of
from kb.numerals import parse_numeral
from kb.parsing import purpose_of

_VALUES = ("baseline", "change", "target", "year")
_SIGNS = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "＞": ">", "＜": "<", "﹥": ">", "﹤": "<"}
_VALUE = re.compile(
    r"\s*[\[〔【]?(?P<sign>[≥≤<>＞＜﹥﹤]?)(?P<words>[^\d\s]{0,6}?)\s*(?P<number>[-+]?\d[\d,]*(?:\.\d+)?)(?P<scale>[万亿]*)"
    r"(?P<unit>%|‰|[^\s\d以左>〕】\]]{0,6}?)(?P<bound>以上|以下|以内|左右)?[\]〕】]?\s*"
)
_NAMED_UNIT = re.compile(r"[（(](?P<unit>[^（()）]{1,12})[）)]\s*$")
_SCALED_UNIT = re.compile(r"(?P<scale>[十百千]?[万亿]+|[百千])(?P<unit>\D+)")
_ORDINAL = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.．、]|[①-⑳])\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    cells: tuple[str, ...]

    def bounds(self, index: int) -> tuple[int, int]:
        """Where cell ``index`` stands, without the space around it."""
        start = self.start + sum(len(cell) + 1 for cell in self.cells[:index])
        cell = self.cells[index]
        return start + len(cell) - len(cell.lstrip()), start + len(cell.rstrip())


def table_figures(context: DocumentContext) -> tuple[tuple[Figure, ...], tuple[tuple[int, int], ...]]:
    """The figures of every indicator table, and where the tables stand."""
    figures: list[Figure] = []
    spans: list[tuple[int, int]] = []
    columns: Mapping[int, tuple[str, str]] = {}
    for line in _lines(context.outline.text):
        if len(line.cells) < 2:
            columns = {}
            continue
        head = _columns(line.cells, context)
        if head:
            columns = head
        elif columns:
            figures += _row(context.outline, line, columns)
        if columns:
            spans.append((line.start, line.start + sum(len(cell) + 1 for cell in line.cells)))
    return tuple(figures), tuple(spans)


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, tuple(line.split("\t")))
        start += len(line) + 1


def _columns(cells: Sequence[str], context: DocumentContext) -> dict[int, tuple[str, str]]:
    """Kind and printed head of each column; empty when the line is no head."""
    columns: dict[int, tuple[str, str]] = {}
    for index, cell in enumerate(cells):
        printed = re.sub(r"\s", "", plain_text(cell))
        rule = next((rule for rule in rules_for("column") if rule.pattern.search(printed)), None)
        if rule and printed:
            columns[index] = (_valued(str(rule.extra["column"]), printed, context), printed)
    kinds = [column for column, _ in columns.values()]
    return columns if "indicator" in kinds and any(kind in _VALUES for kind in kinds) else {}


def _valued(column: str, printed: str, context: DocumentContext) -> str:
    """A bare year is a baseline before the plan begins - before its issue when it has no period -, else a target."""
    year = _YEAR.search(printed)
    if column != "year" or not year:
        return "target" if column == "year" else column
    info = context.info
    begins = info.period[0] if info.period else info.issued.year if info.issued else 0
    return "baseline" if int(year.group()) < begins else "target"


def _row(outline: Outline, line: _Line, columns: Mapping[int, tuple[str, str]]) -> Iterator[Figure]:
    cells = {index: line.cells[index] for index in columns if index < len(line.cells)}
    named = [index for index in cells if columns[index][0] == "indicator" and cells[index].strip()]
    provision = outline.at(line.start)
    if not named or purpose_of(outline, provision) == "roster":
        return
    indicator = _ORDINAL.sub("", cells[named[-1]]).strip()
    unit = next((cells[index].strip() for index in cells if columns[index][0] == "unit"), "")
    inline = _NAMED_UNIT.search(indicator)
    if inline and not unit:
        unit, indicator = inline["unit"], indicator[: inline.start()].rstrip()
    for index, cell in cells.items():
        column, printed = columns[index]
        value = _VALUE.fullmatch(plain_text(cell)) if column in _VALUES else None
        if value:
            yield _figure(outline, line, (named[-1], index), indicator, unit, value, column, printed)


def _figure(
    outline: Outline,
    line: _Line,
    places: tuple[int, int],
    indicator: str,
    unit: str,
    value: re.Match[str],
    column: str,
    printed: str,
) -> Figure:
    number, measure_unit = _scaled(value, "%" if column == "change" and "%" in printed else unit)
    sign = _SIGNS.get(value["sign"]) or comparator_of(value["words"], value["bound"] or "", "bare", more=False)
    first, last = line.bounds(min(places))[0], line.bounds(max(places))[1]
    return Figure(
        provision=outline.at(line.start).id,
        indicator=indicator,
        value=number,
        measure_unit=measure_unit,
        comparator="up" if column == "change" and sign == "=" and number > 0 else sign,
        kind="baseline" if column == "baseline" else "target",
        as_of=printed,
        span=span_of(outline.text, first, last),
        rule=f"figure-column-{column}",
    )


def _scaled(value: re.Match[str], unit: str) -> tuple[float, str]:
    """Value and unit with 万 and 亿 multiplied out, whether they stand in the cell or in the unit (万亩)."""
    number = float(value["number"].replace(",", "")) * float(
        parse_numeral(value["scale"]) or 1 if value["scale"] else 1
    )
    unit = value["unit"] or unit
    scaled = _SCALED_UNIT.fullmatch(unit)
    if scaled and (factor := parse_numeral(scaled["scale"])):
        return round(number * factor, 6), scaled["unit"]
    return number, unit
