"""When something is due: stated deadlines, and other times that the text gives for the matter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from kb.facts import DeadlineRow
from kb.numerals import find_dates
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence, FoundTask, Matter
from kb.qa.finding.sentences import Sentence
from kb.qa.models import Answer, AnsweredDeadline
from kb.qa.operations.refusals import nearest_of, not_stated
from kb.qa.operations.units import add_units
from kb.qa.places import towns
from kb.qa.reading import undated
from kb.qa.resolving import find_tasks
from kb.qa.sentence_finding import is_heading, sentences_about
from kb.qa.thresholds import AS_GOOD_TIME, CLOSE_TIME, ENOUGH_TIME, SAME_PLACE
from kb.qa.time_rules import time_rule
from kb.qa.wording import marks, say

_HEADING_CHARS = 30
# Times are told as printed, so that the year of 3月31日前 does not matter.
_SOME_DAY = date(2000, 1, 1)
_MOST = 3
_TITLES = re.compile(r"《[^》]*》")
_CLAUSE = re.compile(r"[^，；。]+")
_DURATION = re.compile(
    r"(?:\d+|[一二两三四五六七八九十]+)(?:个)?(?:分钟|小时|工作日|天|日|周|个?月)(?:以|之)?内"
    r"|(?:利用|用)?[一二两三四五六七八九十\d]+年(?:左右)?(?:的)?(?:时间|内)"
    r"|(?:最长|最多|至多)?不(?:得)?(?:超过|少于)[一二两三四五六七八九十\d]+(?:个)?(?:年|个?月|天|日|个?工作日|周|小时)"
    r"|每(?:年|半年|季度|月|旬|周)(?:[^，。；、]{0,6}个?月)?(?:\d{1,2}[日号]|[月底初末])+(?:(?:至|到|—|-)(?:次年)?\d{1,2}月\d{1,2}[日号])?(?:之?前|以前)?"
)


def deadline(asked: Asked) -> Answer:
    """The time of what the question is about; not stated where the text gives none for it."""
    named = _of_named_tasks(asked)
    if named is not None:
        return named
    ranked = [found for found in sentences_about(asked) if found.score >= ENOUGH_TIME]
    ranked = [f for f in ranked if not is_heading(f.sentence, asked.library)] or ranked
    ranked = [found for found in ranked if all(town in found.sentence.text for town in towns(asked.reading.text))]
    if not ranked:
        near = sentences_about(asked, 1)
        return not_stated(asked, nearest_of(near))
    best = _dated_first(asked, ranked)
    if best.sentence.task is None and (of_task := _of_statement(asked, best.sentence)):
        return of_task
    for found in [best, *(f for f in ranked if f is not best)]:
        beside = found.sentence.place == best.sentence.place and found.score >= best.score * SAME_PLACE
        if found.score < best.score * CLOSE_TIME and not beside:
            continue
        if _of_other(asked, found.sentence, best.sentence):
            continue
        as_good = [f for f in ranked if f is not found and f.score >= found.score * AS_GOOD_TIME]
        draft = _timed(asked, found, [found, *as_good][:_MOST])
        if draft is not None:
            return draft.answer(confidence=found.score)
    told = _of_statement(asked, best.sentence) or _from_heading(asked, best.sentence)
    return told or not_stated(asked, best.sentence, wording="no_time")


def _of_other(asked: Asked, sentence: Sentence, best: Sentence) -> bool:
    """Whether the time of a sentence is of something else than the best one: it leaves out a noun of the question that the
    best one holds, and speaks of no word more surely than that."""
    named = (word.text for word in asked.matter.words if word.names)
    left_out = any(name in best.text and name not in sentence.text for name in named)
    return left_out and not asked.library.finder.speaks_more(sentence, best, asked.matter)


def is_due(asked: Asked) -> Answer:
    """Whether what the question is about is due in the year, or month, that it names."""
    matter = Matter(tuple(undated(asked.reading)), asked.reading.text)
    answer = deadline(replace(asked, reading=replace(asked.reading, matter=matter)))
    days = [due.date for due in answer.deadlines if due.date]
    if answer.status != "answered" or not days:
        return answer
    named = [date.date.isoformat()[: 7 if "月" in date.text else 4] for date in asked.reading.mentions.dates]
    yes = any(day.startswith(tuple(named)) for day in days)
    return replace(answer, answer=say("yes_no", "due" if yes else "not_due") + answer.answer, yes_no=yes)


_BASE = re.compile(r"(?:比|较|以|与|同)(?:上年|去年|20\d\d年|“?十[一二三四]五)")


def base_year(asked: Asked) -> Answer:
    """What a rise or fall is measured against, where the sentence about it says so."""
    found = [f for f in sentences_about(asked) if f.score >= ENOUGH_TIME]
    telling = [f for f in found if _BASE.search(f.sentence.text)]
    if not telling:
        return not_stated(asked, found[0].sentence if found else None, wording="no_time")
    draft = Draft(asked.library)
    draft.quote(telling[0].sentence)
    draft.task_of(telling[0].sentence.task)
    return draft.answer(confidence=telling[0].score)


def _dated_first(asked: Asked, ranked: Sequence[FoundSentence]) -> FoundSentence:
    """The best sentence, or one about as good inside a task that has a deadline where the best has none."""
    rows = asked.library.knowledge.deadlines
    for found in ranked:
        if found.score < ranked[0].score * AS_GOOD_TIME:
            break
        if found.sentence.task and asked.library.within(rows, found.sentence):
            return found
    return ranked[0]


def _of_named_tasks(asked: Asked) -> Answer | None:
    """All deadlines of the tasks that the question names and asks nothing closer about."""
    tasks = [f.task for f in find_tasks(asked).tasks if f.matched_by in ("title", "number", "history")]
    said = "".join(task.title for task in tasks)
    if not tasks or any(word.text not in said for word in asked.matter.words):
        return None
    rows = [row for row in asked.library.knowledge.deadlines if row.task in {task.iri for task in tasks}]
    if not rows:
        return None
    draft = Draft(asked.library)
    for row in rows:
        sentence = asked.library.sentence_at(row)
        if sentence is not None:
            _add_deadlines(asked, draft, sentence, [row])
        else:
            _add_statement_deadline(draft, row)
    return draft.answer()


def _of_statement(asked: Asked, sentence: Sentence) -> Answer | None:
    """The time that the responsibility statement sets for the task of a sentence that gives none itself."""
    tasks = {sentence.task} if sentence.task else {item.task.iri for item in find_tasks(asked).tasks[:1]}
    rows = [r for r in asked.library.knowledge.deadlines if r.task in tasks and asked.library.sentence_at(r) is None]
    if not rows:
        return None
    draft = Draft(asked.library)
    for row in rows:
        _add_statement_deadline(draft, row)
    if asked.reading.flags & {"wants_units", "wants_lead"}:
        add_units(asked, draft, find_tasks(asked).tasks[:1], ())
    return draft.answer()


def _add_statement_deadline(draft: Draft, row: DeadlineRow) -> None:
    draft.deadline(row)
    draft.value(row.wording)
    draft.task_of(row.task)
    title = draft.place_of(row.document, row.section)
    wording = "due" if row.date else "due_undated"
    number = draft.citer.cite(row)
    draft.say("deadline", wording, due=row.due, wording=row.wording, date=row.date, title=title, marks=marks([number]))


def _timed(asked: Asked, found: FoundSentence, as_good: Sequence[FoundSentence]) -> Draft | None:
    """What the sentence says of the time; with it the deadlines of sentences that speak of the matter as well."""
    if _fitting(asked, asked.library.within(asked.library.knowledge.deadlines, found.sentence)):
        draft = Draft(asked.library)
        for item in as_good:
            rows = asked.library.within(asked.library.knowledge.deadlines, item.sentence)
            _add_deadlines(asked, draft, item.sentence, _fitting(asked, rows))
        return draft
    times = _times_for(asked, found.sentence)
    if not times:
        return None
    draft = Draft(asked.library)
    number = draft.citer.cite(found.sentence)
    task = draft.task_of(found.sentence.task)
    for text in times:
        draft.value(text)
    said = "、".join(times)
    quote = found.sentence.text.rstrip("。；")
    title = draft.place_of(found.sentence.document, found.sentence.section)
    draft.say("deadline", "time", times=said, quote=quote, title=title, marks=marks([number]))
    if task is not None and asked.reading.flags & {"wants_units", "wants_lead"}:
        add_units(asked, draft, [FoundTask(task, found.score, "sentence", found.sentence)], ())
    return draft


def _fitting(asked: Asked, rows: Iterable[DeadlineRow]) -> list[DeadlineRow]:
    """The deadlines whose matter the question names best; the only one of a sentence is what the sentence is about."""
    rows = list(rows)
    if len(rows) == 1:
        return rows
    weight = asked.library.finder.weight
    scored = [(sum(weight(w) for w in asked.matter.words if w.text in row.due), row) for row in rows]
    best = max((score for score, _ in scored), default=0)
    return [row for score, row in scored if score == best and score > 0]


def _add_deadlines(asked: Asked, draft: Draft, sentence: Sentence, rows: Sequence[DeadlineRow]) -> None:
    if not rows:
        return
    number = draft.citer.cite(sentence)
    task = draft.task_of(sentence.task)
    title = draft.place_of(sentence.document, sentence.section)
    for citation in asked.library.knowledge.citations:
        if citation.title in asked.reading.titles:
            draft.regulation(citation)
    for row in rows:
        draft.deadline(row)
        draft.value(row.wording)
        draft.say(
            "deadline", "due", due=row.due, wording=row.wording, date=row.date, title=title, marks=marks([number])
        )
    draft.say("deadline", "quote", quote=sentence.text.rstrip("。；"), marks=marks([number]))
    if task is not None and asked.reading.flags & {"wants_units", "wants_lead"}:
        add_units(asked, draft, find_tasks(asked).tasks[:1], ())


def _times_for(asked: Asked, sentence: Sentence) -> list[str]:
    """The times printed before the clause that speaks of the matter, else in it; those that set the sentence's scene."""
    # A year inside a title is no time of the matter.
    text = _TITLES.sub(lambda match: "〇" * len(match[0]), sentence.text)
    due = "asks_completion" in asked.reading.flags
    times = [
        (d.start, d.text)
        for d in find_dates(text, _SOME_DAY)
        if not (due and time_rule("as-of").fires(text[: d.start]))
    ]
    times += [
        (m.start(), m[0]) for m in _DURATION.finditer(text) if not any(s <= m.start() < s + len(t) for s, t in times)
    ]
    if not times:
        return []
    clauses = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    weight = asked.library.finder.weight
    best = max(clauses, key=lambda c: sum(weight(w) for w in asked.matter.words if w.text in text[c[0] : c[1]]))
    inside = [t for s, t in sorted(times) if best[0] <= s < best[1]]
    before = [t for s, t in sorted(times) if s < best[0]]
    # 发生险情的，应当在30分钟内报告: how long, behind what it is of, where nothing else is timed.
    behind = [t for _, t in sorted(times)] if all(_DURATION.fullmatch(t) for _, t in times) else []
    return inside or before[-1:] or behind


def _from_heading(asked: Asked, sentence: Sentence) -> Answer | None:
    """The time in a heading or lead line above the sentence: 控制指标(到2025年）."""
    index = asked.library.finder.index
    number: int | None = sentence.place
    while number is not None:
        provision = index.provisions[number]
        own = [s for s in index.of_provision(number) if s.start <= sentence.start]
        for line in reversed(own):
            times = find_dates(line.text)
            if times and line.text.rstrip(")）：:").endswith(("年", "月")) and len(line.text) < _HEADING_CHARS:
                draft = Draft(asked.library)
                mark = draft.citer.cite(line)
                draft.citer.cite(sentence)
                draft.value(times[-1].text)
                draft.add_deadline(AnsweredDeadline(times[-1].date.isoformat(), times[-1].text, sentence.text))
                draft.say("deadline", "heading", quote=line.text, wording=times[-1].text, marks=marks([mark]))
                return draft.answer(confidence=0.8)
        parent = index.parents[number]
        number = parent if parent != number and provision.parent else None
    return None
