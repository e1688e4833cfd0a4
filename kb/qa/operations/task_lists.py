"""Which tasks of a whole plan: by their leads, by what they cite, by when they are due."""

from collections.abc import Sequence

from kb.facts import AssignmentRow, CitationRow, DeadlineRow
from kb.numerals import DateMention
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask
from kb.qa.levels import level_named, of_levels
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.coordinating import one_line
from kb.qa.operations.refusals import not_stated, unknown_unit
from kb.qa.operations.scope import in_scope, task_in_scope
from kb.qa.operations.units import add_units
from kb.qa.phrases import phrase
from kb.qa.wording import marks


def tasks_by_leads(asked: Asked) -> Answer:
    """The tasks that nobody leads, that several units lead, or that one unit alone has."""
    assert asked.reading.intent is not None
    kind = str(asked.reading.intent.extra["leads"])
    draft = Draft(asked.library)
    found = [
        task
        for task in asked.library.tasks_of_units
        if task_in_scope(asked, task) and _led_as(asked.library.of_task(task.iri), kind)
    ]
    draft.say("by_leads", kind if found else f"{kind}_not", count=len(found))
    for task in found:
        rows = asked.library.of_task(task.iri)
        one_line(draft, task, [row for row in rows if kind != "several" or row.role == "lead"])
    return draft.answer(count=len(found))


def tasks_without_units(asked: Asked) -> Answer:
    """The tasks for which no responsibility statement names a unit; what their texts say of units is quoted."""
    draft, library = Draft(asked.library), asked.library
    found = [task for task in library.knowledge.tasks if not library.of_task(task.iri) and task_in_scope(asked, task)]
    draft.say("by_leads", "no_unit" if found else "no_unit_not", count=len(found))
    add_units(asked, draft, [FoundTask(task, 1.0, "whole") for task in found], ())
    every = "whether" in asked.reading.flags and phrase("all-of-them").fires(asked.reading.text)
    return draft.answer(count=len(found), yes_no=not found if every else None)


def _led_as(rows: Sequence[AssignmentRow], kind: str) -> bool:
    leads = {row.unit for row in rows if row.role == "lead"}
    if kind == "sole":
        return len({row.unit for row in rows}) == 1 and not any(row.collective or row.open_list for row in rows)
    return {"none": not leads, "any": bool(leads), "several": len(leads) > 1}[kind]


def tasks_citing(asked: Asked) -> Answer:
    """The tasks that cite a document of a level (省级文件), with who has them."""
    assert asked.reading.intent is not None
    match = asked.reading.intent.pattern.search(asked.reading.masked)
    level = match["level"] if match else ""
    draft = Draft(asked.library)
    rows = [
        row
        for row in of_levels(asked.library.knowledge.citations, [level_named(level)], asked.library.knowledge.texts)
        if row.task and row.relation != "self"
    ]
    tasks = dict.fromkeys(row.task or "" for row in rows)
    if not tasks:
        return not_stated(asked, None)
    draft.say("citing", "some", level=level, count=len(tasks))
    for iri in tasks:
        own = [row for row in rows if row.task == iri]
        for row in own:
            draft.regulation(row)
        numbers = [draft.citer.cite(row) for row in own]
        titles = "".join(dict.fromkeys(f"《{row.title}》" for row in own))
        task = asked.library.tasks[iri]
        draft.say("citing", "item", title=title_of(task), section=task.id, titles=titles, marks=marks(numbers))
        add_units(asked, draft, [FoundTask(task, 1.0, "citation")], ())
    return draft.answer(count=len(tasks))


def due_tasks(asked: Asked) -> Answer:
    """What is due by a date that the question names, with the units where it asks for them."""
    if asked.reading.mentions.unknown_units:
        return unknown_unit(asked, asked.reading.mentions.unknown_units[0])
    dates = asked.reading.mentions.dates
    known = [row for row in asked.library.knowledge.deadlines if row.section]
    known = [row for row in known if in_scope(asked, row.document, row.section) and _is_of_units(asked, row)]
    text = asked.reading.text
    rows = [row for row in known if not dates or any(_is_due(row, date, text) for date in dates)]
    # What is due before the year that is asked for is due by its end too, and said where nothing is due within it.
    earlier = [] if rows else [row for row in known if any(_is_before(row, date, text) for date in dates)]
    rows = _at_end(rows or earlier, asked)
    if not rows:
        return not_stated(asked, None, wording="nothing_due")
    draft = Draft(asked.library)
    wording = "before" if earlier else "some" if dates else _which(asked) or "all"
    draft.say("due", wording, when="、".join(date.text for date in dates), count=len(rows))
    for row in rows:
        draft.deadline(row)
        draft.value(row.wording)
        task = draft.task_of(row.task)
        number = draft.cite_fact(row)
        title = draft.place_of(row.document, row.section)
        draft.say("due", "item", due=row.due, wording=row.wording, title=title, marks=marks([number]))
        if task is not None and asked.reading.flags & {"wants_units", "wants_lead"}:
            add_units(asked, draft, [FoundTask(task, 1.0, "deadline")], ())
        for citation in _bases(asked, row):
            draft.regulation(citation)
            draft.say("basis", "cited", title=citation.title, article="", place=title, marks=marks([number]))
    return draft.answer(count=len(rows))


def _bases(asked: Asked, row: DeadlineRow) -> list[CitationRow]:
    """The documents that the sentence of a deadline cites, where the question asks for them."""
    sentence = asked.library.sentence_at(row) if "wants_basis" in asked.reading.flags else None
    return asked.library.within(asked.library.knowledge.citations, sentence) if sentence else []


def _which(asked: Asked) -> str:
    """Which of the deadlines are asked for: first, last, or "" for all."""
    return str(asked.reading.intent.extra.get("which", "")) if asked.reading.intent else ""


def _at_end(rows: list[DeadlineRow], asked: Asked) -> list[DeadlineRow]:
    """Of the dated ones those due first or last, where the question asks for them."""
    which, days = _which(asked), [row.date for row in rows if row.date]
    if not which or not days:
        return rows
    day = min(days) if which == "first" else max(days)
    return [row for row in rows if row.date == day]


def _is_of_units(asked: Asked, row: DeadlineRow) -> bool:
    """Whether the task of a deadline is one of the units that the question names; true when it names none."""
    keys = {unit.key for unit in asked.reading.units}
    leading = "unit_leads" in asked.reading.flags
    own = asked.library.of_task(row.task or "")
    return not keys or any(item.unit in keys and (item.role == "lead" or not leading) for item in own)


def _is_due(row: DeadlineRow, asked_for: DateMention, text: str) -> bool:
    """Whether a deadline is in the year or month asked for; up to it where a month is followed by 前."""
    day = asked_for.date.isoformat()
    if "月" not in asked_for.text:
        return row.date[:4] == day[:4]
    return row.date[:7] == day[:7] or _is_before(row, asked_for, text)


def _is_before(row: DeadlineRow, asked_for: DateMention, text: str) -> bool:
    """Whether a deadline is up to the date asked for, where 前 follows it."""
    before = text[asked_for.end :].startswith(("前", "之前", "以前", "以内")) or asked_for.text.endswith("前")
    return before and "" < row.date <= asked_for.date.isoformat()
