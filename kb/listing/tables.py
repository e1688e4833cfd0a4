"""Rows of lists, and the same rows as the cells of a table."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import getitem
from typing import Any

Row = dict[str, Any]
# The columns of each list as a table, in order: key → how a cell is made of the row (see _cell).
COLUMNS: Mapping[str, Sequence[str]] = {
    "tasks": (
        "id", "document", "document_title", "parent_title", "title",
        "lead", "participate", "responsible", "guide", "open_list", "due", "due_basis", "start", "end", "quote",
    ),
    "units": ("id", "name", "place", "collective", "lead", "participate", "responsible", "guide", "tasks"),
    "regulations": ("id", "title", "relations", "citation_count", "units"),
    "targets": (
        "document", "section", "indicator", "comparator", "value", "unit", "as_of", "kind",
        "baseline", "start", "end", "quote",
    ),
    "deadlines": ("date", "wording", "due", "basis", "document", "section", "task_title", "units", "start", "end", "quote"),
}  # fmt: skip


def cells(row: Row, columns: Sequence[str]) -> list[str | float]:
    """The row as cells, lists joined by 、; a column such as ``question.zh`` is that key of what the row holds."""
    return [_cell(reduce(getitem, column.split("."), row)) for column in columns]


def _cell(value: object) -> str | float:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "、".join(str(item["name"]) if isinstance(item, dict) else str(item) for item in value)
    return value if isinstance(value, (int, float)) else "" if value is None else str(value)
