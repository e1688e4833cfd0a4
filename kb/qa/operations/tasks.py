"""Which tasks a unit has, in the roles and without the tasks that a question names."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from kb.facts import AssignmentRow
from kb.models import ROLES
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import Matter
from kb.qa.levels import left_out
from kb.qa.models import Answer, AnsweredTask
from kb.qa.operations.members import HeldAsMember, add_as_member, member_rows
from kb.qa.operations.refusals import unknown_unit
from kb.qa.operations.scope import is_scoped_plainly, task_in_scope
from kb.qa.phrases import phrase
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
        rows = rows_of(asked, unit, roles)
        list_tasks(asked, draft, unit, rows, roles)
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
    _orders_by_name(asked, draft)
    for unit, memberships in held:
        add_as_member(asked, draft, unit, memberships)
    return draft.answer(count=count, follow_ups=_follow_ups(reading.units, roles))


def _orders_by_name(asked: Asked, draft: Draft) -> None:
    """What the text of its tasks orders a unit to do by name (县委党校要将……纳入课程), where that is what is asked."""
    units, tasks = asked.reading.units, [task.iri for task in draft.answer().tasks]
    if len(units) != 1 or len(tasks) > _FEW or not phrase("asks-what-to-do").fires(asked.reading.text):
        return
    names = "|".join(re.escape(alias.text) for alias in units[0].aliases)
    ordered = re.compile(rf"(?:^|[，。；、])(?:{names})(?:要|应|须|必须|负责|将)(?!牵头)")
    found = [s for task in tasks for s in asked.library.finder.sentences_of(task) if ordered.search(s.text)]
    for sentence in found[:_FEW]:
        draft.quote(sentence)


# Tasks whose text is looked through, and orders that are quoted.
_FEW = 3


def _none_led(asked: Asked, roles: Sequence[str]) -> bool:
    return bool(roles) and not any(rows_of(asked, unit, roles) for unit in asked.reading.units)


def _without_tasks(draft: Draft, follow_ups: Sequence[str]) -> Answer:
    """Nothing in the role asked for; what the unit has in other roles is only counted, it is no answer to the question."""
    return replace(draft.answer(count=0, follow_ups=follow_ups), units=(), tasks=())


def rows_of(asked: Asked, unit: Unit, roles: Sequence[str]) -> list[AssignmentRow]:
    """What a unit has of what the question asks about."""
    return [row for row in _rows_asked_about(asked, unit, roles) if _led_as_asked(asked, row)]


def _rows_asked_about(asked: Asked, unit: Unit, roles: Sequence[str] = ()) -> list[AssignmentRow]:
    """What the unit has in the part of the plan asked about, without the tasks that the question leaves out."""
    excluded = asked.reading.excluded_tasks | _left_out(asked)
    rows = [row for row in asked.library.of_unit(unit, roles) if row.task not in excluded]
    own = [row for row in rows if task_in_scope(asked, asked.library.tasks[row.task or ""])]
    # A part that is named by some of its title alone may not be meant: nothing is denied for that.
    return own or ([] if is_scoped_plainly(asked) else rows)


def is_in_part(asked: Asked, rows: Sequence[AssignmentRow]) -> bool:
    """Whether tasks lie in the part that the question names; true where it names none."""
    return not asked.scopes or any(task_in_scope(asked, asked.library.tasks[row.task or ""]) for row in rows)


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
    if _wants_alone(asked):
        return len(leads) == 1 if row.role == "lead" else len(units) == 1
    return True


def _wants_alone(asked: Asked) -> bool:
    """Whether only what a unit has alone is asked for."""
    flags = asked.reading.flags
    return "exclusive" in flags and not flags & {"whether", "choice", "joint"}


def list_tasks(asked: Asked, draft: Draft, unit: Unit, rows: Sequence[AssignmentRow], roles: Sequence[str]) -> None:
    """Say which tasks a unit has in the roles asked for."""
    listed: list[tuple[AnsweredTask, str, int]] = []
    for row in rows:
        task = asked.library.tasks[row.task or ""]
        listed.append((draft.task(task), row.role, draft.citer.cite(row)))
    draft.units(rows)
    role, shown = roles[0] if roles else "", draft.room_for(len(listed))
    if not roles and not is_in_part(asked, rows) and asked.library.of_unit(unit):
        draft.say("tasks_of_unit", "beside_part" if rows else "none_in_part", unit=_named(unit, asked.reading.units))
        if not rows:
            return
    which = "others" if asked.reading.excluded_tasks | _left_out(asked) else ""
    which = "alone" if _wants_alone(asked) else "unled" if "nobody_leads" in asked.reading.flags else which
    draft.add(tasks_sentence(_named(unit, asked.reading.units), listed, role=role, of=which, shown=shown))


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
    if roles:
        return tuple(f"{unit.name}承担哪些任务？" for unit in units[:2])
    return tuple(f"{unit.name}牵头哪些任务？" for unit in units[:2])
