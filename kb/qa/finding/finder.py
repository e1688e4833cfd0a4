"""Finding what a question is about: sentences by the words of its matter, tasks by their sentences and titles."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.collector import weakly
from kb.facts import TaskEntry
from kb.qa.finding.matching import Scores, TextMatcher, covering
from kb.qa.finding.sentences import Sentence, Sentences
from kb.qa.finding.topics import topic_finder
from kb.qa.knowledge import Knowledge, SearchHit
from kb.qa.runs import longest_run
from kb.qa.words import Word

# A word of the question counts where it stands in the sentence; in the title above it, in a title further up, or
# elsewhere in the provision it counts for less.
_IN_TITLE, _IN_TITLE_ABOVE, _NEARBY = 0.95, 0.75, 0.6
# What naming the whole title adds.
_TITLE_BONUS = 0.25
# What saying it in the same run of characters adds.
_RUN_BONUS = 0.2
# A word that is no noun and that no text holds is how people talk, and says little.
_TALK = 0.4
# A word that no text holds weighs as if one sentence did.
_ABSENT = 0.5
_MOST_TASKS = 12
_KEPT_SEARCHES, _KEPT_WEIGHTS, _KEPT_COVERAGES = 64, 4_000, 8
# What is kept of words and topics are rows of numbers, one for each sentence: so many rows, and as many more as make up
# so many numbers.
_KEPT_ROWS, _MOST_ROWS, _KEPT_NUMBERS = 32, 2_000, 500_000
# Numbers that are worked out at once, of all words of a question where the sentences are few.
_AT_ONCE = 200_000
# From this weight on a word tells one title from another; 安全 does not.
_TELLING = 1.2


@dataclass(frozen=True)
class Matter:
    """What a question is about: its words, and the text they stand in (for the semantic search)."""

    words: tuple[Word, ...]
    text: str

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class FoundSentence:
    """A sentence and how much of the matter it covers, 0..1."""

    sentence: Sentence
    score: float


@dataclass(frozen=True)
class FoundTask:
    """A task and how surely the question is about it. ``best`` is its sentence that shows it, None: by title or number."""

    task: TaskEntry
    score: float
    matched_by: str
    best: Sentence | None = None
    in_sentence: float = 0.0
    shared: int = 0


class Finder:
    """The sentences of one snapshot, ready to be found. Built once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.topics = topic_finder(knowledge.topics)
        self.index = Sentences(knowledge)
        self.sentences = self.index.sentences
        self.tasks = {task.iri: task for task in knowledge.tasks}
        # One question may ask for the same text several times; encoding it is what costs.
        self._search = lru_cache(maxsize=_KEPT_SEARCHES)(knowledge.search) if knowledge.search else None
        self._texts = TextMatcher([s.text for s in self.sentences], self.topics)
        provisions = self.index.provisions
        self._titles = TextMatcher([p.title or p.heading[:40] for p in provisions], self.topics)
        # For each sentence the share of the matter that it and what it stands in speak of. What answers a question asks it
        # of the same matter several times.
        self.coverage = lru_cache(maxsize=_KEPT_COVERAGES)(weakly(self._coverage))
        self._ranking = lru_cache(maxsize=_KEPT_COVERAGES)(weakly(self._best_first))
        # Questions say the same words, and name the same topics, over and over.
        rows = max(_KEPT_ROWS, min(_MOST_ROWS, _KEPT_NUMBERS // max(1, len(self.sentences) + len(provisions))))
        self._of_topic = lru_cache(maxsize=rows)(weakly(self._topic_scores))
        self._spoken = lru_cache(maxsize=rows)(weakly(self._word_scores))
        self.weight = lru_cache(maxsize=_KEPT_WEIGHTS)(weakly(self._weight))
        self._of_task: dict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self.sentences):
            if sentence.task is not None:
                self._of_task[sentence.task].append(number)
        self._place = np.array([s.place for s in self.sentences], dtype=np.int64)
        # Sentences stand in the order of their provisions: those of one follow each other.
        self._firsts = np.flatnonzero(np.diff(self._place, prepend=-1))
        self._begun = self._place[self._firsts]
        self._parents = np.array(self.index.parents, dtype=np.int64)
        self._above_parents = self._parents[self._parents]

    def _weight(self, word: Word) -> float:
        """What the word says: rare words more, and nouns more than verbs."""
        holders = len(self._texts.holders(word.text))
        talk = _TALK if not holders and word.share < 1 else 1.0
        return talk * word.share * math.log(1 + len(self._texts) / (holders or _ABSENT))

    def _coverage(self, matter: Matter) -> Scores:
        total = np.zeros(len(self.sentences))
        weights = 0.0
        at_once = max(1, _AT_ONCE // max(1, len(total)))
        for first in range(0, len(matter.words), at_once):
            words = matter.words[first : first + at_once]
            for word, covered in zip(words, self.covered(words, matter.text), strict=True):
                weight = self.weight(word)
                weights += weight
                total += weight * covered
        found: Scores = total / weights if weights else total
        found.flags.writeable = False
        return found

    def covered(self, words: Sequence[Word], text: str) -> Scores:
        """For each of some words of a text, a row each, how surely each sentence and what it stands in speaks of it."""
        spoken = [self._spoken(word.text) for word in words]
        own = np.array([sentences for sentences, _ in spoken])
        title = np.array([titles for _, titles in spoken])
        mentions = self.topics.mentions(text)
        for row, word in enumerate(words):
            for mention, share in covering(word.start, word.end, mentions):
                texts, titles = self._of_topic(mention.topic)
                np.maximum(own[row], share * texts, out=own[row])
                np.maximum(title[row], share * titles, out=title[row])
        return self._in_context(own, title)

    def is_printed(self, word: Word) -> bool:
        """Whether a text holds the word as it is."""
        return bool(self._texts.holders(word.text))

    def meant_in(self, task: str, word: Word, text: str) -> float:
        """How surely the sentences of a task (IRI) speak of a word of a text, 0..1."""
        return float(self.covered((word,), text)[0][self._of_task.get(task, [])].max(initial=0.0))

    def sentences_of(self, task: str) -> list[Sentence]:
        """The sentences of a task (IRI), in the order of the text."""
        return [self.sentences[number] for number in self._of_task.get(task, [])]

    def speaks_more(self, sentence: Sentence, other: Sentence, matter: Matter) -> bool:
        """Whether a sentence speaks of any word of a matter more surely than another one."""
        own, beside = (self.index.at(s.document, s.start) for s in (sentence, other))
        if own is None or beside is None:
            return False
        covered = self.covered(matter.words, matter.text)
        return bool((covered[:, own] > covered[:, beside]).any())

    def _word_scores(self, word: str) -> tuple[Scores, Scores]:
        """How surely each sentence and each title speaks of a word."""
        return self._texts.scores(word), self._titles.scores(word)

    def _topic_scores(self, topic: int) -> tuple[Scores, Scores]:
        """How surely each sentence and each title speaks of a topic."""
        return self._texts.topic_scores(topic), self._titles.topic_scores(topic)

    def share_in(self, matter: Matter, text: str) -> float:
        """The share of the matter that one short text speaks of."""
        return float(self.shares_in(matter, self.matcher([text]))[0])

    def matcher(self, texts: Sequence[str]) -> TextMatcher:
        """Short texts, ready for :meth:`shares_in`."""
        return TextMatcher(texts, self.topics)

    def shares_in(self, matter: Matter, texts: TextMatcher) -> Scores:
        """The share of the matter that each of some short texts speaks of, by itself."""
        mentions = self.topics.mentions(matter.text)
        total = np.zeros(len(texts))
        weights = 0.0
        for word in matter.words:
            weight = self.weight(word)
            weights += weight
            own = texts.scores_alone(word.text)
            for mention, share in covering(word.start, word.end, mentions):
                own = np.maximum(own, share * texts.topic_scores(mention.topic))
            total += weight * own
        return total / weights if weights else total

    def _in_context(self, own: Scores, title: Scores) -> Scores:
        above = np.maximum(title.take(self._parents, axis=1), title.take(self._above_parents, axis=1))
        nearby = np.zeros(title.shape)
        if own.size:
            nearby[:, self._begun] = np.maximum.reduceat(own, self._firsts, axis=1)
        # What counts for a provision's sentences alike is put together before it is given to each.
        around = np.maximum(np.maximum(_IN_TITLE * title, _IN_TITLE_ABOVE * above), _NEARBY * nearby)
        context: Scores = np.maximum(own, around.take(self._place, axis=1))
        return context

    def _best_first(self, matter: Matter) -> NDArray[np.int64]:
        """The numbers of the sentences that cover any of the matter, the best first, equal ones in their order."""
        scores = self.coverage(matter)
        scored = np.flatnonzero(scores > 0)
        return scored[np.argsort(-scores[scored], kind="stable")]

    def ranked(self, matter: Matter, k: int = 20) -> list[FoundSentence]:
        """The sentences that cover most of the matter, best first, equal ones in the order of the text."""
        scores = self.coverage(matter)
        best = self._ranking(matter)[:k]
        found = zip(best.tolist(), scores[best].tolist(), strict=True)
        return [FoundSentence(self.sentences[number], score) for number, score in found]

    def tasks_about(self, matter: Matter) -> list[FoundTask]:
        """The tasks by how much of the matter their best sentence covers, best first; the whole title named adds."""
        scores = self.coverage(matter)
        best: dict[str, int] = {}
        for number in self._ranking(matter).tolist():
            if task := self.sentences[number].task:
                best.setdefault(task, number)
            if len(best) == _MOST_TASKS:
                break
        found = [self._task(iri, float(scores[n]), n, matter) for iri, n in best.items()]
        return sorted(found, key=lambda f: (-f.score, f.task.document, f.task.start))

    def _task(self, iri: str, score: float, number: int, matter: Matter) -> FoundTask:
        task = self.tasks[iri]
        telling = tuple(word for word in matter.words if self.weight(word) > _TELLING)
        bonus = _TITLE_BONUS * title_share(task.title, telling) * (1 if score < 1 else 0.5)
        sentence = self.sentences[number]
        shared = len(longest_run(matter.text, f"{task.title} {sentence.text}"))
        run = _RUN_BONUS * min(1.0, shared / max(1, sum(len(word.text) for word in matter.words)))
        return FoundTask(task, score + bonus + run, "text", sentence, score, shared)

    def search(self, matter: Matter) -> Sequence[SearchHit]:
        """The stretches that the semantic search finds for the matter; none without a search."""
        return self._search(matter.text, ()) if self._search else ()


def title_share(title: str, words: Sequence[Word]) -> float:
    """The share of a title's characters that the words say."""
    if not title:
        return 0.0
    said = {i for word in words for i in _places(title, word.text)}
    return len(said) / len(title)


def _places(title: str, word: str) -> range:
    start = title.find(word)
    return range(start, start + len(word)) if start >= 0 else range(0)
