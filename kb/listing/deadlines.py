"""The list of deadlines: the stated ones, and for tasks that state none the end of the plan's period, marked as inferred."""

from kb.facts import DeadlineRow, TaskEntry
from kb.listing.source import Source
from kb.listing.tables import Row


def deadline_rows(source: Source) -> list[Row]:
    """Earliest first, times that are no date (长期坚持) last; ``basis`` is stated or inferred."""
    stated = [_stated(source, row) for row in source.knowledge.deadlines]
    inherited = [_inherited(source, task) for task in source.knowledge.tasks if task.iri in source.inherited]
    return sorted([*stated, *inherited], key=_order)


def _order(row: Row) -> tuple[bool, str, str, int]:
    return row["date"] is None, row["date"] or "", row["document"], row["start"]


def _stated(source: Source, row: DeadlineRow) -> Row:
    return {
        "date": row.date or None,
        "wording": row.wording,
        "due": row.due,
        "basis": "stated",
        **source.task_of(row.task),
        "units": source.units_of(row.task),
        **source.place(row),
    }


def _inherited(source: Source, task: TaskEntry) -> Row:
    entry = source.provisions.get((task.document, task.id))
    heading = entry.heading if entry else ""
    # The heading stands for the task: no sentence states this day.
    end = task.start + len(heading) if heading and task.text.startswith(heading) else task.end
    return {
        "date": source.inherited[task.iri],
        "wording": "",
        "due": task.title,
        "basis": "inferred",
        **source.task_of(task.iri),
        "units": source.units_of(task.iri),
        "document": task.document,
        "document_title": task.document_title,
        "section": task.id,
        "heading": heading,
        "start": task.start,
        "end": end,
        "quote": source.knowledge.texts[task.document][task.start : end],
    }
