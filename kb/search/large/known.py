"""Vectors that an earlier index holds, found by the text they are of; a text is kept as 8 bytes."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kb.search.index import EncodedPassages


class KnownVectors:
    """The vectors of an index by the searched text of its passages."""

    def __init__(self, index: EncodedPassages | None) -> None:
        self._index = index
        texts = (passage.searched for passage in index.passages) if index else ()
        digests = np.fromiter(map(_digest, texts), dtype=np.uint64)
        self._order = np.argsort(digests, kind="stable")
        self._digests = digests[self._order]

    def of(self, texts: Sequence[str]) -> dict[str, NDArray[np.float16]]:
        """The vectors of those of ``texts`` that are known."""
        if self._index is None or not len(self._digests):
            return {}
        wanted = np.fromiter(map(_digest, texts), dtype=np.uint64, count=len(texts))
        found = np.minimum(np.searchsorted(self._digests, wanted), len(self._digests) - 1)
        places = [
            (texts[n], int(self._order[found[n]])) for n in map(int, np.flatnonzero(self._digests[found] == wanted))
        ]
        passages, vectors = self._index.passages, self._index.vectors
        # Two texts may have one digest.
        return {text: vectors[place] for text, place in places if passages[place].searched == text}


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")
