"""The list of targets, each beside what was reached before in the same indicator."""

from collections.abc import Sequence
from decimal import Decimal

from kb.extraction.measured import dated_text, reached_by_document
from kb.facts import FigureRow
from kb.listing.source import Source
from kb.listing.tables import Row

TARGET, PLANNED = "target", "planned_quantity"


def target_rows(source: Source) -> list[Row]:
    """The targets and planned quantities in the order of the documents.

    ``baselines`` are the figures of the same document, indicator and unit of measure that were reached.
    """
    reached = reached_by_document(source.knowledge.figures)
    targets = [row for row in source.knowledge.figures if row.kind in (TARGET, PLANNED)]
    return [_row(source, row, reached[row.document].before(row)) for row in targets]


def _row(source: Source, target: FigureRow, before: Sequence[FigureRow]) -> Row:
    return {
        **_figure(source, target),
        **source.task_of(target.task),
        "baseline": [dated_text(row) for row in before],
        "baselines": [_figure(source, row) for row in before],
    }


def _figure(source: Source, row: FigureRow) -> Row:
    value = Decimal(row.value)
    return {
        "indicator": row.indicator,
        "value": int(value) if value == value.to_integral_value() else float(value),
        "unit": row.measure_unit,
        "comparator": row.comparator,
        "printed": dated_text(row),
        "kind": row.kind,
        "as_of": row.as_of or None,
        **source.place(row),
    }
