"""Whether a unit has a task, or is named at all."""

from collections.abc import Sequence

from kb.facts import AssignmentRow
from kb.qa.asked import Asked
from kb.qa.bodies import may_hold
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import not_stated, nothing_found
from kb.qa.operations.units import add_units
from kb.qa.resolving import find_tasks
from kb.qa.wording import marks, say
from kb.units.registry import Unit


def is_unit_responsible(asked: Asked) -> Answer:
    """Yes with the unit's role and statement, or no with who it is instead.

    Where a unit is not named but a collective body is, the text does not tell: not_enumerated.
    """
    reading = asked.reading
    found = find_tasks(asked)
    if not found.tasks:
        return nothing_found(asked, found) if asked.matter else _named_at_all(asked)
    rows = [row for item in found.tasks for row in asked.library.of_task(item.task.iri)]
    keys = {unit.key for unit in reading.units}
    own = [row for row in rows if row.unit in keys and _asked_role(asked, row)]
    if own:
        return _yes(asked, own, rows)
    named = {row.unit for row in rows} & keys
    if rows and not named and _may_be_meant(asked, rows) and "wants_lead" not in reading.flags:
        return _cannot_tell(asked, rows)
    return _no(asked, found.tasks[:1])


def _asked_role(asked: Asked, row: AssignmentRow) -> bool:
    return row.role == "lead" if "wants_lead" in asked.reading.flags else True


def _may_be_meant(asked: Asked, rows: Sequence[AssignmentRow]) -> bool:
    """Whether the unit that is asked about could still be meant by a collective body."""
    return any(_may_hold(row, asked) for row in rows)


def _may_hold(row: AssignmentRow, asked: Asked) -> bool:
    return row.collective and any(may_hold(row.name, name) for name in _asked_names(asked))


def _asked_names(asked: Asked) -> tuple[str, ...]:
    """The units that the question names, known or not."""
    return tuple(unit.name for unit in asked.reading.units) or asked.reading.mentions.unknown_units


def _yes(asked: Asked, own: Sequence[AssignmentRow], rows: Sequence[AssignmentRow]) -> Answer:
    draft = Draft(asked.library)
    others = [row for row in rows if _asked_role(asked, row) and row.unit not in {r.unit for r in own}]
    exclusive = "exclusive" in asked.reading.flags and bool(others)
    for unit in draft.units(own):
        mine = [row for row in own if row.unit == unit.iri]
        task = asked.library.tasks[mine[0].task or ""]
        draft.task(task)
        numbers = [draft.citer.cite(row) for row in mine]
        role = say("roles", unit.role)
        wording = ("not_lead_alone" if "wants_lead" in asked.reading.flags else "not_alone") if exclusive else "yes"
        names = "、".join(dict.fromkeys(row.name for row in others))
        draft.say(
            "yes_no", wording, unit=unit.name, title=title_of(task), role=role, others=names, marks=marks(numbers)
        )
    if exclusive:
        draft.units(others)
    return draft.answer(yes_no=not exclusive)


def _no(asked: Asked, tasks: Sequence[FoundTask]) -> Answer:
    draft = Draft(asked.library)
    names = "、".join(_asked_names(asked))
    role = "no_lead" if "wants_lead" in asked.reading.flags else "no"
    draft.say("yes_no", role, unit=names, title=title_of(tasks[0].task))
    add_units(asked, draft, tasks, ("lead",) if "wants_lead" in asked.reading.flags else ())
    return draft.answer(yes_no=False)


def _cannot_tell(asked: Asked, rows: Sequence[AssignmentRow]) -> Answer:
    draft = Draft(asked.library)
    collective = next(row for row in rows if _may_hold(row, asked))
    number = draft.citer.cite(collective)
    names = "、".join(_asked_names(asked))
    # What the text names: those that have the task for sure, and the collective that leaves it open.
    draft.units([*(row for row in rows if not row.collective), collective])
    leads = "、".join(dict.fromkeys(row.name for row in rows if not row.collective))
    wording = "cannot_tell" if leads else "cannot_tell_alone"
    draft.say("not_stated", wording, unit=names, named=leads, collective=collective.name, marks=marks([number]))
    return draft.answer("not_stated", reason="not_enumerated", confidence=0.0)


def _named_at_all(asked: Asked) -> Answer:
    """Whether the documents give the unit any task; a name that no statement holds is looked for in the text."""
    draft = Draft(asked.library)
    for group in asked.reading.unit_groups:
        held = [(unit, asked.library.of_unit(unit)) for unit in group]
        having = [(unit, own) for unit, rows in held if (own := [row for row in rows if _asked_role(asked, row)])]
        for unit, own in having:
            _say_named(asked, draft, unit, own)
        if not having and any(rows for _, rows in held):
            draft.say("yes_no", "leads_nothing", unit=group[0].name)
    if draft.has_facts:
        has = bool(draft.answer().tasks)
        return draft.answer(yes_no=has, count=None if has else 0)
    names = asked.reading.mentions.unknown_units or tuple(unit.name for unit in asked.reading.units)
    if not names:
        return not_stated(asked, None)
    core = names[0].lstrip("县市区省")
    for document, text in asked.library.knowledge.texts.items():
        if core in text:
            start = text.index(core)
            number = draft.citer.cite_span(document, "", start, start + len(core))
            draft.say("yes_no", "mentioned", unit=names[0], marks=marks([number]))
            return draft.answer(yes_no=True)
    draft.say("yes_no", "not_named", unit=names[0])
    _may_be_among(asked, draft, names[0])
    return draft.answer(yes_no=False)


def _say_named(asked: Asked, draft: Draft, unit: Unit, rows: Sequence[AssignmentRow]) -> None:
    """The tasks that one unit has, as a whole: of several units each has its own."""
    tasks = {row.task: draft.task(asked.library.tasks[row.task or ""]) for row in rows}
    listed = "、".join(f"“{task.title}”（{task.id}）" for task in tasks.values())
    numbers = [draft.citer.cite(row) for row in rows]
    draft.units(rows[:1])
    wording = "named_lead" if "wants_lead" in asked.reading.flags else "named"
    draft.say("yes_no", wording, unit=unit.name, count=len(tasks), tasks=listed, marks=marks(numbers))


def _may_be_among(asked: Asked, draft: Draft, name: str) -> None:
    """Say of a unit that is not named which collective bodies might include it: the text does not list their members."""
    held = [r for r in asked.library.knowledge.assignments if r.collective and r.task and may_hold(r.name, name)]
    if held:
        listed = "、".join(dict.fromkeys(f"“{unit.name}”" for unit in draft.units(held)))
        draft.say("yes_no", "maybe_among", unit=name, collectives=listed, marks=marks([draft.citer.cite(held[0])]))
