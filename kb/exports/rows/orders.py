"""Tasks with their responsibility statements: what is ordered, who does it, by when. Every table is made from these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.exports.material import Material
from kb.exports.table import Reference
from kb.facts import AssignmentRow, DeadlineRow, TaskEntry


@dataclass(frozen=True)
class Order:
    """A task as one statement gives it, or as nobody does (no units). ``content`` is verbatim, in whole stretches of the
    text: what the task says up to this statement, without heading and statements."""

    task: TaskEntry | None
    content: str
    units: tuple[AssignmentRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    reference: Reference

    def of_role(self, *roles: str) -> tuple[AssignmentRow, ...]:
        """The units in one of these roles, in the order of the text."""
        return tuple(unit for unit in self.units if unit.role in roles)

    @property
    def led(self) -> bool:
        """Whether the text names a lead."""
        return any(unit.role == "lead" for unit in self.units)


def orders_of(material: Material) -> tuple[Order, ...]:
    """All orders, in the order of documents and texts; statements that stand in no task come as orders without one."""
    of_task: dict[str | None, list[AssignmentRow]] = {}
    for row in material.assignments:
        of_task.setdefault(row.task, []).append(row)
    found = [order for task in material.tasks for order in _of_task(material, task, of_task.get(task.iri, []))]
    for statement in _statements(of_task.get(None, [])):
        found.append(Order(None, "", statement, (), _reference(material, statement[0])))
    return tuple(sorted(found, key=lambda order: (order.reference.document, order.reference.start)))


def orders_by_task(material: Material) -> dict[str, tuple[Order, ...]]:
    """The orders of each task, by its IRI."""
    found: dict[str, tuple[Order, ...]] = {}
    for order in orders_of(material):
        if order.task is not None:
            found[order.task.iri] = (*found.get(order.task.iri, ()), order)
    return found


def _of_task(material: Material, task: TaskEntry, rows: Sequence[AssignmentRow]) -> Iterator[Order]:
    deadlines = [row for row in material.deadlines if row.task == task.iri]
    statements = _statements(rows)
    if not statements:
        whole = Reference(
            task.document, task.id, task.start, task.end, material.quote(task.document, task.start, task.end)
        )
        yield Order(task, _content(material, task, task.start, task.end, ()), (), tuple(deadlines), whole)
        return
    inside = [s for s in statements if task.start <= s[0].start and s[0].end <= task.end]
    start = task.start
    for statement in statements:
        last = statement is statements[-1] or statement not in inside
        end = task.end if last else statement[0].end
        content = _cell_of_work(material, statement) or _content(material, task, start, end, inside)
        own = tuple(row for row in deadlines if start <= row.start < end and not _overlaps(row, statement[0]))
        yield Order(task, content, statement, own, _reference(material, statement[0]))
        start = start if statement not in inside else end


def _statements(rows: Sequence[AssignmentRow]) -> list[tuple[AssignmentRow, ...]]:
    """The rows of each statement together; rows come sorted by the place of their statement."""
    return [tuple(group) for _, group in groupby(rows, key=lambda row: (row.document, row.start, row.end))]


def _content(
    material: Material, task: TaskEntry, start: int, end: int, statements: Sequence[tuple[AssignmentRow, ...]]
) -> str:
    """The text from ``start`` to ``end`` without the heading of the task and its statements."""
    pieces, at = [], start
    if start == task.start and material.quote(task.document, start, end).startswith(task.heading):
        at = start + len(task.heading)
    for first in (statement[0] for statement in statements):
        if at <= first.start < end:
            pieces.append(material.quote(task.document, at, first.start))
            at = first.end
    pieces.append(material.quote(task.document, at, max(at, end)))
    # What parted heading, text and statement parts nothing here.
    return "\n".join(piece for piece in (piece.strip().lstrip("。．.：:") for piece in pieces) if piece)


def _cell_of_work(material: Material, statement: Sequence[AssignmentRow]) -> str:
    """The work in a row of a printed table, which is its own statement: of the cells before the first unit, the one that
    says most, the later of equals; "" where the statement is no row."""
    first = statement[0]
    named = [row.position for row in statement if first.start < row.position < first.end]
    before = material.quote(first.document, first.start, min(named, default=first.end))
    cells = [cell.strip() for cell in before.split("\t")]
    if named:
        # The last cell is cut off by the unit it names.
        cells.pop()
    return max(reversed(cells), key=len, default="") if "\t" in before else ""


def _overlaps(deadline: DeadlineRow, statement: AssignmentRow) -> bool:
    """Whether the deadline is the time that the statement sets, read a second time."""
    return bool(statement.wording) and deadline.start < statement.end and statement.start < deadline.end


def _reference(material: Material, row: AssignmentRow) -> Reference:
    quote = material.quote(row.document, row.start, row.end)
    return Reference(row.document, row.section, row.start, row.end, quote)
