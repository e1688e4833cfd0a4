"""The part of topics over mapped postings: scores for any passages."""

from pathlib import Path

import numpy as np

from kb.search.large.postings import Positions, Postings
from kb.search.lexical import IntArray, ScoreArray, idf
from kb.search.overlap import Thesaurus

NAME = "topics"


class LargeTopicPart:
    """The concepts that many texts name; read only. Scores are those of :class:`~kb.search.overlap.TopicPart`."""

    def __init__(self, folder: Path, thesaurus: Thesaurus, total: int) -> None:
        """:raises OSError, ValueError: a file is missing or damaged."""
        self._postings = Postings(folder, NAME)
        self._thesaurus = thesaurus
        self._total = total

    def scores(self, query: str, positions: Positions, stretches: IntArray) -> ScoreArray:
        """The share of the query's concepts that each of ``positions`` names, among the passages of ``stretches``."""
        searched = int((stretches[:, 1] - stretches[:, 0]).sum())
        total, most = np.zeros(len(positions)), 0.0
        for topic in sorted({mention.topic for mention in self._thesaurus.mentions(query)}):
            near = self._thesaurus.near(topic)
            rows = self._postings.rows(np.array(list(near), dtype=np.uint64))
            held, holding = np.zeros(len(positions)), np.zeros(self._total, dtype=bool)
            for own, sureness in zip(rows, near.values(), strict=True):
                index, _ = self._postings.at(own, positions)
                held[index] = np.maximum(held[index], sureness)
                holding[self._postings.positions(own)] = True
            holders = sum(int(np.count_nonzero(holding[begin:end])) for begin, end in stretches)
            rarity = float(idf(holders, searched))
            total += rarity * held
            most += rarity
        shares: ScoreArray = total / max(most, 1e-9)
        return shares
