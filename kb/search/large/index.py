"""The index of a large collection: each part proposes candidates, all parts score these, the best exactly; then as ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.search.dense import products
from kb.search.encoder import Encoder, FloatArray
from kb.search.fusion import ALL, WEIGHTS, contributions
from kb.search.heads import LARGE_FROM
from kb.search.index import LONGEST_QUERY, Hit, best_hits
from kb.search.large.lexical import LargeLexicalPart, LexicalQuery
from kb.search.large.postings import Positions
from kb.search.large.reading import VectorRows
from kb.search.large.topics import LargeTopicPart
from kb.search.large.vector_store import VectorStore
from kb.search.lexical import IntArray, ScoreArray
from kb.search.passages import Passage
from kb.search.places import Places, positions_of

_SEED = 7
# Vectors widened to single precision at once.
_ROWS = 16_384


@dataclass(frozen=True)
class Limits:
    """What a search of many passages looks at.

    ``exact_up_to``: among so many searched passages each is scored, as in a small collection. ``candidates``: how many
    each part proposes. ``sample``: passages whose scores stand for all where z-scores need
    mean and spread, which is then known to some 3 %. ``refined``: how many of the best get the cosine of their stored
    vectors in place of what the vector store says.
    """

    exact_up_to: int = LARGE_FROM
    candidates: int = 1_000
    sample: int = 4_096
    refined: int = 200


LIMITS = Limits()


@dataclass(frozen=True)
class LargeQuery:
    """A query as each part needs it, for the passages of ``stretches``."""

    text: str
    vector: FloatArray
    stretches: IntArray
    words: LexicalQuery

    @property
    def searched(self) -> int:
        """The number of passages that are searched."""
        return int((self.stretches[:, 1] - self.stretches[:, 0]).sum())


class LargeIndex:
    """As in :class:`~kb.search.index.SearchIndex`; what it holds lies in files, mapped or read, and is shared between processes."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: VectorRows,
        places: Places,
        encoder: Encoder,
        lexical: LargeLexicalPart,
        store: VectorStore | None,
        topics: LargeTopicPart | None = None,
        *,
        weights: Mapping[str, float] = WEIGHTS,
        limits: Limits = LIMITS,
    ) -> None:
        """The parts of one collection, each over the same positions.

        :param store: none where the vectors tell nothing apart.
        """
        self.passages = passages
        self.encoder = encoder
        self._vectors, self._places = vectors, places
        self._lexical, self._store, self._topics = lexical, store, topics
        self._weights, self._limits = weights, limits

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that have a passage, in the order of the index."""
        return tuple(self._places.of)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what the score is made of."""
        return ("lexical", "dense", "topics") if self._topics is not None else ("lexical", "dense")

    def prepare(self) -> "LargeIndex":
        """Itself, with all made that the first search would else wait for."""
        self.search(self.passages[0].text, k=1)
        return self

    def search(self, query: str, k: int = 10, documents: Sequence[str] = ()) -> list[Hit]:
        """As in :class:`~kb.search.index.SearchIndex`."""
        query = query[:LONGEST_QUERY]
        if not len(self._places.stretches(documents)) or not any(character.isalnum() for character in query):
            return []
        return self.found(self.query(query, self.encoder.encode_query([query])[0], documents), k)

    def query(self, text: str, vector: FloatArray, documents: Sequence[str] = ()) -> LargeQuery:
        """A query whose vector is known, read for the passages of these documents, of all if none is named."""
        stretches = self._places.stretches(documents)
        return LargeQuery(text, vector, stretches, self._lexical.query(text, stretches))

    def found(self, query: LargeQuery, k: int) -> list[Hit]:
        """As :meth:`search`."""
        if query.searched <= self._limits.exact_up_to:
            positions = positions_of(query.stretches).astype(np.int32)
            return self._hits(query, positions, self.scores(query, positions), k, ALL)
        standing = self._standing_for(query.stretches)
        positions = np.unique(np.concatenate([standing, *self.candidates(query).values()]))
        sample = np.searchsorted(positions, standing)
        return self._hits(query, positions, self._refined(query, positions, sample, k), k, sample)

    def _hits(
        self,
        query: LargeQuery,
        positions: Positions,
        scores: Mapping[str, ScoreArray],
        k: int,
        sample: IntArray | slice,
    ) -> list[Hit]:
        rows = best_hits(scores, self._weights, k, sample, query.searched)
        return [Hit(self.passages[positions[n]], score, parts) for n, score, parts in rows]

    def candidates(self, query: LargeQuery) -> dict[str, Positions]:
        """What each part proposes, in no order."""
        most = self._limits.candidates
        proposed = {"lexical": self._lexical.candidates(query.words, most, query.stretches)}
        if self._store is not None:
            proposed["dense"] = self._store.candidates(query.vector, most, query.stretches)[0].astype(np.int32)
        return proposed

    def scores(self, query: LargeQuery, positions: Positions) -> dict[str, ScoreArray]:
        """The exact scores of each part with each of ``positions`` (ascending)."""
        return self._scores(query, positions, self._cosines(query.vector, positions))

    def _scores(self, query: LargeQuery, positions: Positions, dense: ScoreArray) -> dict[str, ScoreArray]:
        scores = {"lexical": self._lexical.scores(query.words, positions), "dense": dense}
        if self._topics is not None:
            scores["topics"] = self._topics.scores(query.text, positions, query.stretches)
        return scores

    def _refined(self, query: LargeQuery, positions: Positions, sample: IntArray, k: int) -> dict[str, ScoreArray]:
        """The scores of each part, which for those that may be among the ``k`` best are exact."""
        scores = self._scores(query, positions, self._near_cosines(query.vector, positions))
        total = np.sum(list(contributions(scores, self._weights, sample).values()), axis=0)
        best = np.argsort(-total, kind="stable")[: max(k, self._limits.refined)]
        scores["dense"][best] = self._cosines(query.vector, positions[best])
        return scores

    def _near_cosines(self, vector: FloatArray, positions: Positions) -> ScoreArray:
        # Vectors that lie apart are a page of the file each; those that stand for all are looked at by every query.
        standing = self._standing_for_all
        place = np.minimum(np.searchsorted(standing, positions), len(standing) - 1)
        held = standing[place] == positions
        cosines = np.empty(len(positions))
        cosines[held] = products(self._standing_vectors, vector)[place[held]]
        near = self._store.cosines(vector, positions[~held]) if self._store is not None else None
        cosines[~held] = self._cosines(vector, positions[~held]) if near is None else near
        return cosines

    def _cosines(self, vector: FloatArray, positions: Positions) -> ScoreArray:
        cosines = np.empty(len(positions))
        for first in range(0, len(positions), _ROWS):
            some = positions[first : first + _ROWS]
            cosines[first : first + len(some)] = products(self._vectors.of(some), vector)
        return cosines

    def _standing_for(self, stretches: IntArray) -> Positions:
        """Passages by chance, the same for the same stretches; all of them where there are no more than wanted."""
        if len(stretches) == 1 and stretches[0][1] - stretches[0][0] == len(self.passages):
            return self._standing_for_all
        return _by_chance(positions_of(stretches), self._limits.sample)

    @cached_property
    def _standing_for_all(self) -> Positions:
        return _by_chance(np.arange(len(self.passages)), self._limits.sample)

    @cached_property
    def _standing_vectors(self) -> FloatArray:
        return self._vectors.of(self._standing_for_all)


def _by_chance(positions: IntArray, count: int) -> Positions:
    if len(positions) > count:
        positions = np.sort(np.random.default_rng(_SEED).choice(positions, count, replace=False))
    return positions.astype(np.int32)
