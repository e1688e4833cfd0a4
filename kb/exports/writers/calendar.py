"""Deadlines as a calendar (iCalendar, RFC 5545): one event of a whole day for each row with a date."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

from kb.exports.table import Row, Table, lines
from kb.exports.writers.text import printable

_LINE_OCTETS = 75
# The time a calendar was made belongs to every event; a fixed one where the document has no date, so that the same
# snapshot gives the same bytes.
_UNDATED = date(2000, 1, 1)
# Cells that describe the event, in this order.
_DESCRIBED = ("wording", "task", "leads", "responsible", "remark", "basis")


def write_calendar(table: Table) -> bytes:
    """The calendar; rows without a date are left out."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zeren//Deadlines//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    head.append(f"X-WR-CALNAME:{_escaped(table.title)}")
    events = [line for row in table.rows if (day := _day(row)) for line in _event(table, row, day)]
    return "".join(f"{_folded(line)}\r\n" for line in (*head, *events, "END:VCALENDAR")).encode()


def _day(row: Row) -> date | None:
    try:
        return date.fromisoformat(lines(row.cells["date"]))
    except ValueError:
        return None


def _event(table: Table, row: Row, day: date) -> Iterator[str]:
    labels = {column.key: column.label for column in table.columns}
    described = [f"{labels[key]}：{lines(row.cells[key], '、')}" for key in _DESCRIBED if row.cells.get(key)]
    place = row.reference
    named = f"{place.document}\n{place.start}\n{place.end}\n{lines(row.cells['matter'])}\n{day}"
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(named.encode()).hexdigest()[:32]}@zeren"
    yield f"DTSTAMP:{table.issued or _UNDATED:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped('到期：' + lines(row.cells['matter']))}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(described))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    escaped = printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no character cut in two."""
    pieces, octets = [""], 0
    for char in line:
        size = len(char.encode())
        if octets + size > _LINE_OCTETS:
            pieces.append(" ")
            octets = 1
        pieces[-1] += char
        octets += size
    return "\r\n".join(pieces)
