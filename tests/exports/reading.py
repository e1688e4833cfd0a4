"""Tables read back by the libraries of others, as rows of header → text."""

import csv
import io

from docx import Document
from openpyxl import load_workbook

_HEAD_ROW = 3


def read_xlsx(data: bytes) -> list[dict[str, str]]:
    """The rows of the sheet."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    head, *rows = sheet.iter_rows(min_row=_HEAD_ROW, values_only=True)
    return [{str(label): value or "" for label, value in zip(head, row, strict=True)} for row in rows]


def read_docx(data: bytes) -> list[dict[str, str]]:
    """The rows of the one table of the document."""
    head, *rows = ([cell.text for cell in row.cells] for row in Document(io.BytesIO(data)).tables[0].rows)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The rows of the file."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
