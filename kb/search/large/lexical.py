"""BM25 over mapped postings: candidates by the rare grams of a query, exact scores for any passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.search.large.postings import Positions, Postings, Rows, mapped
from kb.search.lexical import IntArray, ScoreArray, grams_of, idf, saturated

NAME, LENGTHS = "grams", "grams.lengths"
# Postings that candidates are looked for in: about 10 ms. The rarest gram is looked at whole, however many it has.
_MOST_TOUCHED = 400_000


@dataclass(frozen=True)
class LexicalQuery:
    """The grams of a query: where the postings of each are, what each tells, and the mean length."""

    grams: Sequence[Rows]
    rarity: ScoreArray
    mean_length: float


class LargeLexicalPart:
    """The grams of many texts; read only. Scores are those of :class:`~kb.search.lexical.LexicalPart`."""

    def __init__(self, folder: Path) -> None:
        """:raises OSError, ValueError: a file is missing or damaged."""
        self._postings = Postings(folder, NAME)
        self._lengths = mapped(folder / LENGTHS, "<u4")
        self._until = np.concatenate([[0], np.cumsum(self._lengths, dtype=np.int64)])

    def query(self, text: str, stretches: IntArray) -> LexicalQuery:
        """What is looked for among the passages of ``stretches``, as if there were no others."""
        grams, wanted = np.unique(grams_of(text), return_counts=True)
        rows = self._postings.rows(grams)
        total = int((stretches[:, 1] - stretches[:, 0]).sum())
        holders = np.array([gram.postings for gram in rows])
        if total < len(self._lengths):
            holders = np.array([self._postings.within(gram, stretches) for gram in rows])
        length = (self._until[stretches[:, 1]] - self._until[stretches[:, 0]]).sum() / max(1, total)
        return LexicalQuery(rows, wanted * idf(holders, total), max(1.0, float(length)))

    def candidates(self, query: LexicalQuery, k: int, stretches: IntArray) -> Positions:
        """About the ``k`` passages in which the rare grams of the query tell most, in no order."""
        total = np.zeros(len(self._lengths), dtype=np.float32)
        touched = 0
        for gram, rarity in sorted(zip(query.grams, query.rarity, strict=True), key=lambda told: told[0].postings):
            touched += gram.postings
            if touched > _MOST_TOUCHED and touched > gram.postings:
                break
            own = self._postings.positions(gram)
            counts = self._postings.counts(gram).astype(np.float64)
            share = saturated(counts, self._lengths[own] / query.mean_length)
            # Within one gram a passage stands once.
            total[own] += (rarity * share).astype(np.float32)
        held = np.concatenate([first + np.flatnonzero(total[first:stop]) for first, stop in stretches])
        if len(held) > k:
            held = held[np.argpartition(-total[held], k)[:k]]
        return held.astype(np.int32)

    def scores(self, query: LexicalQuery, positions: Positions) -> ScoreArray:
        """BM25 with each of ``positions`` (ascending), as a share of the most that a passage could get."""
        length = self._lengths[positions] / query.mean_length
        total = np.zeros(len(positions))
        for gram, rarity in zip(query.grams, query.rarity, strict=True):
            held, counts = self._postings.at(gram, positions)
            total[held] += rarity * saturated(counts.astype(np.float64), length[held])
        shares: ScoreArray = total / max(float(query.rarity.sum()), 1e-9)
        return shares
