"""A reading → the tasks, sentences and units it is about, with what the turn before was about."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from kb.qa.facts import ProvisionEntry
from kb.qa.finding.finder import FoundSentence, FoundTask, Matter
from kb.qa.finding.sentences import Sentence
from kb.qa.knowledge import SearchHit
from kb.qa.library import Library
from kb.qa.mentions.ordinals import resolve
from kb.qa.models import Answer
from kb.qa.reading import Reading
from kb.qa.words import Word

# A question is about a task when the task's best sentence covers at least this share of its matter…
_ENOUGH = 0.6
# …or this share, when the semantic search finds the same task likely.
_ENOUGH_WITH_SEARCH, _LIKELY_TOGETHER = 0.36, 1.2
# From this share on nothing is left to ask the semantic search about.
_SURE = 0.8
_SEARCH_SHARE = 0.3
_OPEN_GAP = 0.15
_TIE_SHARE = 0.05
# Another task this close to the best is as good a reading, when both speak of all of the matter.
_CLOSE, _SPOKEN_OF = 0.97, 0.93
_LONG_RUN = 5
_FEW_WORDS = 2
_MOST_TASKS = 3
# How much better another task must fit before a title in the question is taken as mere words (园区安全能力).
_CLEARLY = 0.2
_MOST_RANKED = 8
_MOST_SENTENCES, _MOST_HELD = 40, 6
_SHORT_TITLE = 4
_SOME = 0.3
_YEAR = re.compile(r"20\d\d")
_TITLES = re.compile(r"《[^》]*》")
_QUOTED_TERM = re.compile(r"[“‘「\"][^”’」\"]{2,30}[”’」\"]")
# A longer question tells a story; of it only what the documents speak of is kept.
_STORY = 7
_CLAUSE = re.compile(r"[^，,。；;：:]+")
_QUOTED = re.compile(r"[“‘「][^”’」]{4,40}[”’」]")
_ASKING = re.compile(
    r"谁|哪|什么|啥|多少|几|吗|么|是否|是不是|有没有|怎|何|还是|责任|牵头|时间|期限|依据|配合|参与|负责"
)


@dataclass(frozen=True)
class Found:
    """The tasks a question is about, best first; ``nearest`` is what comes closest when none is.

    ``rivals`` are tasks that fit as well when the words leave open which is meant.
    """

    tasks: tuple[FoundTask, ...] = ()
    nearest: FoundTask | None = None
    rivals: tuple[FoundTask, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One sentence of a question with all that answering it needs."""

    reading: Reading
    library: Library
    documents: Sequence[str] = ()
    before: "Turn | None" = None

    @property
    def matter(self) -> Matter:
        """What the sentence is about."""
        return self.reading.matter


@dataclass(frozen=True)
class Turn:
    """A sentence that was answered: what the next one can lean on."""

    reading: Reading
    answer: Answer
    tasks: tuple[str, ...] = field(default=())


def find_tasks(asked: Asked) -> Found:
    """The tasks the sentence is about: by number, by its matter, or those of the turn before."""
    numbered = _by_number(asked)
    if numbered:
        return Found(numbered)
    carried = _carried(asked)
    if carried and not asked.matter:
        return Found(carried)
    titled = _by_title(asked)
    if titled:
        return Found(titled)
    found = by_matter(asked.library, asked.matter, asked.documents)
    if not found.tasks and carried and "refers_task" in asked.reading.flags:
        return Found(carried)
    return found


def by_matter(library: Library, matter: Matter, documents: Collection[str]) -> Found:
    """The tasks that a matter is about."""
    matter = without_story(library, matter)
    if not matter:
        return Found()
    ranked = library.finder.tasks_about(matter, documents)[:_MOST_RANKED]
    sure = bool(ranked) and ranked[0].in_sentence >= _SURE and not _rivals(ranked)
    if sure or library.knowledge.search is None:
        return _decided(ranked, {}, matter)
    likely = _searched(library, matter, documents)
    most = max((found.in_sentence for found in ranked), default=0.0)
    ranked = sorted(ranked, key=lambda f: -_with_search(f, most, likely.get(f.task.iri, 0.0)))
    return _decided(ranked, likely, matter)


def _with_search(found: FoundTask, most: float, likely: float) -> float:
    """The score with what the search says; it decides between tasks that cover about the same, not against the words."""
    return found.score + (_SEARCH_SHARE * likely if found.in_sentence >= most - _OPEN_GAP else 0.0)


def _decided(ranked: Sequence[FoundTask], likely: dict[str, float], matter: Matter) -> Found:
    if not ranked:
        return Found()
    best = ranked[0]
    found = likely.get(best.task.iri, 0.0)
    by_search = best.in_sentence >= _ENOUGH_WITH_SEARCH and best.in_sentence + found >= _LIKELY_TOGETHER
    if best.in_sentence < _ENOUGH and not by_search:
        return Found(nearest=best)
    same = [
        f
        for f in ranked[1:]
        if f.in_sentence >= max(_SPOKEN_OF, best.in_sentence * _CLOSE) and f.shared >= max(_LONG_RUN, best.shared)
    ]
    return Found((best, *same[: _MOST_TASKS - 1]), rivals=() if same else _rivals_of(best, ranked, matter))


def _rivals_of(best: FoundTask, ranked: Sequence[FoundTask], matter: Matter) -> tuple[FoundTask, ...]:
    """The tasks that speak as much of a matter of one or two words (平台建设, 安全) that no title or too many say."""
    titled = [f for f in ranked if all(word.text in f.task.title for word in matter.words)]
    if len(matter.words) > _FEW_WORDS or 0 < len(titled) <= _MOST_TASKS:
        return ()
    as_good = tuple(f for f in ranked if f.in_sentence >= best.in_sentence * _CLOSE)
    return as_good if len(as_good) > _MOST_TASKS else ()


def _rivals(ranked: Sequence[FoundTask]) -> bool:
    return len(ranked) > 1 and ranked[1].score >= ranked[0].score * 0.9


def _searched(library: Library, matter: Matter, documents: Collection[str]) -> dict[str, float]:
    """How likely the semantic search finds each task that its hits stand in."""
    likely: dict[str, float] = {}
    for hit in library.finder.search(matter, tuple(documents)):
        number = library.finder.index.number(hit.document, hit.section)
        task = None if number is None else library.finder.index.tasks_of_provisions[number]
        if task is not None:
            likely[task] = max(likely.get(task, 0.0), hit.score)
    return likely


def without_story(library: Library, matter: Matter) -> Matter:
    """A long matter without the clauses that no sentence of the documents speaks of."""
    clauses = [m for m in _CLAUSE.finditer(matter.text) if _words_in(matter, m)]
    if len(clauses) > 1:
        asking = [m for m in clauses if _ASKING.search(m[0])]
        for clause in asking:
            part = replace(matter, words=_words_in(matter, clause))
            if len(part.words) > 1 and _best(library, part) >= _SURE:
                return part
    quoted = _quoted_part(matter)
    if quoted and _best(library, quoted) >= _SURE:
        return quoted
    if len(matter.words) < _STORY:
        return matter
    kept: list[Word] = []
    for clause in _CLAUSE.finditer(matter.text):
        words = _words_in(matter, clause)
        if words and _best(library, replace(matter, words=words)) >= _ENOUGH:
            kept.extend(words)
    return replace(matter, words=tuple(kept)) if kept else matter


def _quoted_part(matter: Matter) -> Matter | None:
    """The words in quotation marks, when a question quotes what it is about."""
    spans = [match.span() for match in _QUOTED.finditer(matter.text)]
    words = tuple(w for w in matter.words if any(s <= w.start < e for s, e in spans))
    return replace(matter, words=words) if len(words) > 1 else None


def _words_in(matter: Matter, clause: re.Match[str]) -> tuple[Word, ...]:
    return tuple(w for w in matter.words if clause.start() <= w.start < clause.end())


def _best(library: Library, matter: Matter) -> float:
    scores = library.finder.coverage(matter)
    return float(scores.max()) if len(scores) else 0.0


def sentences_about(asked: Asked, k: int = 12) -> list[FoundSentence]:
    """The sentences that cover most of the matter, inside the tasks that the question names by number."""
    matter = without_story(asked.library, asked.matter)
    found = asked.library.finder.ranked(matter, asked.documents, max(k, _MOST_SENTENCES))
    found = _exact_first(asked, _with_meaning(asked, matter, _of_year(asked, found)))
    tasks = {f.task.iri for f in _by_number(asked)}
    found = [f for f in found if f.sentence.task in tasks] if tasks else found
    return _in_titled(asked, found)[:k]


def _with_meaning(asked: Asked, matter: Matter, found: list[FoundSentence]) -> list[FoundSentence]:
    """The sentences with what the semantic search says, where the words leave it open which is meant."""
    if not found or (found[0].score >= _SURE and not _tied(found)):
        return found
    hits = asked.library.finder.search(matter, tuple(asked.documents))
    if not hits:
        return found
    judged = [_judged(item, found[0].score, hits) for item in found]
    return sorted(judged, key=lambda item: -item.score)


def _tied(found: Sequence[FoundSentence]) -> bool:
    return len(found) > 1 and found[1].score >= found[0].score * _CLOSE


def _judged(item: FoundSentence, most: float, hits: Sequence[SearchHit]) -> FoundSentence:
    likely = max((hit.score for hit in hits if _overlap(hit, item.sentence)), default=0.0)
    if item.score < most - _OPEN_GAP and item.score + likely < _LIKELY_TOGETHER:
        return item
    enough = item.score >= _ENOUGH_WITH_SEARCH and item.score + likely >= _LIKELY_TOGETHER
    score = max(item.score, _ENOUGH) if enough else item.score
    return FoundSentence(item.sentence, score + _TIE_SHARE * likely)


def _overlap(hit: SearchHit, sentence: Sentence) -> bool:
    return hit.document == sentence.document and hit.start < sentence.end and sentence.start < hit.end


def _of_year(asked: Asked, found: list[FoundSentence]) -> list[FoundSentence]:
    """Only sentences that speak of the year in question, when any that is about the matter does."""
    years = set(_YEAR.findall(asked.reading.text))
    if not years:
        return found
    dated = [f for f in found if years & set(_YEAR.findall(_TITLES.sub("", f.sentence.text))) and f.score >= _SOME]
    return dated or found


def _exact_first(asked: Asked, found: list[FoundSentence]) -> list[FoundSentence]:
    """Sentences that hold what the question quotes, before the rest: they are what is asked about."""
    terms = [m[0][1:-1] for m in _QUOTED_TERM.finditer(asked.reading.text)]
    terms = [term for term in terms if len(term) > 2]
    if not terms:
        return found
    held = [
        FoundSentence(sentence, 1.0)
        for sentence in asked.library.finder.sentences
        if (not asked.documents or sentence.document in asked.documents) and any(t in sentence.text for t in terms)
    ]
    if len(held) > _MOST_HELD:
        return found
    known = {f.sentence: f.score for f in found}
    held.sort(key=lambda f: -known.get(f.sentence, 0.0))
    return [*held, *(f for f in found if f.sentence not in {h.sentence for h in held})]


def _in_titled(asked: Asked, found: list[FoundSentence]) -> list[FoundSentence]:
    """Only the sentences under a heading that the question gives in full (坚持党的领导那条), when there are any."""
    library, text = asked.library, asked.reading.text
    named = [p for p in library.knowledge.provisions if len(p.title) > _SHORT_TITLE and p.title in text]
    if not named or len(named) > _MOST_TASKS:
        return found
    kept = [f for f in found if any(_under(f.sentence, p) for p in named) and not _is_heading(f.sentence, library)]
    return kept or found


def _under(sentence: Sentence, provision: ProvisionEntry) -> bool:
    return sentence.document == provision.document and (
        sentence.section == provision.id or sentence.section.startswith(f"{provision.id}.")
    )


def _is_heading(sentence: Sentence, library: Library) -> bool:
    provision = library.provision(sentence.document, sentence.section)
    return provision is not None and bool(provision.title) and sentence.text.rstrip("。").endswith(provision.title)


def _by_number(asked: Asked) -> tuple[FoundTask, ...]:
    library = asked.library
    found: dict[str, FoundTask] = {}
    for ordinal in asked.reading.mentions.ordinals:
        for document in asked.documents or [row["id"] for row in library.knowledge.documents]:
            provisions = [p for p in library.knowledge.provisions if p.document == document]
            for section in resolve(ordinal, provisions):
                for task in library.knowledge.tasks:
                    if task.document == document and task.id == section:
                        found.setdefault(task.iri, FoundTask(task, 1.0, "number"))
    return tuple(found.values())


def _by_title(asked: Asked) -> tuple[FoundTask, ...]:
    """Tasks whose title stands in the question, unless the matter fits another task clearly better."""
    text = asked.reading.text
    tasks = [t for t in asked.library.tasks_of(asked.documents) if len(t.title) > 2 and t.title in text]
    tasks = [t for t in tasks if not any(t.title != o.title and t.title in o.title for o in tasks)]
    if not tasks:
        return ()
    ranked = asked.library.finder.tasks_about(without_story(asked.library, asked.matter), asked.documents)
    covered = {found.task.iri: found.in_sentence for found in ranked}
    best = max(covered.get(task.iri, 0.0) for task in tasks)
    if ranked and ranked[0].in_sentence > best + _CLEARLY:
        return ()
    return tuple(FoundTask(task, 1.0, "title") for task in tasks[:_MOST_TASKS])


def _carried(asked: Asked) -> tuple[FoundTask, ...]:
    if asked.before is None:
        return ()
    tasks = asked.library.tasks
    return tuple(FoundTask(tasks[iri], 0.9, "history") for iri in asked.before.tasks if iri in tasks)
