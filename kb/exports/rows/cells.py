"""The cells that tables share: clause, units, times, remarks."""

import re
from collections.abc import Iterable, Sequence

from kb.exports.definitions import load_words
from kb.exports.material import Material
from kb.exports.rows.orders import Order
from kb.exports.table import Cell, Reference
from kb.facts import AssignmentRow

_NUMBER_END = "、．."
# 附件1 and 2 are not 附件12.
_TWO_NUMBERS = re.compile(r"(?<=[\dA-Za-z])\0(?=[\dA-Za-z])")


def provision_cell(material: Material, document: str, section: str) -> Cell:
    """The clause as printed (三（一）1) and its position (3.1.1), which names it everywhere in Zeren."""
    if section in ("", "front", "document"):
        return load_words().marks["whole_document"]
    numbers = [number.rstrip(_NUMBER_END) for number in material.numbers.get((document, section), ())]
    printed = _TWO_NUMBERS.sub("-", "\0".join(numbers)).replace("\0", "")
    return (printed, section) if printed and printed != section else section


def place_cells(material: Material, reference: Reference, section: str | None = None) -> dict[str, Cell]:
    """Document, clause and quotation; ``section`` where the clause is not that of the quotation."""
    titles = {row["id"]: row.get("title", row["id"]) for row in material.documents}
    return {
        "document": titles[reference.document],
        "provision": provision_cell(material, reference.document, reference.section if section is None else section),
        "basis": reference.quote,
    }


def unit_cells(orders: Sequence[Order]) -> dict[str, Cell]:
    """Who leads, and everybody else; a role that the column does not tell stands behind the name."""
    leads = (unit.name for order in orders for unit in order.of_role("lead"))
    others = (
        unit.name + _suffix(unit.role, order.led)
        for order in orders
        for unit in order.of_role("participate", "responsible", "guide")
    )
    return {"leads": listed(leads), "responsible": listed(others)}


def listed(names: Iterable[str]) -> Cell:
    """The names, each once; a dash where there are none."""
    return tuple(dict.fromkeys(names)) or load_words().marks["none"]


def deadline_cell(order: Order) -> Cell:
    """The times of the order in the words of the text, with what is due where that is said."""
    stated = [row.wording for row in order.units[:1] if row.wording]
    inside = [f"{row.wording or row.date}：{row.due}".rstrip("：") for row in order.deadlines]
    return tuple(dict.fromkeys((*stated, *inside))) or load_words().marks["not_stated"]


def remark_cell(orders: Sequence[Order]) -> Cell:
    """What a reader must know before relying on the row."""
    remarks = (remark for order in orders for remark in _remarks(order.units))
    return tuple(dict.fromkeys(remarks)) or (() if orders else load_words().remarks["no_unit"])


def _suffix(role: str, led: bool) -> str:
    usual = "participate" if led else "responsible"
    return "" if role == usual else load_words().role_suffixes[role]


def _remarks(units: Sequence[AssignmentRow]) -> Iterable[str]:
    words = load_words().remarks
    if not units:
        yield words["no_unit"]
        return
    if all(unit.role != "lead" for unit in units):
        yield words["no_lead"]
    if any(unit.open_list for unit in units):
        yield words["open_list"]
    if collective := tuple(dict.fromkeys(unit.name for unit in units if unit.collective)):
        yield words["collective"].format(names="；".join(collective))
    for unit in units:
        printed = "".join(unit.printed.split())
        # A prefix that a list shares (市工信局、发改委) is no other wording, nor is a line that ends inside a name.
        if not unit.name.endswith(printed):
            yield words["printed"].format(name=unit.name, printed=printed)
    if any(unit.confidence < 1 for unit in units):
        yield words["uncertain"]
