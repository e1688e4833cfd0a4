"""Units side by side: the tasks they have together, who stands beside one, how many each has."""

import re
from collections.abc import Sequence

from kb.facts import AssignmentRow, TaskEntry
from kb.models import ROLES
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import unknown_unit
from kb.qa.operations.scope import task_in_scope
from kb.qa.operations.tasks import list_tasks, rows_of
from kb.qa.phrases import phrase
from kb.qa.resolving import find_tasks
from kb.qa.wording import marks, role_name
from kb.units.registry import Unit


def coordination(asked: Asked) -> Answer:
    """The tasks that all the units named have together, document by document where a name means several units."""
    groups = asked.reading.unit_groups
    shared = set.intersection(*({r.task for unit in group for r in asked.library.of_unit(unit)} for group in groups))
    both = [task for task in asked.library.tasks_of_units if task.iri in shared and task_in_scope(asked, task)]
    # Whether they share a matter that is named is asked of its task alone.
    if "whether" in asked.reading.flags and asked.matter and (found := find_tasks(asked).tasks):
        both = [task for task in both if task.iri in {item.task.iri for item in found}]
    joint = "joint" in asked.reading.flags
    tasks = [t for t in both if _as_bound(asked, t, groups) and (not joint or _all_lead(asked, t, groups))]
    draft = Draft(asked.library)
    named = "、".join(group[0].name for group in groups)
    yes_no = bool(tasks) if "whether" in asked.reading.flags else None
    if not tasks:
        # They have tasks together, but not so as the question has it.
        draft.say("coordination", ("none_joint" if joint else "none_so") if both else "none", units=named)
        return draft.answer(count=0, yes_no=yes_no)
    keys = {unit.key for group in groups for unit in group}
    draft.say("coordination", "some", units=named, count=len(tasks))
    for task in tasks:
        rows = [row for row in asked.library.of_task(task.iri) if row.unit in keys or row.role == "lead"]
        one_line(draft, task, rows if "wants_lead" in asked.reading.flags else [r for r in rows if r.unit in keys])
    return draft.answer(count=len(tasks), yes_no=yes_no)


_BOUND = re.compile(r"〈单位〉(?:[^，。？〈]{0,2}?(?P<role>牵头|配合|参与|协办|参加))?")
_BOUND_ROLES = {"牵头": ("lead",), "": ROLES}


def _as_bound(asked: Asked, task: TaskEntry, groups: Sequence[Sequence[Unit]]) -> bool:
    """Whether each unit has the task in the role that the question gives it (由X牵头又涉及Y); any role where it gives none."""
    said = [match["role"] or "" for match in _BOUND.finditer(asked.reading.masked)]
    if len(said) != len(groups) or not any(said) or phrase("both-take-part").fires(asked.reading.masked):
        return True
    rows = asked.library.of_task(task.iri)
    return all(
        any(row.unit in {u.key for u in group} and row.role in _BOUND_ROLES.get(role, ("participate",)) for row in rows)
        for role, group in zip(said, groups, strict=True)
    )


def _all_lead(asked: Asked, task: TaskEntry, groups: Sequence[Sequence[Unit]]) -> bool:
    """Whether every unit named leads the task."""
    leads = {row.unit for row in asked.library.of_task(task.iri) if row.role == "lead"}
    return all(leads & {unit.key for unit in group} for group in groups)


def one_line(draft: Draft, task: TaskEntry, rows: Sequence[AssignmentRow]) -> None:
    """One task with some of its units and their roles."""
    draft.task(task)
    numbers = [draft.citer.cite(row) for row in rows]
    units = draft.units(rows)
    said = "、".join(f"{unit.name}（{role_name(unit.role)}）" for unit in units)
    draft.say("coordination", "item", title=title_of(task), section=task.id, units=said, marks=marks(numbers))


def partners(asked: Asked) -> Answer:
    """Who stands beside the unit in each of its tasks."""
    units = asked.reading.units
    if not units:
        return unknown_unit(asked, asked.reading.mentions.unknown_units[0])
    draft = Draft(asked.library)
    unit = units[0]
    tasks = dict.fromkeys(row.task or "" for row in asked.library.of_unit(unit))
    draft.say("coordination", "partners", unit=unit.name, count=len(tasks))
    draft.counted(len(tasks), "项")
    for iri in tasks:
        rows = [row for row in asked.library.of_task(iri) if row.unit != unit.key]
        if rows:
            one_line(draft, asked.library.tasks[iri], rows)
        else:
            task = asked.library.tasks[iri]
            draft.task(task)
            draft.say("coordination", "nobody_beside", title=title_of(task), section=task.id)
    return draft.answer(count=len(tasks))


def compare_units(asked: Asked) -> Answer:
    """The tasks of several units side by side, and who has more."""
    roles = ("lead",) if "wants_lead" in asked.reading.flags else ()
    draft = Draft(asked.library)
    counts: dict[str, int] = {}
    for group in asked.reading.unit_groups:
        tasks: set[str | None] = set()
        for unit in group:
            rows = rows_of(asked, unit, roles)
            if rows or unit is group[-1]:
                list_tasks(asked, draft, unit, rows, roles)
            tasks |= {row.task for row in rows}
        counts[group[0].name] = len(tasks)
    for count in counts.values():
        draft.counted(count, "项")
    most = max(counts.values())
    if len(set(counts.values())) == 1:
        draft.say("compare", "same", count=most)
    else:
        ahead = "、".join(name for name, count in counts.items() if count == most)
        draft.say("compare", "most", unit=ahead, counts="，".join(f"{name}{count}项" for name, count in counts.items()))
    return draft.answer()
