"""Which tasks a unit has, or several units have together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kb.facts import AssignmentRow, TaskEntry
from kb.models import ROLES
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import Matter
from kb.qa.levels import left_out
from kb.qa.library import title_of
from kb.qa.models import Answer, AnsweredTask
from kb.qa.operations.members import HeldAsMember, add_as_member, member_rows
from kb.qa.operations.refusals import unknown_unit
from kb.qa.operations.scope import task_in_scope
from kb.qa.resolving import Found, by_matter
from kb.qa.wording import marks, role_name, tasks_sentence
from kb.units.registry import Unit


def tasks_of_unit(asked: Asked) -> Answer:
    """The tasks of the units that the question names, in the roles it asks for."""
    reading = asked.reading
    if not reading.units:
        return unknown_unit(asked, reading.mentions.unknown_units[0])
    roles: Sequence[str] = reading.intent.extra.get("roles", ()) if reading.intent else ()
    draft = Draft(asked.library)
    for unit in reading.units:
        rows = _rows(asked, unit, roles)
        _list_tasks(asked, draft, unit, rows, roles)
        if len(reading.units) > 1 and rows:
            draft.counted(len({row.task for row in rows}), "项")
        if (not rows and roles) or list(roles) == ["participate"]:
            _counts_beside(asked, draft, unit, roles)
    held = [(unit, _as_member(asked, unit, roles)) for unit in reading.units]
    as_member = any(rows for _, rows in held)
    none_led = _none_led(asked, roles)
    count = 0 if none_led else len(draft.answer().tasks)
    if none_led and not as_member:
        return _without_tasks(draft, _follow_ups(reading.units, roles))
    _partners_in_lead(asked, draft, roles)
    for unit, memberships in held:
        add_as_member(asked, draft, unit, memberships)
    return draft.answer(count=count, follow_ups=_follow_ups(reading.units, roles))


def _none_led(asked: Asked, roles: Sequence[str]) -> bool:
    return bool(roles) and not any(_rows(asked, unit, roles) for unit in asked.reading.units)


def _without_tasks(draft: Draft, follow_ups: Sequence[str]) -> Answer:
    """Nothing in the role asked for; what the unit has in other roles is only counted, it is no answer to the question."""
    return replace(draft.answer(count=0, follow_ups=follow_ups), units=(), tasks=())


def _rows(asked: Asked, unit: Unit, roles: Sequence[str]) -> list[AssignmentRow]:
    return [row for row in _rows_asked_about(asked, unit, roles) if _led_as_asked(asked, row)]


def _rows_asked_about(asked: Asked, unit: Unit, roles: Sequence[str] = ()) -> list[AssignmentRow]:
    """What the unit has in the part of the plan asked about, without the tasks that the question leaves out."""
    excluded = asked.reading.excluded_tasks | _left_out(asked)
    rows = asked.library.of_unit(unit, roles)
    return [r for r in rows if r.task not in excluded and task_in_scope(asked, asked.library.tasks[r.task or ""])]


def _as_member(asked: Asked, unit: Unit, roles: Sequence[str]) -> list[HeldAsMember]:
    """What the unit has as a member of a collective; nothing where the question is about leading alone or jointly."""
    if asked.reading.flags & {"joint", "exclusive"}:
        return []
    return member_rows(asked, unit, roles, asked.reading.excluded_tasks | _left_out(asked))


def _left_out(asked: Asked) -> set[str]:
    """The tasks that a question leaves out: 除了电力安全."""
    match = left_out(asked.reading.text)
    if match is None:
        return set()
    said = match["what"]
    named = {task.iri for task in asked.library.tasks_of_units if task.title and task.title in said}
    if named:
        return named
    words = tuple(w for w in asked.matter.words if match.start("what") <= w.start < match.end("what"))
    found = by_matter(asked.library, Matter(words, asked.matter.text)) if words else Found()
    return {item.task.iri for item in found.tasks}


def _led_as_asked(asked: Asked, row: AssignmentRow) -> bool:
    """Whether the unit leads (or has) the task alone or with others, where the question wants only such tasks."""
    flags = asked.reading.flags
    units = {(r.unit, r.role) for r in asked.library.of_task(row.task or "")}
    leads = {unit for unit, role in units if role == "lead"}
    if ("not_leading" in flags and row.role == "lead") or ("nobody_leads" in flags and leads):
        return False
    if "choice" in flags:
        return True
    if "joint" in flags:
        return len(leads) > 1
    if "exclusive" in flags and "whether" not in flags:
        return len(leads) == 1 if row.role == "lead" else len(units) == 1
    return True


def _list_tasks(asked: Asked, draft: Draft, unit: Unit, rows: Sequence[AssignmentRow], roles: Sequence[str]) -> None:
    listed: list[tuple[AnsweredTask, str, int]] = []
    for row in rows:
        task = asked.library.tasks[row.task or ""]
        listed.append((draft.task(task), row.role, draft.citer.cite(row)))
    draft.units(rows)
    role, shown = roles[0] if roles else "", draft.room_for(len(listed))
    draft.add(tasks_sentence(_named(unit, asked.reading.units), listed, role=role, shown=shown))


def _counts_beside(asked: Asked, draft: Draft, unit: Unit, roles: Sequence[str]) -> None:
    """How many tasks the unit has in the roles that are not asked for: counted, not listed."""
    rows = _rows_asked_about(asked, unit)
    said = []
    for role in (role for role in ROLES if role not in roles):
        own = [row for row in rows if row.role == role]
        if count := len({row.task for row in own}):
            draft.counted(count, "项")
            said.append(f"{role_name(role)}{count}项{marks([draft.citer.cite(row) for row in own])}")
    if said:
        wording = "beside" if any(row.role in roles for row in rows) else "other_roles"
        draft.say("tasks_of_unit", wording, unit=unit.name, others="、".join(said))


def _partners_in_lead(asked: Asked, draft: Draft, roles: Sequence[str]) -> None:
    """Who else leads, when the question asks whether a unit leads alone."""
    flags = asked.reading.flags
    if ("joint" not in flags and not {"exclusive", "whether"} <= flags) or list(roles) != ["lead"]:
        return
    keys = {unit.key for unit in asked.reading.units}
    for task in draft.answer().tasks:
        others = [r for r in asked.library.of_task(task.iri) if r.role == "lead" and r.unit not in keys]
        units = "、".join(unit.name for unit in draft.units(others))
        draft.say("tasks_of_unit", "joint" if units else "alone", title=task.title, units=units)


def _named(unit: Unit, among: Sequence[Unit]) -> str:
    """The unit's name, with its place where another unit of the answer has the same name."""
    same = islice((other for other in among if other.name == unit.name), 2)
    return f"{unit.name}（{unit.place}）" if unit.place and len(list(same)) > 1 else unit.name


def _follow_ups(units: Sequence[Unit], roles: Sequence[str]) -> tuple[str, ...]:
    if list(roles) == ["lead"]:
        return tuple(f"{unit.name}承担哪些任务？" for unit in units[:2])
    return tuple(f"{unit.name}牵头哪些任务？" for unit in units[:2])


def coordination(asked: Asked) -> Answer:
    """The tasks that all the units named have together, document by document where a name means several units."""
    groups = asked.reading.unit_groups
    shared = set.intersection(*({r.task for unit in group for r in asked.library.of_unit(unit)} for group in groups))
    tasks = [task for task in asked.library.tasks_of_units if task.iri in shared and task_in_scope(asked, task)]
    tasks = [task for task in tasks if _as_bound(asked, task, groups)]
    if "joint" in asked.reading.flags:
        tasks = [task for task in tasks if _all_lead(asked, task, groups)]
    draft = Draft(asked.library)
    named = "、".join(group[0].name for group in groups)
    if not tasks:
        draft.say("coordination", "none", units=named)
        return draft.answer(count=0)
    keys = {unit.key for group in groups for unit in group}
    draft.say("coordination", "some", units=named, count=len(tasks))
    for task in tasks:
        rows = [row for row in asked.library.of_task(task.iri) if row.unit in keys or row.role == "lead"]
        one_line(draft, task, rows if "wants_lead" in asked.reading.flags else [r for r in rows if r.unit in keys])
    return draft.answer(count=len(tasks))


_BOUND = re.compile(r"〈单位〉(?:[^，。？〈]{0,2}?(?P<role>牵头|配合|参与|协办|参加))?")
_BOUND_ROLES = {"牵头": ("lead",), "": ROLES}


def _as_bound(asked: Asked, task: TaskEntry, groups: Sequence[Sequence[Unit]]) -> bool:
    """Whether each unit has the task in the role that the question gives it (由X牵头又涉及Y); any role where it gives none."""
    said = [match["role"] or "" for match in _BOUND.finditer(asked.reading.masked)]
    if len(said) != len(groups) or not any(said):
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
            rows = _rows(asked, unit, roles)
            if rows or unit is group[-1]:
                _list_tasks(asked, draft, unit, rows, roles)
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
