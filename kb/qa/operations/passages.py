"""What the text says: measures, definitions, where something stands, the items of a section, things to be built."""

import re
from collections.abc import Sequence

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.facts import DeliverableRow, ProvisionEntry
from kb.qa.finding.finder import FoundSentence, FoundTask, Matter, longest_shared
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import not_stated
from kb.qa.operations.scope import scopes_of
from kb.qa.operations.units import add_units
from kb.qa.sentence_finding import sentences_about
from kb.qa.wording import marks

_ENOUGH, _ENOUGH_TO_DEFINE = 0.6, 0.6
_CLOSE = 0.9
_MOST_QUOTED = 3
_QUOTED_TERM = re.compile(r"[“\"‘'「]([^”\"’'」]{2,20})[”\"’'」]")
_CATEGORY_WORDS = {
    "平台": "平台",
    "系统": "系统",
    "数据库": "数据库",
    "基地": "基地",
    "场馆": "馆",
    "中心": "中心",
    "站": "站",
    "网络": "网络",
}


def measures(asked: Asked) -> Answer:
    """The sentences that speak of the matter, quoted with their task and its units."""
    found = _best(sentences_about(asked), _ENOUGH)
    if not found:
        near = sentences_about(asked, 1)
        return not_stated(asked, near[0].sentence if near and near[0].score > 0.3 else None)
    return _quoted(asked, found)


def named_list(asked: Asked) -> Answer:
    """Names one by one: quoted where the sentence lists any, else the text does not say which."""
    found = _best(sentences_about(asked), _ENOUGH)
    listing = [item for item in found if len(_LISTED.findall(item.sentence.text)) > 1]
    if listing:
        return _quoted(asked, listing)
    return not_stated(asked, found[0].sentence if found else None, reason="not_enumerated")


_LISTED = re.compile(r"、")


def _best(ranked: Sequence[FoundSentence], enough: float) -> list[FoundSentence]:
    if not ranked or ranked[0].score < enough:
        return []
    return [found for found in ranked[:_MOST_QUOTED] if found.score >= ranked[0].score * _CLOSE]


def _quoted(asked: Asked, found: Sequence[FoundSentence]) -> Answer:
    draft = Draft(asked.library)
    for item in sorted(found, key=lambda f: (f.sentence.document, f.sentence.start)):
        draft.quote(item.sentence)
        draft.task_of(item.sentence.task)
        for row in asked.library.within(asked.library.knowledge.deliverables, item.sentence):
            draft.deliverable(row.name)
    _also(asked, draft, [item.sentence.task for item in found[:1]])
    return draft.answer(confidence=found[0].score)


def _also(asked: Asked, draft: Draft, tasks: Sequence[str | None]) -> None:
    """Who has the tasks, where the question asks for it beside the matter."""
    if not asked.reading.flags & {"wants_units", "wants_lead"}:
        return
    found = [FoundTask(asked.library.tasks[t], 1.0, "sentence") for t in dict.fromkeys(tasks) if t]
    add_units(asked, draft, found, ())


def which_task(asked: Asked) -> Answer:
    """The task or provision that speaks of the matter, quoted, with its title."""
    found = [f for f in _best(sentences_about(asked), _ENOUGH) if f.sentence.task] or _best(
        sentences_about(asked), _ENOUGH
    )
    if not found:
        return measures(asked)
    draft = Draft(asked.library)
    for item in found:
        sentence = item.sentence
        number = draft.citer.cite(sentence)
        task = draft.task_of(sentence.task)
        place = f"“{title_of(task)}”（{task.id}）" if task else draft.place_of(sentence.document, sentence.section)
        draft.say("passage", "stands_in", place=place, quote=sentence.text.rstrip("。；"), marks=marks([number]))
        if task is not None:
            draft.value(title_of(task))
    _also(asked, draft, [item.sentence.task for item in found])
    _basis(asked, draft, found)
    return draft.answer(confidence=found[0].score)


def _basis(asked: Asked, draft: Draft, found: Sequence[FoundSentence]) -> None:
    if "wants_basis" not in asked.reading.flags:
        return
    for item in found:
        for row in asked.library.within(asked.library.knowledge.citations, item.sentence):
            if row.relation != "self":
                draft.regulation(row)
                number = draft.citer.cite(item.sentence)
                place = draft.place_of(row.document, row.section)
                draft.say("basis", "cited", title=row.title, article="", place=place, marks=marks([number]))


def definition(asked: Asked) -> Answer:
    """How the text words a name, a slogan or a principle; the items of a section of that name."""
    section = _section_named(asked)
    if section is not None:
        return _items(asked, section)
    terms = _QUOTED_TERM.findall(asked.reading.text)
    found = sentences_about(asked)
    if terms:
        held = [f for f in found if any(term in f.sentence.text for term in terms)]
        found = held or found
    best = _best(found, _ENOUGH_TO_DEFINE)[:1] if found else []
    if not best:
        return not_stated(asked, found[0].sentence if found and found[0].score > 0.3 else None)
    return _quoted(asked, best)


def section_items(asked: Asked) -> Answer:
    """The items of the part or section that the question names, listed and counted."""
    section = _section_named(asked)
    if section is None:
        scopes = scopes_of(asked)
        section = scopes[0] if scopes else None
    return _items(asked, section) if section is not None else measures(asked)


_LEAD_LINE_CHARS = 30
_BRACKETED = re.compile(r"[（(][^）)]*[）)]$")


def _titles_of(asked: Asked, number: int) -> list[str]:
    """How a provision with items is called: its title, and the short line that leads to the items."""
    index = asked.library.finder.index
    provision = index.provisions[number]
    lines = [s.text for s in asked.library.finder.sentences if s.place == number]
    last = lines[-1:] if lines and len(lines[-1]) <= _LEAD_LINE_CHARS else []
    return [title for title in (provision.title, *last) if title]


def _section_named(asked: Asked) -> ProvisionEntry | None:
    """The provision with items below it whose title the matter names best."""
    library = asked.library
    by_number = [p for p in scopes_of(asked) if asked.reading.mentions.ordinals]
    if by_number:
        return by_number[0]
    best: tuple[float, ProvisionEntry] | None = None
    for number, provision in enumerate(library.finder.index.provisions):
        if asked.documents and provision.document not in asked.documents:
            continue
        if not library.finder.index.below(number):
            continue
        score = max((_title_score(asked, title) for title in _titles_of(asked, number)), default=0.0)
        if score >= 0.5 and (best is None or score > best[0]):
            best = (score, provision)
    return best[1] if best else None


def _title_score(asked: Asked, title: str) -> float:
    """How well question and title agree: the share of the title's tail that is asked for, and of the matter it says."""
    text = asked.reading.text
    if title in text:
        return 2.0
    title = _BRACKETED.sub("", title).rstrip("：:")
    tail = title[-4:]
    shared = longest_shared(title, text)
    shared = shared if shared > 2 else 0
    ends = 0.6 if tail in text else 0.0
    matter = asked.matter if asked.matter else Matter((), text)
    said = asked.library.finder.share_in(matter, title)
    return max(ends, shared / len(title)) + 0.4 * said


def _items(asked: Asked, section: ProvisionEntry) -> Answer:
    index = asked.library.finder.index
    number = index.number(section.document, section.id)
    below = index.below(number) if number is not None else []
    leaves = _leaves(asked, section)
    items = leaves if _wants_leaves(asked, section, leaves) else below
    draft = Draft(asked.library)
    mark = draft.citer.cite_heading(section)
    if not items:
        for sentence in [s for s in asked.library.finder.sentences if s.place == number][:6]:
            draft.quote(sentence)
        return draft.answer()
    listed = []
    for item in items:
        cited = draft.citer.cite_heading(item)
        title = item.title or _own_text(asked, item)
        listed.append(f"{title}（{item.id}）[{cited}]")
        draft.value(title)
        task = next((t for t in asked.library.knowledge.tasks if t.document == item.document and t.id == item.id), None)
        if task is not None:
            draft.task(task)
    draft.say(
        "section",
        "items",
        title=section.title,
        section=section.id,
        count=len(items),
        items="；".join(listed),
        marks=f"[{mark}]",
    )
    return draft.answer(count=len(items))


def _own_text(asked: Asked, item: ProvisionEntry) -> str:
    """What an item without a title says, without its number."""
    text = asked.library.knowledge.texts[item.document][item.start : item.end].strip()
    return text.removeprefix(item.number).rstrip("。；")


def _leaves(asked: Asked, section: ProvisionEntry) -> list[ProvisionEntry]:
    tasks = {(task.document, task.id) for task in asked.library.tasks_of(asked.documents)}
    return [
        p
        for p in asked.library.knowledge.provisions
        if p.document == section.document and p.id.startswith(f"{section.id}.") and (p.document, p.id) in tasks
    ]


def _wants_leaves(asked: Asked, section: ProvisionEntry, leaves: Sequence[ProvisionEntry]) -> bool:
    return bool(leaves) and section.level == "part" and bool(re.search(r"任务|工作|事项", asked.reading.text))


def deliverables(asked: Asked) -> Answer:
    """The things of a kind that are to be built; all of them, or those of the task in question."""
    rows = asked.library.in_documents(asked.library.knowledge.deliverables, asked.documents)
    words = [tail for word, tail in _CATEGORY_WORDS.items() if word in asked.reading.text]
    kept = [row for row in rows if not words or any(tail in row.name for tail in words)]
    kept = _about_matter(asked, kept)
    if not kept:
        return measures(asked)
    draft = Draft(asked.library)
    listed: list[str] = []
    for row in kept:
        draft.deliverable(row.name)
        draft.value(row.name)
        draft.task_of(row.task)
        sentence = asked.library.sentence_at(row)
        number = draft.citer.cite(sentence) if sentence else draft.citer.cite(row)
        listed.append(f"{row.name}（{row.section}）[{number}]")
    names = list(dict.fromkeys(listed))
    draft.say("deliverables", "list", count=len({row.name for row in kept}), items="；".join(names))
    _also(asked, draft, [row.task for row in kept])
    return draft.answer(count=len({row.name for row in kept}))


def _about_matter(asked: Asked, rows: Sequence[DeliverableRow]) -> list[DeliverableRow]:
    """Those whose sentence speaks of the matter, when the question names one beside the kind."""
    kinds = set(_CATEGORY_WORDS) | {"信息化", "建设", "建成", "信息"}
    words = tuple(w for w in asked.matter.words if w.text not in kinds)
    if not words:
        return list(rows)
    matter = Matter(words, asked.matter.text)
    coverage = asked.library.finder.coverage(matter)
    kept = []
    for row in rows:
        number = asked.library.finder.index.at(row.document, row.start)
        if number is not None and coverage[number] >= _ENOUGH:
            kept.append(row)
    return kept


_PLACE_NAME = re.compile(r"(?:(?!建制|乡|各|全)[一-鿿]){2,4}(?:镇|街道|大道|片区)")


def location(asked: Asked) -> Answer:
    """Where something is to be: the sentence about it, when it names a place."""
    found = [f for f in _best(sentences_about(asked), _ENOUGH) if _names_place(f.sentence.text)]
    if not found:
        near = sentences_about(asked, 1)
        return not_stated(asked, near[0].sentence if near and near[0].score > 0.3 else None)
    return _quoted(asked, found)


def _names_place(text: str) -> bool:
    return _PLACE_NAME.search(text) is not None
