"""Rows of 指标表: the targets and planned quantities, each beside what the text says was reached before."""

from kb.exports.definitions import load_words
from kb.exports.material import Material
from kb.exports.rows.cells import place_cells, unit_cells
from kb.exports.rows.orders import Order, orders_by_task
from kb.exports.table import Cell, Reference, Row
from kb.extraction.indicators import indicator_key
from kb.facts import FigureRow

_BEFORE = ("baseline", "current_state")


def target_rows(material: Material) -> tuple[Row, ...]:
    """In the order of the text."""
    before: dict[tuple[str, str], list[str]] = {}
    for figure in material.figures:
        if figure.kind in _BEFORE:
            said = f"{value_of(figure)}（{figure.as_of}）" if figure.as_of else value_of(figure)
            before.setdefault((figure.document, indicator_key(figure.indicator)), []).append(said)
    orders = orders_by_task(material)
    return tuple(
        _row(
            material,
            figure,
            before.get((figure.document, indicator_key(figure.indicator)), []),
            orders.get(figure.task or "", ()),
        )
        for figure in material.figures
        if figure.kind in load_words().figure_kinds
    )


def value_of(figure: FigureRow) -> str:
    """Comparator, value and measure unit: ≤0.01, 下降15%, 50个."""
    return f"{load_words().comparators.get(figure.comparator, '')}{figure.value}{figure.measure_unit}"


def _row(material: Material, figure: FigureRow, before: list[str], orders: tuple[Order, ...]) -> Row:
    words = load_words()
    quote = material.quote(figure.document, figure.start, figure.end)
    reference = Reference(figure.document, figure.section, figure.start, figure.end, quote)
    cells: dict[str, Cell] = {
        **place_cells(material, reference),
        **unit_cells(orders),
        "indicator": figure.indicator or words.marks["none"],
        "kind": words.figure_kinds[figure.kind],
        "value": value_of(figure),
        "as_of": figure.as_of or words.marks["not_stated"],
        "baseline": tuple(dict.fromkeys(before)) or words.marks["not_stated"],
    }
    return Row(cells, reference, frozenset(unit.unit for order in orders for unit in order.units))
