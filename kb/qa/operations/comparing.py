"""Two tasks side by side: the units they share and those that differ."""

from collections.abc import Sequence
from dataclasses import replace

from kb.facts import AssignmentRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask, Matter
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import nothing_found
from kb.qa.operations.units import add_units
from kb.qa.phrases import phrase
from kb.qa.resolving import Found, by_matter, find_tasks, titled_tasks
from kb.qa.wording import marks, say

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
    named = _named_tasks(asked)
    tasks = named if len(named) > 1 else _of_two_matters(asked) or named or find_tasks(asked).tasks
    if not tasks:
        return nothing_found(asked, Found())
    draft = Draft(asked.library)
    add_units(asked, draft, tasks[:_MOST_READINGS], ())
    kept = [asked.library.of_task(item.task.iri) for item in tasks[:_MOST_READINGS]]
    shared = set.intersection(*({row.name for row in rows} for rows in kept)) if kept else set()
    if len(kept) > 1:
        wording = "shared" if shared else "nothing_shared"
        draft.say("compare", wording, units="、".join(sorted(shared)))
    return _judged(asked, draft.answer(), kept)


def _judged(asked: Asked, answer: Answer, kept: Sequence[Sequence[AssignmentRow]]) -> Answer:
    """The answer with whether the tasks have the same units, or leads, where the question asks for that and the text
    tells: not where either has none, or a collective or a list left open, whose units it does not name."""
    text = asked.reading.text
    if "whether" not in asked.reading.flags or len(kept) != _TWO or not phrase("same-units").fires(text):
        return answer
    leads = "wants_lead" in asked.reading.flags
    told = [[row for row in rows if not leads or row.role == "lead"] for rows in kept]
    if not all(told) or any(row.collective or (row.open_list and not leads) for rows in told for row in rows):
        return answer
    one, two = ({row.unit for row in rows} for rows in told)
    # 同一个部门负责 asks whether one has both, not whether nobody else is beside it.
    alike = bool(one & two) if phrase("one-unit-for-both").fires(text) and not leads else one == two
    role = "leads" if leads else "units"
    return replace(
        answer, answer=say("compare", f"{role}_{'alike' if alike else 'unlike'}") + answer.answer, yes_no=alike
    )


_TWO = 2


def _of_two_matters(asked: Asked) -> tuple[FoundTask, ...]:
    """The tasks of two matters that the question sets side by side without their titles; none where either has none."""
    match = phrase("two-matters-of-units").pattern.search(asked.reading.text)
    if match is None:
        return ()
    found: dict[str, FoundTask] = {}
    for part in ("one", "two"):
        start, end = match.span(part)
        words = tuple(word for word in asked.matter.words if start <= word.start < end)
        for item in by_matter(asked.library, Matter(words, match[part])).tasks[:1] if words else ():
            found.setdefault(item.task.iri, item)
    return tuple(found.values()) if len(found) == _TWO else ()


def _named_tasks(asked: Asked) -> tuple[FoundTask, ...]:
    """The tasks whose title stands in the question, in the order of the question."""
    tasks = sorted(titled_tasks(asked), key=lambda task: asked.reading.text.index(task.title))
    return tuple(FoundTask(task, 1.0, "title") for task in tasks)
