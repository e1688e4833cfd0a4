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
_BATCH = 64


class DensePart:
    """The vectors of some passages; immutable. ``vectors`` has one row for each passage."""

    def __init__(self, vectors: Vectors, encoder: Encoder) -> None:
        """:raises ValueError: the vectors are not of the encoder's dimension."""
        if vectors.shape[1] != encoder.dimension:
            raise ValueError(f"vectors of {vectors.shape[1]} numbers, an encoder of {encoder.dimension}")
        self.vectors = vectors
        self._encoder = encoder
        self._rows = np.ascontiguousarray(vectors, dtype=np.float32)

    def scores(self, query: str, among: IntArray) -> ScoreArray:
        """The cosine of ``query`` with each passage of ``among`` (positions)."""
        vector = self._encoder.encode_query([query])
        cosines = np.empty(len(self._rows), dtype=np.float32)
        # What an IndexFlatIP computes by, without the lists of results that it makes of it.
        arrays = map(faiss.swig_ptr, (cosines, vector, self._rows))
        faiss.fvec_inner_products_ny(*arrays, self._encoder.dimension, len(self._rows))  # type: ignore[attr-defined]
        return cosines[among].astype(np.float64)


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
