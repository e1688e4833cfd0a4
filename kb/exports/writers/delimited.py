"""Tables as CSV: one header line, UTF-8 with the mark by which Excel knows it, CRLF (RFC 4180)."""

import csv
import io

from kb.exports.table import Table, lines
from kb.exports.writers.text import printable, starts_formula

_MARK = "\ufeff"
_SEPARATOR = "；"


def write_csv(table: Table) -> bytes:
    """The table, several values of a cell separated by ；. What could be a formula gets an apostrophe in front."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.label for column in table.columns])
    writer.writerows([_safe(lines(cell, _SEPARATOR)) for cell in table.values(row)] for row in table.rows)
    return (_MARK + text.getvalue()).encode()


def _safe(cell: str) -> str:
    text = printable(cell)
    return f"'{text}" if starts_formula(text) else text
