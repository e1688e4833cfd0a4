"""Rows of 时限表: every time that the text states, in a clause or in a responsibility statement; first due first."""

from kb.exports.definitions import load_words
from kb.exports.material import Material
from kb.exports.rows.cells import place_cells, remark_cell, unit_cells
from kb.exports.rows.orders import Order, orders_by_task, orders_of
from kb.exports.table import Cell, Reference, Row
from kb.facts import DeadlineRow


def deadline_rows(material: Material) -> tuple[Row, ...]:
    """By date; what the text gives no date for comes last."""
    orders = orders_by_task(material)
    rows = [_row(material, row, orders.get(row.task or "", ())) for row in material.deadlines]
    stated = {(row.document, row.start, row.end) for row in material.deadlines}
    rows += [_of_statement(material, order) for order in orders_of(material) if _sets_time(order, stated)]
    return tuple(sorted(rows, key=_sort_key))


def _sort_key(row: Row) -> tuple[bool, str, str, int]:
    date = str(row.cells["date"])
    return date == load_words().marks["none"], date, row.reference.document, row.reference.start


def _sets_time(order: Order, stated: set[tuple[str, int, int]]) -> bool:
    """Whether the statement sets a time that was not read as a deadline of its own."""
    if not order.units or not order.units[0].wording:
        return False
    own = order.reference
    return not any(d == own.document and s < own.end and own.start < e for d, s, e in stated)


def _row(material: Material, row: DeadlineRow, orders: tuple[Order, ...]) -> Row:
    quote = material.quote(row.document, row.start, row.end)
    reference = Reference(row.document, row.section, row.start, row.end, quote)
    time = {"date": row.date, "wording": row.wording, "matter": row.due}
    # A task's statements are in the order of the text: what is due stands before the statement that gives it.
    own = [order for order in orders if row in order.deadlines] or list(orders)
    more = (load_words().remarks["approximate"],) if row.approximate else ()
    return _made(material, reference, own, time, more)


def _of_statement(material: Material, order: Order) -> Row:
    head = order.units[0]
    title = order.task.title if order.task else ""
    time = {"date": head.date, "wording": head.wording, "matter": title}
    more = () if head.date else (load_words().remarks["undated"],)
    return _made(material, order.reference, [order], time, more)


def _made(
    material: Material, reference: Reference, orders: list[Order], time: dict[str, str], more: tuple[str, ...]
) -> Row:
    none = load_words().marks["none"]
    task = orders[0].task if orders else None
    remarks = remark_cell(orders)
    cells: dict[str, Cell] = {
        **place_cells(material, reference),
        **unit_cells(orders),
        **{key: value or none for key, value in time.items()},
        "task": (task.title if task else "") or none,
        "remark": (*more, *((remarks,) if isinstance(remarks, str) else remarks)),
    }
    return Row(cells, reference, frozenset(unit.unit for order in orders for unit in order.units))
