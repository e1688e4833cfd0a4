"""Who has a task: units of one or several tasks, one unit's role, how many units, all of a plan."""

from collections.abc import Sequence

from kb.facts import AssignmentRow, TaskEntry
from kb.models import ROLES
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask
from kb.qa.library import Library, title_of
from kb.qa.models import Answer, AnsweredUnit
from kb.qa.operations.refusals import not_stated, nothing_found
from kb.qa.operations.sentence_leads import led_by_sentence
from kb.qa.reading import intent_named
from kb.qa.resolving import Found, find_tasks
from kb.qa.wording import marks, nobody_beside_sentence, say, units_sentence

_MOST_READINGS, _MOST_OFFERED = 3, 6
_SURE = 0.95
# Flags that ask for one kind of body only (kinds of ontology/units.yaml).
_KINDS = {"mass_organisations": "mass", "party_bodies": "party", "judicial_bodies": "court"}


def units_of_task(asked: Asked) -> Answer:
    """The units of the tasks that the question is about, in the roles it asks for."""
    found = find_tasks(asked)
    if not found.tasks:
        return nothing_found(asked, found)
    if found.rivals:
        return ambiguous(asked, found.rivals)
    draft = Draft(asked.library)
    if not led_by_sentence(asked, draft, found.tasks, _roles(asked)):
        add_units(asked, draft, found.tasks, _roles(asked))
    return _answer(draft, asked, found)


def units_beside(asked: Asked) -> Answer:
    """Who has the task beside the units that the question names."""
    found = find_tasks(asked)
    if not found.tasks:
        return nothing_found(asked, found)
    draft = Draft(asked.library)
    item = found.tasks[0]
    named = {unit.key for unit in asked.reading.units}
    rows = asked.library.of_task(item.task.iri)
    beside = [row for row in rows if row.unit not in named and row.role != "lead"]
    draft.task(item.task)
    _say_units(draft, title_of(item.task), draft.units(beside), beside or rows, ("participate",))
    _about(draft, item)
    return _answer(draft, asked, found)


def ambiguous(asked: Asked, rivals: Sequence[FoundTask]) -> Answer:
    """Too little was said to tell which task is meant: the tasks to choose from, each as a question."""
    draft = Draft(asked.library)
    titles = [draft.task(item.task).title for item in rivals[:_MOST_OFFERED]]
    draft.say("ambiguous", "several", titles="、".join(f"“{title}”" for title in titles))
    offered = tuple(say("follow_ups", "who", title=title) for title in titles)
    return draft.answer("ambiguous", reason="several_tasks", confidence=0.0, follow_ups=offered)


def add_units(asked: Asked, draft: Draft, tasks: Sequence[FoundTask], roles: Sequence[str]) -> None:
    """Add who has the tasks; those of them that have any unit."""
    for item in tasks:
        rows = _rows_of(asked, item)
        if not rows:
            number = draft.citer.cite_task(item.task)
            draft.task(item.task)
            draft.say("not_stated", "no_units", title=title_of(item.task), marks=marks([number]))
            _quote_naming(draft, item.task)
            continue
        wanted = _wanted(rows, roles, asked)
        draft.task(item.task)
        _say_units(draft, title_of(item.task), draft.units(wanted), rows, roles)
        _about(draft, item)


def _rows_of(asked: Asked, item: FoundTask) -> Sequence[AssignmentRow]:
    """Who has a task; where sentences of its text give it to units one by one, who has it by the one that is asked about."""
    rows, best = asked.library.of_task(item.task.iri), item.best
    if best is None:
        return rows
    own = [r for r in rows if r.document == best.document and r.start < best.end and best.start < r.end]
    return own or rows


def _quote_naming(draft: Draft, task: TaskEntry) -> None:
    """Quote what the text of a task without units says of units in words that were not read as a responsibility."""
    known = draft.library.knowledge.units
    inside = [s for s in draft.library.finder.sentences if s.task == task.iri and known.mentions(s.text)]
    for sentence in inside[:_MOST_NAMING]:
        draft.quote(sentence, "names_units")


_MOST_NAMING = 3


def _about(draft: Draft, item: FoundTask) -> None:
    """What connects the question with a task that it does not name: the sentence that says it."""
    if item.best is None or item.best.text.rstrip("。；").endswith(item.task.title or "\0"):
        return
    draft.quote(item.best, "about")


def _say_units(
    draft: Draft, title: str, units: Sequence[AnsweredUnit], rows: Sequence[AssignmentRow], roles: Sequence[str]
) -> None:
    numbers = [draft.citer.cite(row) for row in rows]
    if list(roles) == ["participate"] and not any(unit.role == "participate" for unit in units):
        draft.add(nobody_beside_sentence(title, units, numbers))
        return
    statement = "".join(dict.fromkeys(_quote(draft, number) for number in numbers))
    told = {(unit.iri, unit.role) for unit in units}
    opened = _is_open(draft.library, [row for row in rows if (row.unit, row.role) in told], rows)
    draft.add(units_sentence(title, units, numbers, statement=statement, open_list=opened))


def _is_open(library: Library, told: Sequence[AssignmentRow], rows: Sequence[AssignmentRow]) -> bool:
    """Whether the list of those that are told ends in 等: of a statement's leads and others, one list may and one not."""
    texts = library.knowledge.texts
    before = [row for row in rows if row.open_list and f"{row.printed}等" in texts[row.document][row.start : row.end]]
    return any(row in told for row in before) if before else any(row.open_list for row in told)


def _quote(draft: Draft, number: int) -> str:
    return draft.citer.citations[number - 1].quote


def _wanted(rows: Sequence[AssignmentRow], roles: Sequence[str], asked: Asked) -> list[AssignmentRow]:
    """The rows in the roles asked for; all of them when nobody has such a role (nobody leads)."""
    wanted = [row for row in rows if not roles or row.role in roles] or list(rows)
    asked_kinds = {kind for flag, kind in _KINDS.items() if flag in asked.reading.flags}
    if asked_kinds:
        kinds = {unit.key: unit.kind for unit in asked.library.knowledge.units.units}
        return [row for row in wanted if kinds.get(row.unit) in asked_kinds] or wanted
    return wanted


def _roles(asked: Asked) -> Sequence[str]:
    roles: Sequence[str] = asked.reading.intent.extra.get("roles", ()) if asked.reading.intent else ()
    return roles


def _answer(draft: Draft, asked: Asked, found: Found) -> Answer:
    answered = draft.answer(confidence=_confidence(found), follow_ups=_follow_ups(draft))
    if not answered.units:
        return draft.answer("not_stated", reason="not_in_plan")
    return answered


def _confidence(found: Found) -> float:
    return min(_SURE if item.matched_by == "text" else 1.0 for item in found.tasks) * min(
        1.0, 0.4 + 0.6 * min(item.score for item in found.tasks)
    )


def _follow_ups(draft: Draft) -> tuple[str, ...]:
    units = draft.answer().units
    leads = [unit for unit in units if unit.role == "lead" and not unit.collective] or list(units)
    return tuple(f"{unit.name}承担哪些任务？" for unit in leads[:2] if not unit.collective)


def role_of_unit(asked: Asked) -> Answer:
    """The roles of the units that the question names, in the task it is about."""
    found = find_tasks(asked)
    if not found.tasks:
        return nothing_found(asked, found)
    draft = Draft(asked.library)
    task = found.tasks[0].task
    rows = asked.library.of_task(task.iri)
    asked_keys = {unit.key for unit in asked.reading.units}
    own = [row for row in rows if row.unit in asked_keys]
    if not own:
        add_units(asked, draft, found.tasks[:1], ())
        return draft.answer(yes_no=False)
    draft.task(task)
    numbers = [draft.citer.cite(row) for row in own]
    for unit in draft.units(own):
        role = say("roles", unit.role)
        draft.say("yes_no", "role", unit=unit.name, title=title_of(task), role=role, marks=marks(numbers))
    return draft.answer()


def count_units(asked: Asked) -> Answer:
    """How many units a task has, in the roles asked for, and which."""
    found = find_tasks(asked)
    if not found.tasks:
        return nothing_found(asked, found) if asked.matter else all_units(asked)
    draft = Draft(asked.library)
    item = found.tasks[0]
    rows = _rows_of(asked, item)
    wanted = _wanted(rows, _counted_roles(asked), asked)
    units = draft.units(wanted)
    numbers = [draft.citer.cite(row) for row in wanted]
    draft.task(item.task)
    count = len({unit.name for unit in units})
    listed = "、".join(dict.fromkeys(unit.name for unit in units))
    draft.say("count", "units", title=title_of(item.task), count=count, units=listed, marks=marks(numbers))
    if _is_open(asked.library, wanted, rows):
        draft.say("units_of_task", "open")
    return draft.answer(count=count)


def all_units(asked: Asked) -> Answer:
    """The units that the statements of a document name, each counted once; one sentence a document."""
    draft = Draft(asked.library)
    total = 0
    for document in asked.library.knowledge.documents:
        tasks = asked.library.tasks_of_document(document["id"])
        rows = _wanted([row for task in tasks for row in asked.library.of_task(task.iri)], _counted_roles(asked), asked)
        listed = list(dict.fromkeys(unit.name for unit in draft.units(rows)))
        if not listed:
            continue
        numbers = [draft.citer.cite(row) for row in rows]
        title = f"《{document.get('title', document['id'])}》"
        draft.say("count", "all_units", title=title, count=len(listed), units="、".join(listed), marks=marks(numbers))
        total += len(listed)
    return draft.answer(count=total) if total else not_stated(asked, None)


def _counted_roles(asked: Asked) -> tuple[str, ...]:
    text = asked.reading.masked
    beside = intent_named("who_participates")
    if beside.fires(text) or "不算" in text:
        return ("participate",)
    return ("lead",) if "wants_lead" in asked.reading.flags else ROLES
