"""The list of targets, each beside what was reached before in the same indicator."""

from collections.abc import Sequence
from decimal import Decimal

from kb.extraction.indicators import indicator_key
from kb.facts import FigureRow
from kb.listing.source import Source
from kb.listing.tables import Row

TARGET, PLANNED = "target", "planned_quantity"
_REACHED = ("baseline", "achievement", "current_state")
_SIGNS = {"<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "~": "约", "down": "下降", "up": "上升"}


def target_rows(source: Source) -> list[Row]:
    """The targets and planned quantities in the order of the documents.

    ``baselines`` are the figures of the same document, indicator and unit of measure that were reached.
    """
    reached = [row for row in source.knowledge.figures if row.kind in _REACHED and row.indicator]
    return [_row(source, row, reached) for row in source.knowledge.figures if row.kind in (TARGET, PLANNED)]


def _row(source: Source, target: FigureRow, reached: Sequence[FigureRow]) -> Row:
    key = indicator_key(target.indicator) if target.indicator else None
    before = [
        row
        for row in reached
        if row.document == target.document
        and row.measure_unit == target.measure_unit
        and indicator_key(row.indicator) == key
    ]
    return {
        **_figure(source, target),
        **source.task_of(target.task),
        "baseline": [_printed(row) for row in before],
        "baselines": [_figure(source, row) for row in before],
    }


def _figure(source: Source, row: FigureRow) -> Row:
    value = Decimal(row.value)
    return {
        "indicator": row.indicator,
        "value": int(value) if value == value.to_integral_value() else float(value),
        "unit": row.measure_unit,
        "comparator": row.comparator,
        "printed": _printed(row),
        "kind": row.kind,
        "as_of": row.as_of or None,
        **source.place(row),
    }


def _printed(row: FigureRow) -> str:
    number = f"{Decimal(row.value):f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    when = f"（{row.as_of}）" if row.as_of else ""
    return f"{_SIGNS.get(row.comparator, '')}{number}{row.measure_unit}{when}"
