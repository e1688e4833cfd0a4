"""A row of a task table → an assignment. Cells run together are parted where one unit name ends and the next begins."""

from kb.extraction.assignments.brackets import split_top
from kb.extraction.assignments.mentions import Standing, mentions_of
from kb.extraction.assignments.place import date_of
from kb.extraction.assignments.statement import Named, Reading, read_statement
from kb.extraction.assignments.unit_lists import is_whole_name
from kb.extraction.assignments.wording import open_end
from kb.models import Assignment, DocumentInfo, Outline, span_of
from kb.parsing.table_cells import UNIT_COLUMNS, Cell, holds
from kb.parsing.tables import Row
from kb.units.naming import split_abutting

_SEPARATORS = "、，,；;\n"


def row_assignment(outline: Outline, info: DocumentInfo, row: Row, standing: Standing) -> Assignment | None:
    """The assignment that ``row`` makes, or None when no unit is in it."""
    text = outline.text
    reading = Reading()
    for cell in row.cells:
        for part in _parted(text, cell):
            _read_cell(text, part, reading)
    units = mentions_of(text, reading.units, standing, info.place)
    if not units:
        return None
    return Assignment(
        provision=outline.at(row.start).id,
        heading="".join(text[_heading(row)].split()),
        statement=span_of(text, row.start, row.end),
        units=units,
        open_list=reading.open_list,
        deadline=date_of(reading.deadline_text, info),
        deadline_text=reading.deadline_text,
        rule="table-row" if all(len(cell.columns) == 1 for cell in row.cells) else "table-row-joined",
    )


def _heading(row: Row) -> slice:
    return slice(row.heading_start, row.heading_end) if row.heading_end else slice(row.title_start, row.title_end)


def _read_cell(text: str, cell: Cell, reading: Reading) -> None:
    column = cell.columns[0]
    if column == "deadline":
        reading.deadline_text = text[cell.start : cell.end].strip() or reading.deadline_text
    elif column in UNIT_COLUMNS:
        inside = read_statement(text, cell.start, cell.end, role=column)
        reading.units += [Named(unit.piece, unit.role or column) for unit in inside.units]
        reading.strange += inside.strange
        reading.open_list |= inside.open_list


def _parted(text: str, cell: Cell) -> list[Cell]:
    """One cell for each column. A unit column ends where two names abut; a deadline stands at the end."""
    if len(cell.columns) == 1:
        return [cell]
    columns = [column for column in cell.columns if column in UNIT_COLUMNS]
    parts: list[Cell] = []
    start = cell.start
    end = _time_start(text, cell) if "deadline" in cell.columns else cell.end
    for begin, stop, _ in split_top(text, cell.start, end, _SEPARATORS):
        offset = begin
        for name in split_abutting(text[begin:stop])[:-1]:
            offset += len(name)
            if len(parts) + 1 < len(columns):
                parts.append(Cell((columns[len(parts)],), start, offset))
                start = offset
    parts.append(Cell((columns[len(parts)],), start, end))
    return [*parts, Cell(("deadline",), end, cell.end)] if end < cell.end else parts


def _time_start(text: str, cell: Cell) -> int:
    """Where the time at the end of the cell begins; the cell's end when there is none."""
    begin = max(text.rfind(mark, cell.start, cell.end) for mark in _SEPARATORS) + 1
    begin = max(begin, cell.start)
    for at in range(begin, cell.end):
        left = text[begin:at].strip()
        if holds(text[at : cell.end]) == "time" and (not left or is_whole_name(left) or open_end(left) is not None):
            return at
    return cell.end
