"""What a whole plan holds: all its tasks, all its targets, counted and listed."""

from kb.facts import FigureRow, GraphRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.figures import comparator_words
from kb.qa.operations.sections import section_items
from kb.qa.quantities import figure_text
from kb.qa.wording import marks


def all_tasks(asked: Asked) -> Answer:
    """The tasks that are given to units, document by document, counted and named; where no task is, the part of the
    plan that is called so."""
    draft, count = Draft(asked.library), 0
    for document in asked.library.knowledge.documents:
        tasks = asked.library.tasks_of_document(document["id"])
        if tasks:
            draft.say("whole", "tasks", title=_title(document), count=len(tasks))
            draft.counted(len(tasks), "项")
        for task in tasks:
            draft.task(task)
            cited = draft.citer.cite(asked.library.of_task(task.iri)[0])
            draft.value(title_of(task))
            draft.say("whole", "task", title=title_of(task), id=task.id, marks=marks([cited]))
        count += len(tasks)
    return draft.answer(count=count) if count else section_items(asked)


def all_targets(asked: Asked) -> Answer:
    """The targets that are figures, document by document, in the order of the text; where there is none, the part of
    the plan that is called so."""
    draft, count = Draft(asked.library), 0
    for document in asked.library.knowledge.documents:
        rows = [r for r in asked.library.knowledge.figures if r.document == document["id"] and r.kind == "target"]
        names = dict.fromkeys(asked.library.finder.topics.key(row.indicator) for row in rows)
        if rows:
            draft.say("whole", "targets", title=_title(document), count=len(names))
            draft.counted(len(names), "个")
        for row in rows:
            draft.figure(row)
            draft.task_of(row.task)
            draft.say("whole", "target", listed=_said(row), marks=marks([draft.cite_fact(row)]))
        count += len(names)
    return draft.answer(count=count) if count else section_items(asked)


def _said(row: FigureRow) -> str:
    when = f"（{row.as_of}）" if row.as_of else ""
    return f"{row.indicator}{comparator_words(row)}{figure_text(row)}{when}"


def _title(document: GraphRow) -> str:
    return document.get("title", document["id"])
