"""Rows of 责任清单: one for each unit and task, the unit's lead duties first."""

from kb.exports.definitions import load_words
from kb.exports.material import Material
from kb.exports.rows.orders import Order, orders_of
from kb.exports.rows.statements import order_cells
from kb.exports.table import Row
from kb.facts import AssignmentRow

_RANK = ("lead", "responsible", "participate", "guide")


def duty_rows(material: Material) -> tuple[Row, ...]:
    """Units in the order in which the texts first name them."""
    held = [(unit, order) for order in orders_of(material) for unit in order.units]
    first = {unit.unit: nth for nth, (unit, _) in reversed(list(enumerate(held)))}
    ranked = sorted(held, key=lambda item: (first[item[0].unit], _RANK.index(item[0].role)))
    return tuple(_row(material, unit, order) for unit, order in ranked)


def _row(material: Material, unit: AssignmentRow, order: Order) -> Row:
    cells = {**order_cells(material, order), "unit": unit.name, "role": load_words().roles[unit.role]}
    return Row(cells, order.reference, frozenset({unit.unit}))
