"""BM25 over mapped postings: candidates by the rare grams of a query, exact scores for any passages."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.search.large.postings import Positions, Postings, mapped
from kb.search.lexical import IntArray, ScoreArray, grams_of, idf, saturated

NAME, LENGTHS = "grams", "grams.lengths"
# Postings that candidates are looked for in: about 10 ms. The rarest gram is looked at whole, however many it has.
_MOST_TOUCHED = 400_000


@dataclass(frozen=True)
class LexicalQuery:
    """The grams of a query with their postings (``first``, ``stop``), what each tells, and the mean length."""

    first: IntArray
    stop: IntArray
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
        first, stop = self._postings.slices(grams)
        total = int((stretches[:, 1] - stretches[:, 0]).sum())
        holders = stop - first
        if total < len(self._lengths):
            holders = np.array([self._postings.within(a, b, stretches) for a, b in zip(first, stop, strict=True)])
        length = (self._until[stretches[:, 1]] - self._until[stretches[:, 0]]).sum() / max(1, total)
        return LexicalQuery(first, stop, wanted * idf(holders, total), max(1.0, float(length)))

    def candidates(self, query: LexicalQuery, k: int, stretches: IntArray) -> Positions:
        """About the ``k`` passages in which the rare grams of the query tell most, in no order."""
        total = np.zeros(len(self._lengths), dtype=np.float32)
        touched = 0
        for n in np.argsort(query.stop - query.first, kind="stable"):
            first, stop = query.first[n], query.stop[n]
            touched += stop - first
            if touched > _MOST_TOUCHED and touched > stop - first:
                break
            places = self._postings.places[first:stop]
            share = saturated(self._postings.counts[first:stop], self._lengths[places] / query.mean_length)
            # Within one gram a passage stands once.
            total[places] += (query.rarity[n] * share).astype(np.float32)
        held = np.concatenate([first + np.flatnonzero(total[first:stop]) for first, stop in stretches])
        if len(held) > k:
            held = held[np.argpartition(-total[held], k)[:k]]
        return held.astype(np.int32)

    def scores(self, query: LexicalQuery, positions: Positions) -> ScoreArray:
        """BM25 with each of ``positions`` (ascending), as a share of the most that a passage could get."""
        length = self._lengths[positions] / query.mean_length
        total = np.zeros(len(positions))
        for first, stop, rarity in zip(query.first, query.stop, query.rarity, strict=True):
            held, counts = self._postings.at(first, stop, positions)
            total[held] += rarity * saturated(counts.astype(np.float64), length[held])
        shares: ScoreArray = total / max(float(query.rarity.sum()), 1e-9)
        return shares
