"""Members of collective units: the text lists none, a supplied roster may. What rests on a roster is always said apart."""

from collections.abc import Collection, Sequence

from kb.facts import AssignmentRow, MemberRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.models import Answer, AnsweredUnit
from kb.qa.operations.refusals import not_enumerated
from kb.qa.operations.scope import task_in_scope
from kb.qa.wording import marks, say
from kb.units.registry import Unit

# A membership, and what the unit has by it.
HeldAsMember = tuple[MemberRow, list[AssignmentRow]]


def collective_members(asked: Asked) -> Answer:
    """The members of the first collective that the question names, by the supplied roster; without one a refusal."""
    collective = next(unit for unit in asked.reading.units if unit.collective)
    rows = asked.library.members_of(collective)
    if not rows:
        return not_enumerated(asked)
    draft = Draft(asked.library)
    numbers = [draft.citer.cite(row) for row in asked.library.of_unit(collective)[:1]]
    draft.add_units(AnsweredUnit(row.unit, row.name, "member", False, "supplied") for row in rows)
    draft.say(
        "members",
        "supplied",
        valid_from=rows[0].valid_from,
        source=rows[0].source,
        collective=collective.name,
        count=len(rows),
        units="、".join(row.name for row in rows),
        marks=marks(numbers),
    )
    yes_no = _on_roster(asked, draft, rows)
    draft.say("members", "not_text")
    return draft.answer(yes_no=yes_no, count=len(rows))


def _on_roster(asked: Asked, draft: Draft, rows: Sequence[MemberRow]) -> bool | None:
    """Whether the units that the question names beside the collective are on the roster; None when it names none."""
    keys = {row.unit for row in rows}
    named = [unit for unit in asked.reading.units if not unit.collective]
    for unit in named:
        draft.say("members", "named" if unit.key in keys else "not_named", unit=unit.name)
    return all(unit.key in keys for unit in named) if named else None


def member_rows(asked: Asked, unit: Unit, roles: Sequence[str], excluded: Collection[str | None]) -> list[HeldAsMember]:
    """The tasks that a unit has through the collectives it is a member of, in these roles, without those it has itself."""
    own = {row.task for row in asked.library.of_unit(unit)}
    found = []
    for membership in asked.library.memberships_of(unit):
        rows = [
            row
            for row in asked.library.of_collective(membership)
            if row.task not in own and row.task not in excluded and (not roles or row.role in roles)
        ]
        found.append((membership, [row for row in rows if task_in_scope(asked, asked.library.tasks[row.task or ""])]))
    return [(membership, rows) for membership, rows in found if rows]


def add_as_member(asked: Asked, draft: Draft, unit: Unit, held: Sequence[HeldAsMember]) -> None:
    """Say what a unit has to do as a member only, marked as inferred."""
    for membership, rows in held:
        tasks = [(draft.task(asked.library.tasks[row.task or ""], "inferred"), draft.citer.cite(row)) for row in rows]
        draft.add_units(AnsweredUnit(unit.key, unit.name, row.role, False, "inferred") for row in rows)
        items = (say("tasks_of_unit", "item_led", title=t.title, section=t.id, marks=marks([n])) for t, n in tasks)
        draft.say(
            "tasks_of_unit",
            "as_member",
            valid_from=membership.valid_from,
            source=membership.source,
            unit=unit.name,
            collective=rows[0].name,
            count=len({task.iri for task, _ in tasks}),
            items="；".join(items),
        )
