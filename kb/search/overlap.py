"""Search by topics: what the query and a passage both name in a thesaurus, under whatever words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from kb.search.lexical import IntArray, ScoreArray


class NamedTopic(Protocol):
    """A word of the thesaurus in a text; ``topic`` is the number of its concept."""

    @property
    def topic(self) -> int: ...


class Thesaurus(Protocol):
    """Concepts by number, and the words for them."""

    @property
    def version(self) -> str:
        """Changes whenever a word or a number is another."""
        ...

    def mentions(self, text: str) -> Sequence[NamedTopic]:
        """The words of the thesaurus in ``text``."""
        ...

    def near(self, topic: int) -> Mapping[int, float]:
        """The concepts that answer a query about ``topic``, itself among them, with how surely (0..1)."""
        ...


class TopicPart:
    """The concepts that some texts name; immutable."""

    def __init__(self, texts: Sequence[str], thesaurus: Thesaurus) -> None:
        """One look through the texts for all words of the thesaurus."""
        self._thesaurus = thesaurus
        self._count = len(texts)
        holders: defaultdict[int, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for topic in {mention.topic for mention in thesaurus.mentions(text)}:
                holders[topic].append(number)
        self._holders: Mapping[int, IntArray] = {
            topic: np.array(numbers, dtype=np.int64) for topic, numbers in holders.items()
        }

    def scores(self, query: str, among: IntArray) -> ScoreArray:
        """The share of the query's concepts that each passage of ``among`` names, or names something near.

        Rare concepts count for more (the idf of the words' part); 0 throughout for a query that names no concept.
        """
        topics = sorted({mention.topic for mention in self._thesaurus.mentions(query)})
        inside = np.zeros(self._count, dtype=bool)
        inside[among] = True
        total, most = np.zeros(self._count), 0.0
        for topic in topics:
            held = self._held(topic)
            holders = int((inside & (held > 0)).sum())
            rarity = float(np.log1p((len(among) - holders + 0.5) / (holders + 0.5)))
            total += rarity * held
            most += rarity
        shares: ScoreArray = total[among] / max(most, 1e-9)
        return shares

    def _held(self, topic: int) -> ScoreArray:
        """For each passage how surely it speaks of what ``topic`` stands for."""
        held = np.zeros(self._count)
        for near, sureness in self._thesaurus.near(topic).items():
            holders = self._holders.get(near)
            if holders is not None:
                held[holders] = np.maximum(held[holders], sureness)
        return held
