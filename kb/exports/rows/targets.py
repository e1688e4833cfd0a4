"""Rows of 指标表: the targets and planned quantities, each beside what the text says was reached before."""

from kb.exports.definitions import load_words
from kb.exports.material import Material
from kb.exports.rows.cells import place_cells, unit_cells
from kb.exports.rows.orders import Order, orders_by_task
from kb.exports.table import Cell, Reference, Row
from kb.extraction.measured import BASE, dated_text, reached_by_document, value_text
from kb.facts import FigureRow


def target_rows(material: Material) -> tuple[Row, ...]:
    """In the order of the text."""
    reached = reached_by_document(material.figures, BASE)
    orders = orders_by_task(material)
    return tuple(
        _row(
            material,
            figure,
            [dated_text(before) for before in reached[figure.document].before(figure)],
            orders.get(figure.task or "", ()),
        )
        for figure in material.figures
        if figure.kind in load_words().figure_kinds
    )


def _row(material: Material, figure: FigureRow, before: list[str], orders: tuple[Order, ...]) -> Row:
    words = load_words()
    quote = material.quote(figure.document, figure.start, figure.end)
    reference = Reference(figure.document, figure.section, figure.start, figure.end, quote)
    cells: dict[str, Cell] = {
        **place_cells(material, reference),
        **unit_cells(orders),
        "indicator": figure.indicator or words.marks["none"],
        "kind": words.figure_kinds[figure.kind],
        "value": value_text(figure.value, figure.measure_unit, figure.comparator),
        "as_of": figure.as_of or words.marks["not_stated"],
        "baseline": tuple(dict.fromkeys(before)) or words.marks["not_stated"],
    }
    return Row(cells, reference, frozenset(unit.unit for order in orders for unit in order.units))
