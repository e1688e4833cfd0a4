"""Search by meaning: unit vectors in FAISS, compared exactly by inner product (the cosine)."""

from collections.abc import Callable, Mapping, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.search.encoder import Encoder, FloatArray
from kb.search.lexical import IntArray, ScoreArray

# Half precision: half the file, the same ranking, and most of what two processors compute a last bit apart is equal.
Vectors = NDArray[np.float16]
# Called with (done, total) as encoding goes on.
Progress = Callable[[int, int], None]
# Below every cosine: all vectors are in range.
_EVERYTHING = -2.0
_BATCH = 64


class DensePart:
    """The vectors of some passages; immutable. ``vectors`` has one row for each passage."""

    def __init__(self, vectors: Vectors, encoder: Encoder) -> None:
        self.vectors = vectors
        self._encoder = encoder
        self._index = faiss.IndexFlatIP(encoder.dimension)
        self._index.add(vectors.astype(np.float32))

    def scores(self, query: str, among: IntArray) -> ScoreArray:
        """The cosine of ``query`` with each passage of ``among`` (positions)."""
        _, cosines, positions = self._index.range_search(self._encoder.encode_query([query]), _EVERYTHING)
        found = np.zeros(len(self.vectors))
        found[positions] = cosines
        scores: ScoreArray = found[among]
        return scores


def products(rows: FloatArray, vector: FloatArray) -> ScoreArray:
    """The inner product of each row with the vector, in one thread."""
    # A product of matrices would wake a thread for each core; on a busy machine they take ten times as long as one.
    found: ScoreArray = np.einsum("ij,j->i", rows, vector)
    return found


def encode(
    texts: Sequence[str], encoder: Encoder, known: Mapping[str, NDArray[np.float16]], progress: Progress
) -> Vectors:
    """The vectors of ``texts`` in order: those of ``known``, the others encoded, texts of one length together."""
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float16)
    missing = sorted((n for n, text in enumerate(texts) if text not in known), key=lambda n: len(texts[n]))
    for n, text in enumerate(texts):
        if text in known:
            vectors[n] = known[text]
    for first in range(0, len(missing), _BATCH):
        progress(first, len(missing))
        batch = missing[first : first + _BATCH]
        vectors[batch] = encoder.encode_document([texts[n] for n in batch])
    return vectors
