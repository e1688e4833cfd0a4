"""Two tasks side by side: the units they share and those that differ."""

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import nothing_found
from kb.qa.operations.units import add_units
from kb.qa.resolving import Found, find_tasks, titled_tasks
from kb.qa.wording import marks

_MOST_READINGS = 3


def common_units(asked: Asked) -> Answer:
    """The units that two tasks have in common."""
    tasks = _named_tasks(asked)[:_MOST_READINGS]
    kept = [asked.library.of_task(item.task.iri) for item in tasks]
    shared = set.intersection(*({row.unit for row in rows} for rows in kept)) if kept else set()
    draft = Draft(asked.library)
    numbers = []
    for item, rows in zip(tasks, kept, strict=True):
        draft.task(item.task)
        numbers += [draft.citer.cite(row) for row in rows]
        draft.units([row for row in rows if row.unit in shared])
    names = "、".join(dict.fromkeys(row.name for row in kept[0] if row.unit in shared))
    titles = "”“".join(title_of(item.task) for item in tasks)
    draft.say("compare", "common" if names else "nothing_common", titles=titles, units=names, marks=marks(numbers))
    return draft.answer(count=len(shared))


def compare_tasks(asked: Asked) -> Answer:
    """The units of two tasks side by side: what they share and what differs."""
    tasks = _named_tasks(asked) or find_tasks(asked).tasks
    if not tasks:
        return nothing_found(asked, Found())
    draft = Draft(asked.library)
    add_units(asked, draft, tasks[:_MOST_READINGS], ())
    kept = [asked.library.of_task(item.task.iri) for item in tasks[:_MOST_READINGS]]
    shared = set.intersection(*({row.name for row in rows} for rows in kept)) if kept else set()
    if len(kept) > 1:
        wording = "shared" if shared else "nothing_shared"
        draft.say("compare", wording, units="、".join(sorted(shared)))
    return draft.answer()


def _named_tasks(asked: Asked) -> tuple[FoundTask, ...]:
    """The tasks whose title stands in the question, in the order of the question."""
    tasks = sorted(titled_tasks(asked), key=lambda task: asked.reading.text.index(task.title))
    return tuple(FoundTask(task, 1.0, "title") for task in tasks)
