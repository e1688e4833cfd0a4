"""Who has most of the tasks of a plan."""

from collections import defaultdict

from kb.facts import AssignmentRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
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


def _role(asked: Asked) -> str:
    if "wants_lead" in asked.reading.flags:
        return "lead"
    beside = intent_named("who_participates")
    return "participate" if beside.fires(asked.reading.masked) else ""
