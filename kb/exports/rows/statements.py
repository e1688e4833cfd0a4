"""Rows of 任务分工表 and 督查台账: one for each statement that gives a task, one for each task that nobody is given."""

from kb.exports.definitions import load_words
from kb.exports.material import Material
from kb.exports.rows.cells import deadline_cell, place_cells, remark_cell, unit_cells
from kb.exports.rows.orders import Order, orders_of
from kb.exports.table import Cell, Row


def statement_rows(material: Material) -> tuple[Row, ...]:
    """In the order of the text."""
    return tuple(_row(material, order) for order in orders_of(material))


def order_cells(material: Material, order: Order) -> dict[str, Cell]:
    """What every row about an order shows of it."""
    none = load_words().marks["none"]
    section = order.task.id if order.task else order.reference.section
    title = order.task.title if order.task else ""
    return {
        **place_cells(material, order.reference, section),
        **unit_cells([order]),
        "task": title or none,
        # A heading may be the whole sentence that orders the work.
        "content": order.content or title or none,
        "deadline": deadline_cell(order),
    }


def _row(material: Material, order: Order) -> Row:
    cells = {**order_cells(material, order), "remark": remark_cell([order])}
    return Row(cells, order.reference, frozenset(unit.unit for unit in order.units))
