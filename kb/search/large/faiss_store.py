"""The vector store in the snapshot itself: FAISS, an inverted file with 8 bits a number, mapped and not read."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np

from kb.errors import SnapshotError
from kb.search.dense import Vectors, products
from kb.search.encoder import FloatArray
from kb.search.large.postings import Positions
from kb.search.lexical import IntArray, ScoreArray
from kb.search.passages import Passage
from kb.search.places import Places

# Its own types lack the attributes of the index that a factory makes, and what is given by name.
faiss: Any = typed_faiss
FILE = "vectors.faiss"
# Lists for the square root of the vectors: a look into a list and a look at its vectors then cost about the same.
_LISTS_PER_ROOT = 4
# Vectors to place one list by; FAISS advises 39 at least.
_TRAINED_BY = 40
_ROUNDS = 10
# The share of the lists that a query looks into, but as many as hold so many vectors: 0.98 of the nearest ten are then
# found among a million and among a hundred thousand.
_LOOKED_INTO = 1 / 8
_LEAST_VECTORS = 30_000
_BATCH = 50_000
# FAISS wakes a thread for each core to decode more.
_AT_ONCE = 1_000
_SEED = 7


class FaissStores:
    """As in :class:`~kb.search.large.vector_store.VectorStores`."""

    def build(self, folder: Path, vectors: Vectors, places: Places, passages: Sequence[Passage]) -> None:
        """As there; minutes for a million vectors; the file to be, some 400 MB of them, is in memory meanwhile."""
        count, dimension = vectors.shape
        lists = max(1, min(round(_LISTS_PER_ROOT * math.sqrt(count)), count // _TRAINED_BY))
        index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        index.cp.niter, index.cp.seed = _ROUNDS, _SEED
        index.cp.min_points_per_centroid = 1  # a few vectors are one list, not a warning
        trained_by = np.random.default_rng(_SEED).choice(count, min(count, lists * _TRAINED_BY), replace=False)
        index.train(vectors[np.sort(trained_by)].astype(np.float32))
        for first in range(0, count, _BATCH):
            index.add(vectors[first : first + _BATCH].astype(np.float32))
        index.make_direct_map()  # where each position is: 8 bytes, which each process reads
        faiss.write_index(index, str(folder / FILE))

    def open(self, folder: Path, places: Places) -> "FaissStore":
        """As there. Workers on one machine share the pages of the file."""
        try:
            index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise SnapshotError(f"向量索引 {folder / FILE} 读不了；请重新运行 zeren build。") from error
        return FaissStore(index, places.total)


class FaissStore:
    """As in :class:`~kb.search.large.vector_store.VectorStore`."""

    def __init__(self, index: Any, total: int) -> None:  # noqa: ANN401 - FAISS has no types
        self._index = index
        self._total = total

    def candidates(self, query: FloatArray, k: int, stretches: IntArray) -> tuple[IntArray, ScoreArray]:
        """As there."""
        # Where few of the vectors are asked for, as many more lists are looked into.
        searched = max(1, int((stretches[:, 1] - stretches[:, 0]).sum()))
        looked_into = max(_LOOKED_INTO * self._total, _LEAST_VECTORS) / searched
        lists = math.ceil(self._index.nlist * min(1.0, looked_into))
        options = faiss.SearchParametersIVF(nprobe=lists, sel=self._selector(stretches))
        scores, positions = self._index.search(query.reshape(1, -1), k, params=options)
        found = positions[0] >= 0
        return positions[0][found].astype(np.int64), scores[0][found].astype(np.float64)

    def cosines(self, query: FloatArray, positions: Positions) -> ScoreArray:
        """As there, to some 0.001."""
        found = np.empty(len(positions))
        for first in range(0, len(positions), _AT_ONCE):
            some = positions[first : first + _AT_ONCE].astype(np.int64)
            found[first : first + len(some)] = products(self._index.reconstruct_batch(some), query)
        return found

    def _selector(self, stretches: IntArray) -> Any:  # noqa: ANN401 - as above
        if len(stretches) == 1 and stretches[0][1] - stretches[0][0] == self._total:
            return None
        inside = np.zeros(self._total, dtype=bool)
        for first, stop in stretches:
            inside[first:stop] = True
        return faiss.IDSelectorBitmap(np.packbits(inside, bitorder="little"))
