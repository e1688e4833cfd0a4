"""The list of tasks: who has which in which role, by when, and which sentence says so."""

from kb.facts import TaskEntry
from kb.listing.source import Source
from kb.listing.tables import Row
from kb.models import ROLES


def task_rows(source: Source) -> list[Row]:
    """One row a task, in the order of the documents."""
    return [_row(source, task) for task in source.knowledge.tasks]


def _row(source: Source, task: TaskEntry) -> Row:
    units = source.units_of(task.iri)
    own = source.provisions.get((task.document, task.id))
    above = source.provisions.get((task.document, own.parent)) if own else None
    deadlines = [
        {"date": d.date or None, "wording": d.wording, "due": d.due} for d in source.deadlines.get(task.iri, ())
    ]
    inherited = source.inherited.get(task.iri)
    return {
        "iri": task.iri,
        "id": task.id,
        "document": task.document,
        "document_title": task.document_title,
        "parent": own.parent if own else "",
        "parent_title": above.title if above else "",
        "title": task.title,
        "heading": own.heading if own else "",
        "units": units,
        **{role: [unit["name"] for unit in units if unit["role"] == role] for role in ROLES},
        "open_list": task.open_list,
        "deadlines": deadlines,
        "due": deadlines[0]["date"] if deadlines else inherited,
        "due_basis": "stated" if deadlines else "inferred" if inherited else None,
        "start": task.start,
        "end": task.end,
        "quote": source.knowledge.texts[task.document][task.start : task.end],
    }
