"""Where the vectors of a large collection are looked up: the seam between the search and vector databases.

A store proposes candidates, and says about how near they are: what can still be among the best is then scored exactly,
from the vectors that lie in the snapshot whatever store there is. So a store may be approximate.

Another store (a database by its URI, say) is one class with the two methods of :class:`VectorStores`:

- ``build`` puts the vectors where ``open`` finds them and leaves in ``folder`` a small file that says where that is
  (for a database: the name of the collection). The file becomes part of the snapshot, whose id is made of its files:
  name the collection by a hash of the vectors, so that the same vectors are the same file. A snapshot is never
  changed and older ones are still served: make a new collection, do not write into one that is in use.
- ``open`` is called once in each process that searches, with the files of a snapshot.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from kb.search.dense import Vectors
from kb.search.encoder import FloatArray
from kb.search.large.postings import Positions
from kb.search.lexical import IntArray, ScoreArray
from kb.search.passages import Passage
from kb.search.places import Places


class VectorStore(Protocol):
    """The vectors of one snapshot, ready to be searched; read only, may be asked by several threads at once."""

    def candidates(self, query: FloatArray, k: int, stretches: IntArray) -> tuple[IntArray, ScoreArray]:
        """The positions of about the ``k`` vectors nearest to ``query``, best first, and their scores.

        :param query: one vector of length 1, shape (dimension,).
        :param stretches: only positions in these rows (first, stop), as :meth:`Places.stretches` gives them; a store
            that filters by document rather than by position looks them up in the places it was opened with.
        :return: at most ``k`` different positions; scores are inner products, exact or nearly so.
        """
        ...

    def cosines(self, query: FloatArray, positions: Positions) -> ScoreArray | None:
        """The inner product of ``query`` with the vector of each of ``positions``, nearly so and fast.

        :return: None if the store has no such way; then they are worked out from the vectors in the snapshot.
        """
        ...


class VectorStores(Protocol):
    """One kind of store."""

    def build(self, folder: Path, vectors: Vectors, places: Places, passages: Sequence[Passage]) -> None:
        """Hold these vectors, the row's number being the position, and leave in ``folder`` what ``open`` needs.

        :param vectors: may be a mapped file larger than memory: read it in batches.
        :param passages: what the vectors are of, for a store that keeps the texts too; to be read in batches as well.
        :raises SnapshotError: the store cannot be reached or is full.
        """
        ...

    def open(self, folder: Path, places: Places) -> VectorStore:
        """What ``build`` made of the same folder.

        :raises SnapshotError: it is missing, damaged, or cannot be reached.
        """
        ...
