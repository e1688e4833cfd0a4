"""Documents that the plan cites: what something rests on, where a document is used, all of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.facts import CitationRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence, FoundTask
from kb.qa.finding.sentences import Sentence
from kb.qa.levels import genre_asked, genres_pointed_at, level_named, levels_asked, of_levels, without_left_out
from kb.qa.library import title_of
from kb.qa.mentions.regulation_titles import place_of
from kb.qa.models import Answer
from kb.qa.operations.passages import measures
from kb.qa.operations.refusals import not_stated
from kb.qa.operations.units import add_units
from kb.qa.phrases import phrase
from kb.qa.runs import longest_run
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import ABOUT_AS_GOOD, CITED_BESIDE, ENOUGH_CITED, ENOUGH_TITLE, SURE
from kb.qa.wording import marks, say
from kb.units.identity import short_place

_OF_PLAN = re.compile("(?:规划|方案|意见|通知|计划)(?:的)?(?:依据|根据|按照|遵照)")


def regulation_basis(asked: Asked) -> Answer:
    """The documents that the text names where it speaks of the matter; those of the plan itself when it is the matter."""
    if not asked.matter and not asked.reading.mentions.ordinals and _OF_PLAN.search(asked.reading.text):
        return plan_basis(asked)
    found = sentences_about(asked)
    cited = _cited(asked)
    best: list[CitationRow] = []
    # What stands under another sentence than the one that speaks of the matter is the basis of something else.
    top = found[0].score * CITED_BESIDE if found else 0.0
    for item in found:
        rows = asked.library.within(cited, item.sentence) or _before(asked, cited, item.sentence)
        if not rows or item.score < max(ENOUGH_CITED, top * ABOUT_AS_GOOD):
            continue
        top = max(top, item.score)
        best += rows
    best = best or _by_kind(asked, cited)
    if not best and (loose := _loosely_named(asked, found)):
        return loose
    if not best and phrase("what-standard").fires(asked.reading.text):
        return measures(asked)
    if not best:
        near = found[0].sentence if found and found[0].score >= ENOUGH_CITED else None
        return not_stated(asked, near, wording="no_basis")
    rows = _narrowed(asked, best)
    draft = Draft(asked.library)
    for row in rows:
        _say_basis(asked, draft, row)
    if asked.reading.flags & {"wants_units", "wants_lead"}:
        tasks = dict.fromkeys(row.task for row in rows if row.task)
        add_units(asked, draft, [FoundTask(asked.library.tasks[t], 1.0, "citation") for t in tasks], ())
    return draft.answer(confidence=top)


def _loosely_named(asked: Asked, found: Sequence[FoundSentence]) -> Answer | None:
    """What the best sentence rests on without giving its title (落实国家关于……的标准), when such a thing is asked for."""
    genre = genre_asked(asked.reading.text)
    if not genre or not found or found[0].score < SURE:
        return None
    named = re.search(rf"(?:{_RESTS})(?P<name>[^，。；《》]{{2,30}}?{genre})", found[0].sentence.text)
    if named is None:
        return None
    draft = Draft(asked.library)
    draft.value(named["name"])
    draft.task_of(found[0].sentence.task)
    number = draft.citer.cite(found[0].sentence)
    draft.say("basis", "loose", name=named["name"], marks=marks([number]))
    draft.quote(found[0].sentence)
    return draft.answer(confidence=found[0].score)


_RESTS = "落实|执行|按照|按|依据|根据|依照|符合|参照|对照|达到"
# A sentence that goes on with the one before it.
_GOES_ON = ("其中", "这", "上述", "同时")


def _before(asked: Asked, cited: Sequence[CitationRow], sentence: Sentence) -> list[CitationRow]:
    """What the sentence before names, when this one goes on with it (落实《规划》，新建16个。其中，我县……)."""
    if not sentence.text.startswith(_GOES_ON):
        return []
    before = [s for s in asked.library.finder.index.of_provision(sentence.place) if s.end <= sentence.start]
    return asked.library.within(cited, before[-1]) if before else []


def _by_kind(asked: Asked, cited: Sequence[CitationRow]) -> list[CitationRow]:
    """The one document of the level and kind that are asked for (省里哪份责任清单), else that whose title is said most."""
    kind = _KIND.search(asked.reading.text)
    if kind is None:
        return []
    rows = of_levels(cited, [level_named(kind["level"])], asked.library.knowledge.texts)
    shared = {row.title: len(longest_run(row.title, asked.reading.text)) for row in rows}
    most = max(shared.values(), default=0)
    titles = [title for title in shared if kind["kind"] in title]
    if len(titles) == 1:
        return [row for row in rows if row.title == titles[0]]
    titles = [title for title, size in shared.items() if size == most]
    return [row for row in rows if row.title == titles[0]] if most >= _TELLING_RUN and len(titles) == 1 else []


_TELLING_RUN = 4


_KIND = re.compile(
    r"(?P<level>国家|省|市|县|区)(?:里|级|上|的)*(?:的)?(?:哪|什么|啥)(?:一)?(?:份|个|部|项)?(?P<kind>[一-鿿]{2,8}?)(?:来|走|执行|办|定|$|[？?，。])"
)


def _say_basis(asked: Asked, draft: Draft, row: CitationRow) -> None:
    draft.regulation(row)
    task = draft.task_of(row.task)
    number = draft.cite_fact(row)
    place = f"“{title_of(task)}”（{task.id}）" if task else draft.place_of(row.document, row.section)
    article = row.article or ""
    draft.say("basis", "cited", title=row.title, article=article, place=place, marks=marks([number]))


def _cited(asked: Asked) -> list[CitationRow]:
    rows = asked.library.knowledge.citations
    return [row for row in rows if row.relation != "self" and row.title]


def _narrowed(asked: Asked, rows: Sequence[CitationRow]) -> list[CitationRow]:
    """The documents of the kind and level that the question asks for (哪个办法, 市里的), where that leaves any."""
    text = asked.reading.text
    kept = list(dict.fromkeys(rows))
    if genre := genre_asked(text):
        kept = [row for row in kept if genre in row.title] or kept
    named = [row for row in kept if asked.library.finder.share_in(asked.matter, row.title) >= ENOUGH_TITLE]
    if named and not any(word in text for word in ("两", "哪些", "几个", "几份", "分别")):
        best = max(asked.library.finder.share_in(asked.matter, row.title) for row in named)
        kept = [r for r in named if asked.library.finder.share_in(asked.matter, r.title) >= best * ABOUT_AS_GOOD]
    levels = levels_asked(text)
    if len(levels) == 1:
        kept = of_levels(kept, levels, asked.library.knowledge.texts) or kept
    return kept


def regulation_usage(asked: Asked) -> Answer:
    """Where the plan names a document, for what, and with whom."""
    titles = asked.reading.titles
    if not titles:
        return _unknown(asked)
    rows = [row for row in _cited(asked) if row.title in titles]
    if "another" in asked.reading.flags:
        rows = _beside(asked, rows) or rows
    draft = Draft(asked.library)
    tasks: dict[str, None] = {}
    for row in rows:
        draft.regulation(row)
        task = draft.task_of(row.task)
        sentence = asked.library.sentence_at(row)
        number = draft.cite_fact(row)
        quote = sentence.text.rstrip("。；") if sentence else row.title
        place = f"“{title_of(task)}”（{task.id}）" if task else draft.place_of(row.document, row.section)
        draft.say("basis", "used", title=row.title, place=place, quote=quote, marks=marks([number]))
        if task is not None:
            tasks.setdefault(task.iri)
    if not rows:
        return _unknown(asked)
    if asked.reading.flags & {"wants_units", "wants_lead"}:
        roles = () if "wants_units" in asked.reading.flags else ("lead",)
        add_units(asked, draft, [FoundTask(asked.library.tasks[t], 1.0, "citation") for t in tasks], roles)
    return draft.answer(count=len(tasks) if "wants_count" in asked.reading.flags else None)


def _beside(asked: Asked, rows: Sequence[CitationRow]) -> list[CitationRow]:
    """The other documents that the same sentences name."""
    places = [sentence for row in rows if (sentence := asked.library.sentence_at(row))]
    beside = [row for place in places for row in asked.library.within(_cited(asked), place)]
    return [row for row in beside if row.title not in {own.title for own in rows}]


def _unknown(asked: Asked) -> Answer:
    draft = Draft(asked.library)
    names = asked.reading.mentions.unknown_regulations or ("这份文件",)
    draft.say("not_stated", "unknown_regulation", title=names[0].strip("《》"))
    return draft.answer("not_stated", reason="not_in_plan", confidence=0.0)


def regulation_cited(asked: Asked) -> Answer:
    """Whether the plan names a document: yes with the place, or no."""
    if asked.reading.titles:
        said = regulation_usage(asked)
        return _with_yes(said, True)
    draft = Draft(asked.library)
    title = asked.reading.mentions.unknown_regulations[0].strip("《》")
    draft.say("yes_no", "not_cited", title=title)
    return draft.answer(yes_no=False)


def _with_yes(answer: Answer, yes: bool) -> Answer:
    return replace(answer, yes_no=yes, answer=say("yes_no", "cited") + answer.answer)


def plan_basis(asked: Asked) -> Answer:
    """What the plan itself is based on."""
    rows = [row for row in _cited(asked) if row.relation == "based_on" and not row.task]
    rows = _of_kind(asked, _narrowed_by_level(asked, rows))
    if not rows:
        return not_stated(asked, None, wording="no_basis")
    return _listed(asked, rows, "plan")


def _of_kind(asked: Asked, rows: list[CitationRow]) -> list[CitationRow]:
    """Those whose title holds the kind of document that the question names (那份纲要)."""
    kinds = genres_pointed_at(asked.reading.text)
    return [row for row in rows if any(kind in row.title for kind in kinds)] or rows


def _narrowed_by_level(asked: Asked, rows: Sequence[CitationRow]) -> list[CitationRow]:
    """Those of the places or levels that the question names, where that leaves any."""
    text = without_left_out(asked.reading.text)
    placed = [row for row in rows if (place := place_of(row.title)) and short_place(place) in text]
    return placed or of_levels(rows, levels_asked(text), asked.library.knowledge.texts) or list(rows)


def cited_documents(asked: Asked) -> Answer:
    """All documents that the plan names, itself not counted."""
    rows = _narrowed_by_level(asked, _cited(asked))
    return _listed(asked, rows, "all") if rows else not_stated(asked, None, wording="no_basis")


def _listed(asked: Asked, rows: Iterable[CitationRow], wording: str) -> Answer:
    draft = Draft(asked.library)
    numbers: dict[str, list[int]] = {}
    for row in rows:
        draft.regulation(row)
        numbers.setdefault(row.title, []).append(draft.cite_fact(row))
    listed = "；".join(f"《{title}》{marks(own)}" for title, own in numbers.items())
    draft.say("basis", wording, listed=listed, count=len(numbers))
    return draft.answer(count=len(numbers))
