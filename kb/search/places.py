"""Which positions of an index are passages of which document: documents stand one after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from kb.search.lexical import IntArray


@dataclass(frozen=True)
class Places:
    """For each document the stretches of positions (first, one past the last) that are its passages, ascending."""

    of: Mapping[str, tuple[tuple[int, int], ...]]

    @property
    def total(self) -> int:
        """How many positions there are; they begin at 0 and none is left out."""
        return max((stop for stretches in self.of.values() for _, stop in stretches), default=0)

    def stretches(self, documents: Sequence[str] = ()) -> IntArray:
        """The positions of these documents, of all if none is named, as rows (first, stop): ascending, none adjacent."""
        if not documents:
            return np.array([(0, self.total)] if self.of else [], dtype=np.int64).reshape(-1, 2)
        merged: list[list[int]] = []
        for first, stop in sorted(s for document in set(documents) for s in self.of.get(document, ())):
            if merged and merged[-1][1] == first:
                merged[-1][1] = stop
            else:
                merged.append([first, stop])
        return np.array(merged, dtype=np.int64).reshape(-1, 2)


def places_of(documents: Iterable[str]) -> Places:
    """The places of passages of which these are the documents, one for each passage in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    position = 0
    for document, run in groupby(documents):
        first, position = position, position + sum(1 for _ in run)
        found.setdefault(document, []).append((first, position))
    return Places({document: tuple(stretches) for document, stretches in found.items()})


def positions_of(stretches: IntArray) -> IntArray:
    """Each position of the stretches, ascending."""
    return np.concatenate([np.empty(0, np.int64), *(np.arange(first, stop) for first, stop in stretches)])
