"""Which store holds the vectors: the settings say it of what is built, the files of a snapshot of what is opened."""

import logging
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from kb.errors import SnapshotError
from kb.search.dense import Vectors
from kb.search.large import milvus_store
from kb.search.large.faiss_store import FaissStores
from kb.search.large.milvus_store import MilvusStores
from kb.search.large.vector_store import VectorStore
from kb.search.passages import Passage
from kb.search.places import Places
from kb.search.storage import FOLDER

_LOG = logging.getLogger("zeren")
# Where indexes lie in a folder of snapshots: in a snapshot, and where one is staged.
_INDEXES = (f"*/{FOLDER}", "*/files")


class ConfiguredStores:
    """As in :class:`~kb.search.large.vector_store.VectorStores`."""

    def __init__(self, milvus_uri: str, milvus_token: str = "") -> None:
        """:param milvus_uri: "" where vectors are to stay in the snapshots."""
        self._milvus = MilvusStores(milvus_uri, milvus_token) if milvus_uri else None
        self._begun: set[str] = set()

    def build(self, folder: Path, vectors: Vectors, places: Places, passages: Sequence[Passage]) -> None:
        """As there."""
        try:
            (self._milvus or FaissStores()).build(folder, vectors, places, passages)
        finally:
            self._begun |= milvus_store.collections_in([folder])

    def open(self, folder: Path, places: Places) -> VectorStore:
        """As there. A snapshot that was built before the setting was made or changed opens as it was built."""
        milvus = self._milvus_of(folder)
        return milvus.open(folder, places) if milvus else FaissStores().open(folder, places)

    def check(self, snapshot: Path) -> None:
        """Whether the store of a snapshot answers and has its vectors, without opening it.

        :raises SnapshotError: it has not, or cannot be reached.
        """
        if milvus := self._milvus_of(snapshot / FOLDER):
            milvus.check(snapshot / FOLDER)

    def _milvus_of(self, folder: Path) -> MilvusStores | None:
        """Milvus, if the vectors of the index in this folder are there."""
        if not (folder / milvus_store.FILE).exists():
            return None
        if self._milvus is None:
            raise SnapshotError(
                "这份快照的向量在 Milvus 里，现在却没有设 ZEREN_MILVUS_URI；请设为建快照时的地址，"
                "或者重新运行 zeren build，把向量存进快照。"
            )
        return self._milvus

    @contextmanager
    def swept(self, snapshot_dir: Path) -> Iterator[None]:
        """Drop the collections of snapshots, and of builds that died, that are removed within the block.

        So are those that ``build`` began within it and that no snapshot uses after it, however the block ends. Others
        are left alone, whoever's they are; what cannot be dropped stays, with a warning.
        """
        before = _collections(snapshot_dir)
        self._begun.clear()
        try:
            yield
        finally:
            self._drop((before | self._begun) - _collections(snapshot_dir))

    def _drop(self, unused: Set[str]) -> None:
        if not unused or self._milvus is None:
            return
        names = sorted(unused)
        try:
            self._milvus.drop(names)
        except SnapshotError as error:
            _LOG.warning("Milvus 里不再用的集合 %s 没有删掉：%s", "、".join(names), error)


def is_in_milvus(snapshot: Path) -> bool:
    """Whether the vectors of the snapshot in this folder are in Milvus."""
    return (snapshot / FOLDER / milvus_store.FILE).exists()


def _collections(snapshot_dir: Path) -> frozenset[str]:
    return milvus_store.collections_in(folder for pattern in _INDEXES for folder in snapshot_dir.glob(pattern))
