"""Vectors and texts in Milvus: a collection for each index, named by its content and never changed once it is whole.

A collection has position (the key), document, section, text and vector, so that other programs can search it too.
Words are looked for in the postings of the snapshot: milvus-lite and Milvus cut Chinese differently, and neither into
the grams that are scored.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import SnapshotError
from kb.search.dense import Vectors
from kb.search.encoder import FloatArray
from kb.search.heads import BUILD_AGAIN, as_json
from kb.search.large.milvus_client import CALL_S, connected
from kb.search.large.postings import Positions
from kb.search.lexical import IntArray, ScoreArray
from kb.search.passages import Passage
from kb.search.places import Places

FILE = "milvus.json"
# The version of the fields is in the name: a collection is of one version.
_PREFIX = "zeren_1_"
# Up to so many every vector is compared, which is exact; among more a graph is followed.
_EXACT_UP_TO = 100_000
_GRAPH = {"M": 16, "efConstruction": 200}
# How much of the graph is looked at for each candidate that is wanted, and the most that Milvus allows of both.
_LOOKED_AT, _MOST_LOOKED_AT, _MOST_WANTED = 2, 32_768, 16_384
# Flushing and indexing a million vectors takes minutes.
_WORK_S = 3_600
# Some 5 MB in one call, of the 64 that a server takes.
_BATCH = 2_000
_VARCHAR_BYTES = 65_535


class MilvusStores:
    """As in :class:`~kb.search.large.vector_store.VectorStores`."""

    def __init__(self, uri: str, token: str = "") -> None:
        """:param uri: a path that ends in .db, or the address of a server."""
        self._uri, self._token = uri, token

    def build(self, folder: Path, vectors: Vectors, places: Places, passages: Sequence[Passage]) -> None:
        """As there; what an earlier build left unfinished is finished, what it finished is taken as it is."""
        name = _name_of(vectors, passages)
        with connected(self._uri, self._token) as client:
            # Before there is a collection: whoever sweeps up after a build that broke off finds its name.
            (folder / FILE).write_bytes(as_json({"collection": name}))
            if not client.has_collection(name, timeout=CALL_S):
                client.create_collection(name, schema=_schema(client, vectors.shape[1]), timeout=CALL_S)
            elif _is_whole(client, name, places.total):
                return
            for rows in _rows(vectors, passages):
                # Not insert: two builds of the same content may write at the same time.
                client.upsert(name, rows, timeout=_WORK_S)
            client.flush(name, timeout=_WORK_S)
            if not client.list_indexes(name, timeout=CALL_S):
                client.create_index(name, _indexes(client, len(vectors)), timeout=_WORK_S)
            if not _is_whole(client, name, places.total):
                raise SnapshotError(
                    f"Milvus {self._uri} 没有收全集合 {name} 的 {places.total} 段；请查看它的日志后重试。"
                )

    def open(self, folder: Path, places: Places) -> "MilvusStore":
        """As there."""
        name = self.check(folder)
        with connected(self._uri, self._token) as client:
            if not _is_whole(client, name, places.total):
                raise SnapshotError(f"Milvus {self._uri} 里的集合 {name} 不完整，应有 {places.total} 段；{BUILD_AGAIN}")
        return MilvusStore(self._uri, self._token, name, places)

    def check(self, folder: Path) -> str:
        """The name of the collection that ``folder`` speaks of, which Milvus has; whether it is whole is not looked at.

        :raises SnapshotError: the file is damaged, the collection missing, or Milvus cannot be reached.
        """
        name = _collection(folder / FILE)
        with connected(self._uri, self._token) as client:
            if not client.has_collection(name, timeout=CALL_S):
                raise SnapshotError(
                    f"Milvus {self._uri} 里没有这份快照的集合 {name}；请把 ZEREN_MILVUS_URI 改回建快照时的，"
                    "或者重新运行 zeren build。"
                )
        return name

    def drop(self, names: Sequence[str]) -> None:
        """Remove collections that no snapshot uses any more.

        :raises SnapshotError: Milvus cannot be reached.
        """
        with connected(self._uri, self._token) as client:
            for name in names:
                if client.has_collection(name, timeout=CALL_S):
                    client.drop_collection(name, timeout=CALL_S)


class MilvusStore:
    """As in :class:`~kb.search.large.vector_store.VectorStore`."""

    def __init__(self, uri: str, token: str, name: str, places: Places) -> None:
        self._uri, self._token, self._name = uri, token, name
        self._total = places.total
        rows = sorted((first, document) for document, own in places.of.items() for first, _ in own)
        self._begins = np.array([first for first, _ in rows], dtype=np.int64)
        self._documents = [document for _, document in rows]

    def candidates(self, query: FloatArray, k: int, stretches: IntArray) -> tuple[IntArray, ScoreArray]:
        """As there.

        :raises SnapshotError: Milvus cannot be reached.
        """
        from pymilvus.exceptions import MilvusException

        with connected(self._uri, self._token) as client:
            try:
                found = self._nearest(client, query, k, stretches)
            except MilvusException:
                # A server that was started anew, or whose memory somebody freed, has it on the disk only.
                client.load_collection(self._name, timeout=CALL_S)
                found = self._nearest(client, query, k, stretches)
        return (
            np.array([hit["position"] for hit in found], dtype=np.int64),
            np.array([hit["distance"] for hit in found], dtype=np.float64),
        )

    def cosines(self, query: FloatArray, positions: Positions) -> None:
        """As there: another call would take longer than the vectors of the snapshot."""

    def _nearest(self, client: Any, query: FloatArray, k: int, stretches: IntArray) -> Any:  # noqa: ANN401 - as below
        wanted = min(k, self._total, _MOST_WANTED)
        return client.search(
            self._name,
            data=[query.astype(np.float32)],
            limit=wanted,
            anns_field="vector",
            filter=self._filter(stretches),
            search_params=_search_params(self._total, wanted),
            output_fields=["position"],  # without a name milvus-lite sends all fields, ten times as slow
            timeout=CALL_S,
        )[0]

    def _filter(self, stretches: IntArray) -> str:
        """Stretches are those of whole documents."""
        if len(stretches) == 1 and stretches[0][1] - stretches[0][0] == self._total:
            return ""
        bounds = np.searchsorted(self._begins, stretches)
        documents = {document for first, stop in bounds for document in self._documents[first:stop]}
        return f"document in {json.dumps(sorted(documents), ensure_ascii=False)}"


def collections_in(folders: Iterable[Path]) -> frozenset[str]:
    """The collections that indexes in these folders use; a folder that tells of none, or is gone, uses none."""
    found = set()
    for folder in folders:
        with suppress(SnapshotError):
            found.add(_collection(folder / FILE))
    return frozenset(found)


def _collection(path: Path) -> str:
    try:
        name: str = json.loads(path.read_bytes())["collection"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise SnapshotError(f"{path} 缺失或已损坏，不知道向量在 Milvus 的哪个集合里；{BUILD_AGAIN}") from error
    return name


def _name_of(vectors: Vectors, passages: Sequence[Passage]) -> str:
    digest = hashlib.sha256(str(vectors.shape).encode())
    for first in range(0, len(vectors), _BATCH):
        digest.update(vectors[first : first + _BATCH].tobytes())
        texts = [(passage.document, passage.section, passage.searched) for passage in passages[first : first + _BATCH]]
        digest.update(json.dumps(texts).encode())
    return _PREFIX + digest.hexdigest()[:32]


def _schema(client: Any, dimension: int) -> Any:  # noqa: ANN401 - pymilvus has no types
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("position", DataType.INT64, is_primary=True)
    for name in ("document", "section", "text"):
        schema.add_field(name, DataType.VARCHAR, max_length=_VARCHAR_BYTES)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    return schema


def _indexes(client: Any, count: int) -> Any:  # noqa: ANN401 - as above
    indexes = client.prepare_index_params()
    kind, params = ("FLAT", {}) if count <= _EXACT_UP_TO else ("HNSW", _GRAPH)
    indexes.add_index("vector", index_type=kind, metric_type="IP", params=params)
    indexes.add_index("document", index_type="INVERTED")
    return indexes


def _search_params(count: int, wanted: int) -> dict[str, Any]:
    params = {} if count <= _EXACT_UP_TO else {"ef": min(_LOOKED_AT * wanted, _MOST_LOOKED_AT)}
    return {"metric_type": "IP", "params": params}


def _is_whole(client: Any, name: str, total: int) -> bool:  # noqa: ANN401 - as above
    """Whether the collection has all its rows, ready to be searched; its index is made last."""
    if not client.list_indexes(name, timeout=CALL_S):
        return False
    client.load_collection(name, timeout=_WORK_S)
    counted = client.query(name, output_fields=["count(*)"], consistency_level="Strong", timeout=CALL_S)
    return bool(counted[0]["count(*)"] == total)


def _rows(vectors: Vectors, passages: Sequence[Passage]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(vectors), _BATCH):
        yield [
            {
                "position": first + n,
                "document": _fitting(passage.document),
                "section": _fitting(passage.section),
                "text": _fitting(passage.searched),
                "vector": vector,
            }
            for n, (passage, vector) in enumerate(
                zip(passages[first : first + _BATCH], vectors[first : first + _BATCH].astype(np.float32), strict=True)
            )
        ]


def _fitting(text: str) -> str:
    """The text as a field takes it: what of it is UTF-8, and fits."""
    return text.encode("utf-8", "replace")[:_VARCHAR_BYTES].decode("utf-8", "ignore")
