"""The index of a large collection: each part proposes candidates, all parts score these exactly, then as ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.search.dense import Vectors
from kb.search.encoder import Encoder
from kb.search.fusion import WEIGHTS
from kb.search.heads import LARGE_FROM
from kb.search.index import LONGEST_QUERY, Hit, best_hits
from kb.search.large.lexical import LargeLexicalPart
from kb.search.large.postings import Positions
from kb.search.large.topics import LargeTopicPart
from kb.search.large.vector_store import VectorStore
from kb.search.lexical import IntArray, ScoreArray
from kb.search.passages import Passage
from kb.search.places import Places, positions_of

_SEED = 7


@dataclass(frozen=True)
class Limits:
    """What a search of many passages looks at.

    ``exact_up_to``: among so many searched passages each is scored, as in a small collection. ``candidates``: how many
    each part proposes. ``sample``: passages whose scores stand for all where z-scores need
    mean and spread, which is then known to some 3 %.
    """

    exact_up_to: int = LARGE_FROM
    candidates: int = 1_000
    sample: int = 4_096


LIMITS = Limits()


class LargeIndex:
    """As in :class:`~kb.search.index.SearchIndex`; what it holds is mapped from files and shared between processes."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Vectors,
        places: Places,
        encoder: Encoder,
        lexical: LargeLexicalPart,
        store: VectorStore | None,
        topics: LargeTopicPart | None = None,
        *,
        encoded_by: str | None = None,
        weights: Mapping[str, float] = WEIGHTS,
        limits: Limits = LIMITS,
    ) -> None:
        """The parts of one collection, each over the same positions.

        :param store: none where the vectors tell nothing apart.
        """
        self.passages = passages
        self.vectors = vectors
        self.encoder = encoder
        self.encoded_by = encoded_by or encoder.version
        self._places = places
        self._lexical, self._store, self._topics = lexical, store, topics
        self._weights, self._limits = weights, limits

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that have a passage, in the order of the index."""
        return tuple(self._places.of)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what the score is made of."""
        return ("lexical", "dense", "topics") if self._topics else ("lexical", "dense")

    def prepare(self) -> "LargeIndex":
        """Itself, with all made that the first search would else wait for."""
        self.search(self.passages[0].text, k=1)
        return self

    def search(self, query: str, k: int = 10, documents: Sequence[str] = ()) -> list[Hit]:
        """As in :class:`~kb.search.index.SearchIndex`."""
        query = query[:LONGEST_QUERY]
        stretches = self._places.stretches(documents)
        if not len(stretches) or not any(character.isalnum() for character in query):
            return []
        return self.found(query, self.encoder.encode_query([query])[0], k, stretches)

    def found(self, query: str, vector: NDArray[np.float32], k: int, stretches: IntArray) -> list[Hit]:
        """What :meth:`search` finds for a query whose vector is known, in the positions of ``stretches``."""
        searched = int((stretches[:, 1] - stretches[:, 0]).sum())
        words = self._lexical.query(query, stretches)
        if searched <= self._limits.exact_up_to:
            positions = positions_of(stretches).astype(np.int32)
            sample: IntArray | slice = slice(None)
        else:
            standing = self._standing_for(stretches)
            near = self._lexical.candidates(words, self._limits.candidates, stretches)
            positions = np.unique(np.concatenate([standing, near, self._by_meaning(vector, stretches)]))
            sample = np.searchsorted(positions, standing)
        scores = {"lexical": self._lexical.scores(words, positions), "dense": self._cosines(vector, positions)}
        if self._topics:
            scores["topics"] = self._topics.scores(query, positions, stretches)
        rows = best_hits(scores, self._weights, k, sample, searched)
        return [Hit(self.passages[positions[n]], score, parts) for n, score, parts in rows]

    def _by_meaning(self, vector: NDArray[np.float32], stretches: IntArray) -> Positions:
        if self._store is None:
            return np.empty(0, dtype=np.int32)
        return self._store.candidates(vector, self._limits.candidates, stretches)[0].astype(np.int32)

    def _cosines(self, vector: NDArray[np.float32], positions: Positions) -> ScoreArray:
        cosines: ScoreArray = (self.vectors[positions].astype(np.float32) @ vector).astype(np.float64)
        return cosines

    def _standing_for(self, stretches: IntArray) -> Positions:
        """Passages by chance, the same for the same stretches; all of them where there are no more than wanted."""
        if len(stretches) == 1 and stretches[0][1] - stretches[0][0] == len(self.passages):
            return self._standing_for_all
        return _by_chance(positions_of(stretches), self._limits.sample)

    @cached_property
    def _standing_for_all(self) -> Positions:
        return _by_chance(np.arange(len(self.passages)), self._limits.sample)


def _by_chance(positions: IntArray, count: int) -> Positions:
    if len(positions) > count:
        positions = np.sort(np.random.default_rng(_SEED).choice(positions, count, replace=False))
    return positions.astype(np.int32)
