"""Tables as files, by format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.errors import InputError
from kb.exports.definitions import Definition
from kb.exports.table import Table
from kb.exports.writers.calendar import write_calendar
from kb.exports.writers.delimited import write_csv

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Writer:
    """How a format is made, and what it is called in HTTP."""

    write: Callable[[Table], bytes]
    media_type: str


def _write_docx(table: Table) -> bytes:
    # Loaded when a table is wanted in it, as xlsx: both libraries take longer to load than everything else here.
    from kb.exports.writers.docx import write_docx

    return write_docx(table)


def _write_xlsx(table: Table) -> bytes:
    from kb.exports.writers.xlsx import write_xlsx

    return write_xlsx(table)


WRITERS: Mapping[str, Writer] = {
    "xlsx": Writer(_write_xlsx, f"{_OFFICE}.spreadsheetml.sheet"),
    "docx": Writer(_write_docx, f"{_OFFICE}.wordprocessingml.document"),
    "csv": Writer(write_csv, "text/csv; charset=utf-8"),
    "ics": Writer(write_calendar, "text/calendar; charset=utf-8"),
}


def writer_of(definition: Definition, format: str) -> Writer:
    """The writer of a format of this table.

    :raises InputError: the table has no such format.
    """
    if format not in definition.formats:
        raise InputError(f"{definition.name}没有 {format} 格式；可用：{'、'.join(definition.formats)}。")
    return WRITERS[format]
