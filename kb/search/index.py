"""The index of passages and its search: by words, by meaning and by topics, fused, with what each part gave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.search.dense import DensePart, Progress, Vectors, encode
from kb.search.encoder import Encoder
from kb.search.fusion import ALL, WEIGHTS, contributions, probability
from kb.search.lexical import IntArray, LexicalPart, ScoreArray
from kb.search.overlap import Thesaurus, TopicPart
from kb.search.passages import Passage

# What is read of a query, for the time of an encoder grows with it. Longer ones are pasted text, known by its beginning.
LONGEST_QUERY = 120


class Part(Protocol):
    """One way to score passages. Scores of different parts need not be of one scale."""

    def scores(self, query: str, among: IntArray) -> ScoreArray:
        """One score for each passage of ``among`` (ascending positions), higher is better."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``parts`` are what each part added; ``score``, 0..1, is worked out from their sum."""

    passage: Passage
    score: float
    parts: Mapping[str, float]


class EncodedPassages(Protocol):
    """Passages with their vectors, as an index has them that was built before."""

    @property
    def passages(self) -> Sequence[Passage]: ...

    @property
    def vectors(self) -> Vectors:
        """One row for each passage."""
        ...

    @property
    def encoded_by(self) -> str:
        """The version of the encoder that the vectors are of."""
        ...


class SearchIndex(Protocol):
    """Passages, ready to be searched; read only."""

    @property
    def passages(self) -> Sequence[Passage]: ...

    @property
    def encoder(self) -> Encoder: ...

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that have a passage, in the order of the index."""
        ...

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what the score is made of."""
        ...

    def prepare(self) -> "SearchIndex":
        """Itself, with all made that the first search would else wait for."""
        ...

    def search(self, query: str, k: int = 10, documents: Sequence[str] = ()) -> list[Hit]:
        """The ``k`` best passages, best first, equal ones in the order of the index.

        :param documents: ids of documents; the search is then what it would be in an index of these alone.
        :return: nothing for a query without a letter, digit or ideograph.
        """
        ...


class ExactIndex:
    """As in :class:`SearchIndex`; every passage is scored, and all is in memory."""

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Vectors,
        encoder: Encoder,
        weights: Mapping[str, float] = WEIGHTS,
        thesaurus: Thesaurus | None = None,
        encoded_by: str | None = None,
    ) -> None:
        """The index of passages and their vectors.

        :param vectors: one row for each passage.
        :param weights: the share of each part in the score.
        :param thesaurus: the words of the topics; without one, topics have no part in the score.
        :param encoded_by: the version of the encoder that the vectors are of, if it is not ``encoder``.
        """
        self.passages = tuple(passages)
        self.vectors = vectors
        self.encoder = encoder
        self.encoded_by = encoded_by or encoder.version
        self._weights = weights
        self._thesaurus = thesaurus
        self._by_document: dict[str, list[int]] = {}
        for place, passage in enumerate(self.passages):
            self._by_document.setdefault(passage.document, []).append(place)

    @cached_property
    def _parts(self) -> dict[str, Part]:
        # Made when something is searched for: who stores an index or takes over its vectors does without.
        texts = [passage.searched for passage in self.passages]
        parts: dict[str, Part] = {"lexical": LexicalPart(texts), "dense": DensePart(self.vectors, self.encoder)}
        if self._thesaurus is not None:
            parts["topics"] = TopicPart(texts, self._thesaurus)
        return parts

    @cached_property
    def _everything(self) -> IntArray:
        places = np.arange(len(self.passages))
        places.flags.writeable = False
        return places

    @property
    def documents(self) -> tuple[str, ...]:
        """As in :class:`SearchIndex`."""
        return tuple(self._by_document)

    @property
    def parts(self) -> tuple[str, ...]:
        """As in :class:`SearchIndex`."""
        return tuple(self._parts)

    def prepare(self) -> "ExactIndex":
        """As in :class:`SearchIndex`."""
        if self.passages:
            self.search(self.passages[0].text, k=1)
        return self

    def search(self, query: str, k: int = 10, documents: Sequence[str] = ()) -> list[Hit]:
        """As in :class:`SearchIndex`."""
        query = query[:LONGEST_QUERY]
        among = self._among(documents)
        if not len(among) or not any(character.isalnum() for character in query):
            return []
        # Encoding drives all else out of the processor's caches, so it comes last.
        scored = {name: self._parts[name].scores(query, among) for name in sorted(self._parts, key="dense".__eq__)}
        rows = best_hits({name: scored[name] for name in self._parts}, self._weights, k)
        return [Hit(self.passages[among[n]], score, parts) for n, score, parts in rows]

    def _among(self, documents: Sequence[str]) -> IntArray:
        if not documents:
            return self._everything
        return np.array(
            sorted(n for document in set(documents) for n in self._by_document.get(document, ())), dtype=np.int64
        )


def best_hits(
    scores: Mapping[str, ScoreArray],
    weights: Mapping[str, float],
    k: int,
    sample: IntArray | slice = ALL,
    searched: int | None = None,
) -> Iterator[tuple[int, float, dict[str, float]]]:
    """The ``k`` best by the parts' scores together: which, the score, and what each part added.

    :param sample, searched: where not all searched passages have scores, as of :mod:`kb.search.fusion`.
    """
    added = contributions(scores, weights, sample)
    total: ScoreArray = sum(added.values(), start=np.zeros(1))
    best = np.argsort(-total, kind="stable")[:k]
    likely = probability(total[best], len(total) if searched is None else searched)
    parts = zip(*(part[best].tolist() for part in added.values()), strict=True)
    return (
        (number, score, dict(zip(added, values, strict=True)))
        for number, score, values in zip(best.tolist(), likely.tolist(), parts, strict=True)
    )


def build_index(
    passages: Sequence[Passage],
    encoder: Encoder,
    previous: EncodedPassages | None = None,
    progress: Progress = lambda *_: None,
    weights: Mapping[str, float] = WEIGHTS,
    thesaurus: Thesaurus | None = None,
) -> ExactIndex:
    """The index of ``passages``, every one of which is scored.

    :param previous: what an index of the same encoder holds already is not encoded again; one of another is not used.
    :param weights, thesaurus: as of :class:`ExactIndex`.
    """
    known: dict[str, NDArray[np.float16]] = {}
    if previous is not None and previous.encoded_by == encoder.version:
        known = dict(zip((passage.searched for passage in previous.passages), previous.vectors, strict=True))
    vectors = encode([passage.searched for passage in passages], encoder, known, progress)
    return ExactIndex(passages, vectors, encoder, weights, thesaurus)
