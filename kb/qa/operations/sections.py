"""How the text words a name or principle, and the items of its parts and sections."""

import re
from collections.abc import Sequence
from itertools import islice

from kb.facts import ProvisionEntry
from kb.numerals import parse_numeral
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence, Matter
from kb.qa.models import Answer
from kb.qa.operations.counting import counted
from kb.qa.operations.passages import best_of, measures, quoted
from kb.qa.operations.refusals import nearest_of, not_stated
from kb.qa.operations.scope import scopes_of
from kb.qa.runs import longest_run
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import ENOUGH, ENOUGH_TITLE

_QUOTED_TERM = re.compile(r"[“\"‘'「]([^”\"’'」]{2,20})[”\"’'」]")


def definition(asked: Asked) -> Answer:
    """How the text words a name, a slogan or a principle; the items of a section of that name."""
    terms = _QUOTED_TERM.findall(asked.reading.text)
    leaf = _leaf_named(asked, terms) if terms else None
    if leaf:
        return leaf
    section = _section_named(asked)
    if section is not None:
        return _items(asked, section)
    leaf = _leaf_named(asked, terms)
    if leaf:
        return leaf
    found = sentences_about(asked)
    if terms:
        held = [f for f in found if any(term in f.sentence.text for term in terms)]
        found = held or found
    best = best_of(found, ENOUGH)[:1] if found else []
    if not best and (aims := _aims_of_year(asked)):
        return quoted(asked, aims)
    if not best:
        return not_stated(asked, nearest_of(found))
    text = best[0].sentence.text
    if terms and _MEANING.search(asked.reading.text) and not any(explains(text, term) for term in terms):
        return not_stated(asked, best[0].sentence)
    if (number := _EACH.search(asked.reading.text)) and text.count("、") + 1 < (parse_numeral(number["n"]) or 0):
        return not_stated(asked, best[0].sentence, reason="not_enumerated")
    return quoted(asked, best)


def _aims_of_year(asked: Asked) -> list[FoundSentence]:
    """The sentences under a heading of aims that open with the one year that the question asks for (到2035年，……)."""
    years = set(_YEAR.findall(asked.reading.text))
    index = asked.library.finder.index
    if len(years) != 1 or _AIM not in asked.reading.text:
        return []
    opening = re.compile(rf"[^，。]{{0,4}}{years.pop()}年")
    found = (
        FoundSentence(sentence, ENOUGH)
        for sentence in asked.library.finder.sentences
        if opening.match(sentence.text) and _AIM in index.provisions[sentence.place].title
    )
    return list(islice(found, _MOST_AIMS))


_YEAR, _AIM, _MOST_AIMS = re.compile(r"20\d\d"), "目标", 3
# What a name stands for is asked (分别指什么); how many there are of what (是哪六个).
_MEANING = re.compile(r"(?:分别)?(?:指|代表|表示|含义|意思)[^，。？]{0,3}(?:什么|啥|哪)|什么(?:意思|含义)")
_EACH = re.compile(r"哪(?P<n>[0-9二两三四五六七八九十])(?:个|条|项|有|进|类|化|大|方面)")


def explains(text: str, term: str) -> bool:
    """Whether a sentence says what a name stands for: X是指…, X（…）, 以“…、…”为主要内容的X, …、…等X.

    >>> explains("以“有班子、有机制”为主要内容的“两有”建设", "两有"), explains("开展“四不两直”检查", "四不两直")
    (True, False)
    """
    name = re.escape(term)
    before = rf"、[^。；]*(?:为[^，。；]{{0,8}}的|等|的)[“‘]?{name}|、[^、，。；]{{2,30}}[“‘]?{name}|[”’](?:这|的)[^，。；]{{0,4}}{name}"
    return bool(re.search(rf"{name}[”’]?(?:是指|即|就是|指|[，,]即|：|（)|{before}", text))


def _leaf_named(asked: Asked, terms: Sequence[str]) -> Answer | None:
    """The sentences of a provision without items whose title the question gives (基本原则 in running text).

    A title in quotation marks (``terms``) is what is asked for, whatever else is said.
    """
    index = asked.library.finder.index
    for number, provision in enumerate(index.provisions):
        if len(provision.title) < _SHORTEST_TITLE or provision.title not in asked.reading.text or index.below(number):
            continue
        own = index.of_provision(number)
        telling = [s for s in own if not s.text.rstrip("。").endswith(provision.title)]
        quoted_title = provision.title in terms
        if not telling or (not quoted_title and any(w.text not in provision.title for w in asked.matter.words)):
            continue
        draft = Draft(asked.library)
        for sentence in telling[:_MOST_OF_LEAF]:
            draft.quote(sentence)
            draft.task_of(sentence.task)
        return draft.answer()
    return None


_SHORTEST_TITLE, _MOST_OF_LEAF = 4, 8


def section_items(asked: Asked) -> Answer:
    """The items of the part or section that the question names, listed and counted."""
    section = _section_named(asked)
    if section is None:
        scopes = scopes_of(asked)
        section = scopes[0] if scopes else None
    if section is None and _PARTS.search(asked.reading.text) and not asked.matter:
        return _parts(asked)
    return _items(asked, section) if section is not None else counted(asked) or measures(asked)


_PARTS = re.compile("部分|章|板块|大块")


def _parts(asked: Asked) -> Answer:
    """The parts of each document, by their titles."""
    draft, count = Draft(asked.library), 0
    for document in asked.library.knowledge.documents:
        parts = [p for p in asked.library.knowledge.provisions if p.document == document["id"] and p.level == "part"]
        if not parts:
            continue
        listed = "；".join(f"{part.title}[{draft.citer.cite_heading(part)}]" for part in parts)
        for part in parts:
            draft.value(part.title)
        draft.say("section", "parts", title=document.get("title", document["id"]), count=len(parts), items=listed)
        count += len(parts)
    return draft.answer(count=count)


_LEAD_LINE_CHARS = 30
_BRACKETED = re.compile(r"[（(][^）)]*[）)]$")


def _titles_of(asked: Asked, number: int) -> list[str]:
    """How a provision with items is called: its title, and the short line that leads to the items."""
    index = asked.library.finder.index
    provision = index.provisions[number]
    lines = [sentence.text for sentence in index.of_provision(number)]
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
        if not library.finder.index.below(number):
            continue
        score = max((_title_score(asked, title) for title in _titles_of(asked, number)), default=0.0)
        if score >= ENOUGH_TITLE and (best is None or score > best[0]):
            best = (score, provision)
    return best[1] if best else None


def _title_score(asked: Asked, title: str) -> float:
    """How well question and title agree: the share of the title's tail that is asked for, and of the matter it says."""
    text = asked.reading.text
    if title in text:
        return 2.0
    title = _BRACKETED.sub("", title).rstrip("：:")
    tail = title[-4:]
    shared = len(longest_run(title, text))
    shared = shared if shared > 2 else 0
    ends = 0.6 if tail in text else 0.0
    if not shared and not ends:
        # What the matter adds does not make up for it.
        return 0.0
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
        for sentence in (index.of_provision(number) if number is not None else ())[:6]:
            draft.quote(sentence)
        return draft.answer()
    listed = []
    for item in items:
        cited = draft.citer.cite_heading(item)
        title = item.title or _own_text(asked, item)
        listed.append(f"{title}（{item.id}）[{cited}]")
        draft.value(title)
        task = asked.library.task_at(item.document, item.id)
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
    tasks = {(task.document, task.id) for task in asked.library.tasks_of_units}
    return [
        p
        for p in asked.library.finder.index.by_document[section.document]
        if p.id.startswith(f"{section.id}.") and (p.document, p.id) in tasks
    ]


def _wants_leaves(asked: Asked, section: ProvisionEntry, leaves: Sequence[ProvisionEntry]) -> bool:
    return bool(leaves) and section.level == "part" and bool(re.search(r"任务|工作|事项", asked.reading.text))
