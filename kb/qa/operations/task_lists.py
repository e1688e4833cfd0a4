"""Which tasks of a whole plan: by their leads, by what they cite, by when they are due."""

import re
from collections.abc import Sequence

from kb.facts import AssignmentRow, DeadlineRow
from kb.numerals import DateMention
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import not_stated
from kb.qa.operations.scope import in_scope, scopes_of
from kb.qa.operations.tasks import one_line
from kb.qa.operations.units import add_units
from kb.qa.wording import marks


def tasks_by_leads(asked: Asked) -> Answer:
    """The tasks that nobody leads, that several units lead, or that one unit alone has."""
    assert asked.reading.intent is not None
    kind = str(asked.reading.intent.extra["leads"])
    draft = Draft(asked.library)
    found = [
        task
        for task in asked.library.tasks_of_units()
        if in_scope(asked, task) and _led_as(asked.library.of_task(task.iri), kind)
    ]
    draft.say("by_leads", kind if found else f"{kind}_not", count=len(found))
    for task in found:
        rows = asked.library.of_task(task.iri)
        one_line(draft, task, [row for row in rows if kind != "several" or row.role == "lead"])
    return draft.answer(count=len(found))


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
        for row in asked.library.knowledge.citations
        if row.task and row.relation != "self" and level_of(asked, row.title, row.document) == _LEVELS.get(level, level)
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


_LEVELS = {"国家": "国", "中央": "国"}


def level_of(asked: Asked, title: str, document: str) -> str:
    """The level of a cited document: 省, 市, 县, 国, or "" when neither its title nor the words before it say."""
    for level in "省市县区":
        if level in title[:8]:
            return level
    if title.startswith(("国家", "国务院", "中华人民共和国", "全国", "中共中央")):
        return "国"
    text = asked.library.knowledge.texts[document]
    before = text[max(0, (place := text.find(f"《{title}》")) - _ISSUER_CHARS) : max(0, place)]
    issuer = _ISSUER.findall(re.split(r"[，。；、》]", before)[-1])
    return {"国务院": "国", "国家": "国", "中央": "国"}.get(issuer[-1], issuer[-1]) if issuer else ""


_ISSUER_CHARS = 16
_ISSUER = re.compile(r"国务院|国家|中央|(?<![全我本])[省市县区](?=委|政府|人民|办公|直|里|级|应急|安)")


def due_tasks(asked: Asked) -> Answer:
    """What is due by a date that the question names, with the units where it asks for them."""
    dates = asked.reading.mentions.dates
    known = asked.library.knowledge.deadlines
    rows = [row for row in known if not dates or any(_is_due(row, date, asked.reading.text) for date in dates)]
    rows = _at_end([row for row in rows if _is_of_units(asked, row)], asked)
    rows = [row for row in rows if row.section and _in_scope_of(asked, row.section)]
    if not rows:
        return not_stated(asked, None, wording="nothing_due")
    draft = Draft(asked.library)
    draft.say("due", "some" if dates else "all", when="、".join(date.text for date in dates), count=len(rows))
    for row in rows:
        draft.deadline(row)
        draft.value(row.wording)
        task = draft.task_of(row.task)
        sentence = asked.library.sentence_at(row)
        number = draft.citer.cite(sentence) if sentence else draft.citer.cite(row)
        title = draft.place_of(row.document, row.section)
        draft.say("due", "item", due=row.due, wording=row.wording, title=title, marks=marks([number]))
        if task is not None and asked.reading.flags & {"wants_units", "wants_lead"}:
            add_units(asked, draft, [FoundTask(task, 1.0, "deadline")], ())
        if "wants_basis" in asked.reading.flags and sentence is not None:
            for citation in asked.library.within(asked.library.knowledge.citations, sentence):
                draft.regulation(citation)
                draft.say("basis", "cited", title=citation.title, article="", place=title, marks=marks([number]))
    return draft.answer(count=len(rows))


def _at_end(rows: list[DeadlineRow], asked: Asked) -> list[DeadlineRow]:
    """Of the dated ones those due first or last, where the question asks for them."""
    which = asked.reading.intent.extra.get("which") if asked.reading.intent else None
    days = [row.date for row in rows if row.date]
    if which is None or not days:
        return rows
    day = min(days) if which == "first" else max(days)
    return [row for row in rows if row.date == day]


def _is_of_units(asked: Asked, row: DeadlineRow) -> bool:
    """Whether the task of a deadline is one of the units that the question names; true when it names none."""
    keys = {unit.key for unit in asked.reading.units}
    roles = ("lead",) if "wants_lead" in asked.reading.flags else ("lead", "participate", "responsible", "guide")
    own = asked.library.of_task(row.task or "")
    return not keys or any(item.unit in keys and item.role in roles for item in own)


def _is_due(row: DeadlineRow, asked_for: DateMention, text: str) -> bool:
    """Whether a deadline is in the year or month asked for; up to it where a month is followed by 前."""
    day = asked_for.date.isoformat()
    if "月" not in asked_for.text:
        return row.date[:4] == day[:4]
    before = text[asked_for.end :].startswith(("前", "之前", "以前", "以内")) or asked_for.text.endswith("前")
    return row.date[:7] == day[:7] or (before and "" < row.date <= day)


def _in_scope_of(asked: Asked, section: str) -> bool:
    scopes = scopes_of(asked)
    return not scopes or any(section == s.id or section.startswith(f"{s.id}.") for s in scopes)
