"""Topics named in text: the longest words of the thesaurus, and what counts as speaking of the same topic."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

from kb.collector import weakly
from kb.graph.topics import Topic
from kb.units.matching import WordTrie

# How surely a text that speaks of one topic speaks of the other.
SAME, NARROWER, BROADER, RELATED = 0.9, 0.7, 0.5, 0.35
# Thesauruses, and texts of which the topics are kept.
_KEPT, _KEPT_TEXTS = 2, 64


@dataclass(frozen=True, slots=True)
class TopicMention:
    """A word of the thesaurus at ``start``..``end``."""

    start: int
    end: int
    text: str
    topic: int


class TopicFinder:
    """The thesaurus, ready to find its words."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._by_word = {word: number for number, topic in enumerate(topics) for word in topic.words}
        self._trie = WordTrie(self._by_word)
        self._near = self._neighbours()
        # A question is looked through by all that read it, and by the search.
        self._mentioned = lru_cache(maxsize=_KEPT_TEXTS)(weakly(self._mentions))

    @cached_property
    def version(self) -> str:
        """A hash of the words and of the numbers of their topics."""
        words = json.dumps(sorted(self._by_word.items()), ensure_ascii=False)
        return sha256(words.encode()).hexdigest()[:16]

    def mentions(self, text: str) -> tuple[TopicMention, ...]:
        """The longest words, none inside another, in order."""
        return self._mentioned(text)

    def near(self, topic: int) -> dict[int, float]:
        """The topics that answer a question about ``topic``, with how surely."""
        return self._near[topic]

    def key(self, name: str) -> str:
        """What two names of one thing share: the label of the topic that covers the whole name, else the name."""
        mentions = self.mentions(name)
        covers = len(mentions) == 1 and mentions[0].end - mentions[0].start == len(name)
        return self.topics[mentions[0].topic].label if covers else name

    def _mentions(self, text: str) -> tuple[TopicMention, ...]:
        return tuple(self._scan(text))

    def _scan(self, text: str) -> Iterator[TopicMention]:
        reached = 0
        for start in self._trie.starts(text):
            if start >= reached and (ends := self._trie.ends(text, start)):
                reached = ends[0]
                word = text[start:reached]
                yield TopicMention(start, reached, word, self._by_word[word])

    def _neighbours(self) -> list[dict[int, float]]:
        numbers = {topic.iri: number for number, topic in enumerate(self.topics)}
        near: list[dict[int, float]] = [defaultdict(float) for _ in self.topics]
        for number, topic in enumerate(self.topics):
            near[number][number] = SAME
            for iri in topic.broader:
                above = numbers[iri]
                # Top concepts stand for whole fields: everything is under one of them.
                if self.topics[above].broader:
                    near[number][above] = max(near[number][above], BROADER)
                    near[above][number] = max(near[above][number], NARROWER)
            for iri in topic.related:
                near[number][numbers[iri]] = max(near[number][numbers[iri]], RELATED)
        return [dict(row) for row in near]


@lru_cache(maxsize=_KEPT)
def topic_finder(topics: tuple[Topic, ...]) -> TopicFinder:
    """The one finder of these topics, for all that look for them."""
    return TopicFinder(topics)
