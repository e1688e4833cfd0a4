"""What the text says: measures, where something stands or is to be, names one by one, things to be built."""

import re
from collections.abc import Sequence

from kb.facts import DeliverableRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence, FoundTask, Matter
from kb.qa.finding.sentences import Sentence
from kb.qa.library import title_of
from kb.qa.models import Answer
from kb.qa.operations.refusals import nearest_of, not_stated
from kb.qa.operations.units import add_units
from kb.qa.phrases import phrase
from kb.qa.places import towns
from kb.qa.sentence_finding import is_heading, sentences_about, sentences_titled
from kb.qa.thresholds import ABOUT_AS_GOOD, ENOUGH, SURE
from kb.qa.wording import marks

_MOST_QUOTED = 3
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
    found = _told(asked, best_of(sentences_about(asked), ENOUGH) or sentences_titled(asked))
    if found and not _says_either(asked):
        return not_stated(asked, found[0].sentence)
    if not found:
        near = sentences_about(asked, 1)
        return not_stated(asked, nearest_of(near))
    return _of_towns(asked, found) or quoted(asked, found)


def _of_towns(asked: Asked, found: Sequence[FoundSentence]) -> Answer | None:
    """Whether towns are among those that a sentence lists for just this (唐坊镇要新建吗); None where it does not tell."""
    named = towns(asked.reading.text)
    listing = next((item.sentence for item in found if towns(item.sentence.text)), None)
    flags = asked.reading.flags
    if not named or listing is None or "whether" not in flags or phrase("now-or-not").fires(asked.reading.text):
        return None
    words = tuple(word for word in asked.matter.words if not any(word.text in town for town in named))
    if not words or asked.library.finder.share_in(Matter(words, asked.matter.text), listing.text) < SURE:
        return None
    absent = [town for town in named if town not in listing.text]
    draft = Draft(asked.library)
    draft.say("yes_no", "no_town" if absent else "town", towns="、".join(absent or named))
    draft.quote(listing)
    draft.task_of(listing.task)
    return draft.answer(yes_no=not absent)


_EITHER = re.compile(
    r"是(?P<one>[^，。？是已要打在了着]{1,8})还是(?P<other>[^，。？已要打在了着]{1,8}?)(?:呢|啊|[？?，。]|$)"
)


def _says_either(asked: Asked) -> bool:
    """Whether the documents hold one of the two things to choose from (是二价还是九价); true where there is no choice."""
    choice = _EITHER.search(asked.reading.text)
    texts = asked.library.knowledge.texts.values()
    return choice is None or any(choice[name] in text for text in texts for name in ("one", "other"))


def _told(asked: Asked, found: Sequence[FoundSentence]) -> list[FoundSentence]:
    """A heading alone tells nothing: in its place the sentences under it, where it has any of its own."""
    told: dict[Sentence, FoundSentence] = {}
    for item in found:
        under = [item.sentence]
        if is_heading(item.sentence, asked.library):
            under = [s for s in asked.library.finder.sentences if s.place == item.sentence.place and s != item.sentence]
        for sentence in under[:_MOST_QUOTED]:
            told.setdefault(sentence, FoundSentence(sentence, item.score))
    return list(told.values())[:_MOST_QUOTED] or list(found)


def named_list(asked: Asked) -> Answer:
    """Names one by one: quoted where the sentence lists any, else the text does not say which."""
    found = best_of(sentences_about(asked), ENOUGH)
    listing = [item for item in found if len(_LISTED.findall(item.sentence.text)) > 1]
    if listing:
        return quoted(asked, listing)
    return not_stated(asked, found[0].sentence if found else None, reason="not_enumerated")


_LISTED = re.compile(r"、")


def best_of(ranked: Sequence[FoundSentence], enough: float) -> list[FoundSentence]:
    """The best sentences and those about as good, when the best covers enough."""
    if not ranked or ranked[0].score < enough:
        return []
    return [found for found in ranked[:_MOST_QUOTED] if found.score >= ranked[0].score * ABOUT_AS_GOOD]


def quoted(asked: Asked, found: Sequence[FoundSentence]) -> Answer:
    """The sentences, quoted in the order of the text, with their tasks."""
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
    found = [f for f in best_of(sentences_about(asked), ENOUGH) if f.sentence.task] or best_of(
        sentences_about(asked), ENOUGH
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


def deliverables(asked: Asked) -> Answer:
    """The things of a kind that are to be built; all of them, or those of the task in question."""
    rows = asked.library.knowledge.deliverables
    words = [tail for word, tail in _CATEGORY_WORDS.items() if word in asked.reading.text]
    kept = [row for row in rows if not words or any(tail in row.name for tail in words)]
    of_tasks = asked.reading.of_tasks
    kept = [row for row in kept if row.task in of_tasks] if of_tasks else _about_matter(asked, kept)
    if not kept:
        return measures(asked)
    draft = Draft(asked.library)
    listed: list[str] = []
    for row in kept:
        draft.deliverable(row.name)
        draft.value(row.name)
        draft.task_of(row.task)
        number = draft.cite_fact(row)
        listed.append(f"{row.name}（{row.section}）[{number}]")
    names = list(dict.fromkeys(listed))
    draft.say("deliverables", "list", count=len({row.name for row in kept}), items="；".join(names))
    _also(asked, draft, [row.task for row in kept])
    return draft.answer(count=len({row.name for row in kept}))


def _about_matter(asked: Asked, rows: Sequence[DeliverableRow]) -> list[DeliverableRow]:
    """Those whose sentence speaks of the matter, when the question names one beside the kind."""
    kinds = set(_CATEGORY_WORDS) | {"信息化", "建设", "建成", "信息"}
    words = tuple(w for w in asked.matter.words if w.text not in kinds and not w.text.endswith(_KINDS_OF_WORKS))
    if not words:
        return list(rows)
    matter = Matter(words, asked.matter.text)
    coverage = asked.library.finder.coverage(matter)
    kept = []
    for row in rows:
        number = asked.library.finder.index.at(row.document, row.start)
        if number is not None and coverage[number] >= ENOUGH:
            kept.append(row)
    return kept


# Words for what is built, whatever stands before them: 信息系统, 信息平台.
_KINDS_OF_WORKS = ("平台", "系统", "数据库")
_PLACE_NAME = re.compile(r"(?:(?!建制|乡|各|全)[一-鿿]){2,4}(?:大道|片区|路段)")


def location(asked: Asked) -> Answer:
    """Where something is to be: the sentences about it that name a place, or (什么地方) kinds of places."""
    ranked = [f for f in sentences_about(asked) if f.score >= ENOUGH]
    as_good = [f for f in ranked if f.score >= ranked[0].score * ABOUT_AS_GOOD]
    kinds = phrase("kinds-of-places-asked").fires(asked.reading.text)
    found = [
        f
        for f in as_good
        if _names_place(f.sentence.text) or (kinds and phrase("kind-of-place").fires(f.sentence.text))
    ]
    if not found:
        near = sentences_about(asked, 1)
        return not_stated(asked, nearest_of(near))
    return quoted(asked, found[:_MOST_QUOTED])


_SET_AT = re.compile(r"(?:设|建|选址|位于|布设|落户|坐落|依托)(?:立|置|址)?(?:在|于)")


def _names_place(text: str) -> bool:
    return bool(towns(text)) or _PLACE_NAME.search(text) is not None or _SET_AT.search(text) is not None
