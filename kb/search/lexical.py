"""Search by words: BM25 over single characters and pairs of neighbouring characters.

Chinese has no blanks between words, and pairs of characters do as well as a segmenter without its dictionary
(Nie et al. 2000). A gram is a number: one code point, or two side by side; pairs do not cross punctuation.
Robertson and Zaragoza 2009 for BM25; the idf is the one of Lucene, never negative.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]
ScoreArray = NDArray[np.float64]

# Saturation and length, the defaults of Anserini: passages are cut to one length, which then says little.
_K1, _B = 0.9, 0.4
_CODE_POINT_BITS = np.uint64(21)
_PASSAGE_BITS = np.uint64(22)
_NO_WORD = re.compile(r"[\W_]+")


class LexicalPart:
    """The grams of some texts; immutable. Building is linear in the texts, but for one sort of integers."""

    def __init__(self, texts: Sequence[str]) -> None:
        """:param texts: at most 4 million (2**22)."""
        grams = [grams_of(text) for text in texts]
        self._lengths = np.array([len(own) for own in grams], dtype=np.float64)
        owner = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(own) for own in grams])
        together = np.concatenate([*grams, np.empty(0, np.uint64)])
        # One sort gives the postings: gram in the high bits, passage in the low ones. Two grams take 42 bits.
        keys, counts = np.unique((together << _PASSAGE_BITS) | owner, return_counts=True)
        self._counts = counts.astype(np.float64)
        self._passages = (keys & ((np.uint64(1) << _PASSAGE_BITS) - np.uint64(1))).astype(np.int64)
        self._grams, starts = np.unique(keys >> _PASSAGE_BITS, return_index=True)
        self._starts = np.append(starts, len(keys))
        length = self._lengths / max(1.0, self._lengths.mean() if texts else 1.0)
        self._says = saturated(self._counts, length[self._passages])

    def scores(self, query: str, among: IntArray) -> ScoreArray:
        """BM25 of ``query`` with each passage of ``among`` (positions), as if there were no others.

        As a share of the most that a passage could get: 0 no gram in common, towards 1 all of them many times over.
        """
        grams, wanted = np.unique(grams_of(query), return_counts=True)
        gram, passage, says = self._postings(grams, among)
        rarity = wanted * idf(np.bincount(gram, minlength=len(grams)), len(among))
        total = np.bincount(passage, rarity[gram] * says, minlength=len(self._lengths)).astype(np.float64)
        shares: ScoreArray = total[among] / max(float(rarity.sum()), 1e-9)
        return shares

    def _postings(self, grams: NDArray[np.uint64], among: IntArray) -> tuple[IntArray, IntArray, ScoreArray]:
        """Where ``grams`` stand: number of the gram, passage, what standing there says; only passages of ``among``."""
        first = np.searchsorted(self._grams, grams)
        numbers = np.flatnonzero(self._grams.take(first, mode="clip") == grams) if len(self._grams) else first[:0]
        starts = self._starts[first[numbers]]
        sizes = self._starts[first[numbers] + 1] - starts
        gram = np.repeat(numbers, sizes)
        # The stretches of the postings, one behind the other.
        places = np.arange(len(gram)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
        passage = self._passages[places]
        if len(among) == len(self._lengths):
            return gram, passage, self._says[places]
        inside = np.zeros(len(self._lengths), dtype=bool)
        inside[among] = True
        kept = inside[passage]
        length = self._lengths / max(1.0, self._lengths[among].mean() if len(among) else 1.0)
        return gram[kept], passage[kept], saturated(self._counts[places[kept]], length[passage[kept]])


def idf(holders: ArrayLike, total: int) -> ScoreArray:
    """How much something tells that ``holders`` of ``total`` passages hold."""
    held = np.asarray(holders)
    rare: ScoreArray = np.log1p((total - held + 0.5) / (held + 0.5))
    return rare


def saturated(count: ScoreArray, length: ScoreArray) -> ScoreArray:
    """What ``count`` times a gram in a passage of ``length`` (1 = the mean) say, towards 1."""
    share: ScoreArray = count / (count + _K1 * (1 - _B + _B * length))
    return share


def grams_of(text: str) -> NDArray[np.uint64]:
    """Characters and pairs of neighbouring characters of the words of ``text``, width and case made equal."""
    words = _NO_WORD.sub("\0", unicodedata.normalize("NFKC", text).casefold())
    codes = np.frombuffer(words.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    left, right = codes[:-1], codes[1:]
    pairs = (left << _CODE_POINT_BITS) | right
    return np.concatenate([codes[codes > 0], pairs[(left > 0) & (right > 0)]])
