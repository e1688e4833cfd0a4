"""The sentences that a question is about: by the words of its matter, what it quotes, the year and the heading it names."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from kb.facts import ProvisionEntry
from kb.qa.asked import Asked, tasks_by_number
from kb.qa.finding.finder import FoundSentence, Matter
from kb.qa.finding.sentences import Sentence
from kb.qa.library import SHORT_TITLE, Library
from kb.qa.named_parts import lies_in
from kb.qa.phrases import phrase
from kb.qa.story import without_story
from kb.qa.thresholds import CLOSE, ENOUGH, ENOUGH_WITH_SEARCH, LIKELY_TOGETHER, NEAR, OPEN_GAP, SURE

# What the semantic search adds to sentences that the words do not tell apart.
_TIE_SHARE = 0.05
_MOST_SENTENCES, _MOST_HELD, _MOST_HEADINGS = 40, 6, 3
_YEAR = re.compile(r"20\d\d")
_TITLES = re.compile(r"《[^》]*》")
_QUOTED_TERM = re.compile(r"[“‘「\"][^”’」\"]{2,30}[”’」\"]")


def sentences_about(asked: Asked, k: int = 12) -> list[FoundSentence]:
    """The sentences that cover most of the matter, inside the tasks that the question names by number."""
    matter = without_story(asked.library, asked.matter)
    found = asked.library.finder.ranked(matter, max(k, _MOST_SENTENCES))
    found = _exact_first(asked, _with_meaning(asked, matter, _of_year(asked, found)))
    tasks = {f.task.iri for f in tasks_by_number(asked)} | asked.reading.of_tasks
    found = [f for f in found if f.sentence.task in tasks] if tasks else found
    return _in_titled(asked, found)[:k]


def _with_meaning(asked: Asked, matter: Matter, found: list[FoundSentence]) -> list[FoundSentence]:
    """The sentences with what the semantic search says, where the words leave it open which is meant."""
    if not found or (found[0].score >= SURE and not _tied(found)):
        return found
    hits = asked.library.finder.search(matter)
    if not hits:
        return found
    of_document: defaultdict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for hit in hits:
        of_document[hit.document].append((hit.start, hit.end, hit.score))
    # From here on no sentence is near enough to the best, whatever the search says of it.
    most, likeliest = found[0].score, max(hit.score for hit in hits)
    far = bisect_right(found, -min(most - OPEN_GAP, LIKELY_TOGETHER - likeliest), key=lambda item: -item.score)
    judged = [_judged(item, most, of_document.get(item.sentence.document, ())) for item in found[:far]]
    return sorted((*judged, *found[far:]), key=lambda item: -item.score)


def _tied(found: Sequence[FoundSentence]) -> bool:
    return len(found) > 1 and found[1].score >= found[0].score * CLOSE


def _judged(item: FoundSentence, most: float, hits: Sequence[tuple[int, int, float]]) -> FoundSentence:
    """A sentence with what the search says of it; ``hits`` are those of its document: start, end, score."""
    start, end = item.sentence.start, item.sentence.end
    likely = max([score for first, last, score in hits if first < end and start < last], default=0.0)
    if item.score < most - OPEN_GAP and item.score + likely < LIKELY_TOGETHER:
        return item
    enough = item.score >= ENOUGH_WITH_SEARCH and item.score + likely >= LIKELY_TOGETHER
    score = max(item.score, ENOUGH) if enough else item.score
    return FoundSentence(item.sentence, score + _TIE_SHARE * likely)


def _of_year(asked: Asked, found: list[FoundSentence]) -> list[FoundSentence]:
    """Only sentences that speak of the year in question, when any that is about the matter does."""
    years = set(_YEAR.findall(asked.reading.text))
    if not years:
        return found
    of_year = [f for f in found if years & _years_of(asked.library, f.sentence)]
    dated = [f for f in of_year if f.score >= NEAR] or of_year
    return dated or (found if any(_speaks_of(asked, year) for year in years) else [])


def _years_of(library: Library, sentence: Sentence) -> set[str]:
    """The years that a sentence speaks of: its own, and those of the line that leads to it (控制指标（到2025年）)."""
    index = library.finder.index
    parent = index.parents[sentence.place]
    lead = [s.text for s in index.of_provision(parent) if len(s.text) < _LEAD_CHARS] if parent != sentence.place else []
    years = set(_YEAR.findall(_TITLES.sub("", "".join((sentence.text, *lead[-1:])))))
    return years or _years_before(library, sentence)


def _years_before(library: Library, sentence: Sentence) -> set[str]:
    """The years that open a sentence before it in the same provision, and hold on (到2025年，……。……达到45%。)."""
    before = [s for s in library.finder.index.of_provision(sentence.place) if s.start < sentence.start]
    opened = (match[0] for s in reversed(before) if (match := phrase("opening-year").pattern.match(s.text)))
    return set(_YEAR.findall(next(opened, "")))


_LEAD_CHARS = 30


def _speaks_of(asked: Asked, year: str) -> bool:
    """Whether the documents say anything of a year: in their text, or by their period."""
    knowledge = asked.library.knowledge
    in_period = any(d.get("period_start", "9999") <= year <= d.get("period_end", "") for d in knowledge.documents)
    return in_period or any(year in _TITLES.sub("", text) for text in knowledge.texts.values())


def _exact_first(asked: Asked, found: list[FoundSentence]) -> list[FoundSentence]:
    """Sentences that hold what the question quotes, before the rest: they are what is asked about."""
    terms = [term for term in _quoted_terms(asked.reading.text) if len(term) > 2]
    if not terms:
        return found
    held = [
        FoundSentence(sentence, 1.0)
        for sentence in asked.library.finder.sentences
        if any(t in sentence.text for t in terms)
    ]
    if len(held) > _MOST_HELD:
        return found
    known = {f.sentence: f.score for f in found}
    held.sort(key=lambda f: -known.get(f.sentence, 0.0))
    return [*held, *(f for f in found if f.sentence not in {h.sentence for h in held})]


def _quoted_terms(text: str) -> list[str]:
    """What a question puts in quotation marks; the name of a period (“十四五”) is no term of its own."""
    return [term for m in _QUOTED_TERM.finditer(text) if not _PERIOD.fullmatch(term := m[0][1:-1])]


_PERIOD = re.compile(r"十[一二三四五六]五")


def _in_titled(asked: Asked, found: list[FoundSentence]) -> list[FoundSentence]:
    """Only the sentences under a heading that the question gives in full (坚持党的领导那条), when there are any."""
    library, named = asked.library, _named(asked)
    if not named:
        return found
    kept = [f for f in found if any(_under(f.sentence, p) for p in named) and not is_heading(f.sentence, library)]
    return kept or found


def sentences_titled(asked: Asked) -> list[FoundSentence]:
    """What stands directly under the headings that the question gives in full, whatever else it says."""
    library = asked.library
    places = {library.finder.index.number(p.document, p.id) for p in _named(asked)}
    own = [s for s in library.finder.sentences if s.place in places and not is_heading(s, library)]
    return [FoundSentence(sentence, ENOUGH) for sentence in own[:_MOST_HELD]]


def _named(asked: Asked) -> list[ProvisionEntry]:
    """The provisions whose title stands in the question; none when they are too many to tell."""
    text = asked.reading.text
    terms = [term for term in _quoted_terms(text) if len(term) >= SHORT_TITLE]
    named = [p for p in asked.library.provisions_by_title if p.title in text or any(term in p.title for term in terms)]
    named = [p for p in named if not any(other is not p and lies_in(other.id, p.id) for other in named)]
    return named if len(named) <= _MOST_HEADINGS else []


def _under(sentence: Sentence, provision: ProvisionEntry) -> bool:
    return sentence.document == provision.document and lies_in(sentence.section, provision.id)


def is_heading(sentence: Sentence, library: Library) -> bool:
    """Whether the sentence is a heading and says no more than its title."""
    provision = library.provision(sentence.document, sentence.section)
    if provision is None or not provision.title or "，" in provision.title:
        # Where an item has no heading its first sentence is its title, and tells something.
        return False
    return sentence.text.rstrip("。").endswith(provision.title)
