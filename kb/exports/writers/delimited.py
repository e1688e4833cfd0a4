"""Tables as CSV: one header line, UTF-8 with the mark by which Excel knows it, CRLF (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Sequence

from kb.exports.table import Table, lines
from kb.exports.writers.text import printable, starts_formula

_MARK = "\ufeff"
_SEPARATOR = "；"


def write_csv(table: Table) -> bytes:
    """The table, several values of a cell separated by ；."""
    head = [column.label for column in table.columns]
    return csv_of(head, ([lines(cell, _SEPARATOR) for cell in table.values(row)] for row in table.rows))


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str | float]]) -> bytes:
    """A file of these rows. Text that could be a formula gets an apostrophe in front; a number is none."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return (_MARK + text.getvalue()).encode()


def _safe(cell: str | float) -> str | float:
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if starts_formula(text) else text
