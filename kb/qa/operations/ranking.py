"""Who has most of the tasks of a plan, and which of its tasks has most units."""

from collections import defaultdict

from kb.facts import AssignmentRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import not_stated
from kb.qa.operations.scope import task_in_scope
from kb.qa.reading import intent_named
from kb.qa.wording import marks, say, templates

_MOST_RANKED = 5


def busiest_units(asked: Asked) -> Answer:
    """The units with most tasks, in the role that the question asks for; collective bodies are no unit of their own."""
    role = _role(asked)
    rows: defaultdict[str, list[AssignmentRow]] = defaultdict(list)
    for task in asked.library.tasks_of_units:
        for row in asked.library.of_task(task.iri):
            if not row.collective and (not role or row.role == role) and task_in_scope(asked, task):
                rows[row.unit].append(row)
    if not rows:
        return not_stated(asked, None)
    counts = {unit: len({row.task for row in own}) for unit, own in rows.items()}
    ranked = sorted(counts, key=lambda unit: (-counts[unit], rows[unit][0].name))[:_MOST_RANKED]
    most = counts[ranked[0]]
    best = [unit for unit in ranked if counts[unit] == most]
    draft = Draft(asked.library)
    cited = [draft.citer.cite(row) for unit in best for row in rows[unit]]
    named = [unit.name for rows_of in (rows[u][:1] for u in best) for unit in draft.units(rows_of)]
    for unit in best:
        for row in rows[unit]:
            draft.task_of(row.task)
    for unit in ranked:
        draft.counted(counts[unit], "项", rows[unit][0].name)
    listed = "、".join(f"{rows[unit][0].name}{counts[unit]}项" for unit in ranked)
    scope = templates()["busiest"]["scopes"][role]
    said = say("busiest", "most", scope=scope, units="、".join(named), count=most, ranked=listed)
    draft.add(said + marks(cited))
    return draft.answer(count=most)


def widest_tasks(asked: Asked) -> Answer:
    """The tasks whose statements name most units, in the role that the question asks for."""
    role = _role(asked)
    rows: dict[str, list[AssignmentRow]] = {}
    for task in asked.library.tasks_of_units:
        own = [row for row in asked.library.of_task(task.iri) if not role or row.role == role]
        if own and task_in_scope(asked, task):
            rows[task.iri] = own
    if not rows:
        return not_stated(asked, None)
    counts = {iri: len({row.unit for row in own}) for iri, own in rows.items()}
    most = max(counts.values())
    best = [asked.library.tasks[iri] for iri, count in counts.items() if count == most]
    draft = Draft(asked.library)
    cited = [draft.citer.cite(row) for task in best for row in rows[task.iri]]
    for task in best:
        draft.task(task)
        draft.units(rows[task.iri])
    listed = "、".join(f"“{title_of(task)}”（{task.id}）" for task in best)
    scope = templates()["widest"]["scopes"][role]
    draft.say("widest", "most", scope=scope, tasks=listed, count=most, marks=marks(cited))
    if any(row.collective for task in best for row in rows[task.iri]):
        draft.say("widest", "collective")
    return draft.answer(count=most)


def _role(asked: Asked) -> str:
    if "wants_lead" in asked.reading.flags:
        return "lead"
    beside = intent_named("who_participates")
    return "participate" if beside.fires(asked.reading.masked) else ""
