"""An index as files and back: the same index gives the same bytes, and no byte of them is ever run.

    search/index.json       format, encoder (name, version, dimension), number of passages
    search/passages.json    the passages in order
    search/vectors.f16      their vectors, row by row, half precision, little endian

What is cheap to work out again (the postings of the lexical part) is not stored.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from kb.errors import SnapshotError
from kb.search.encoder import Encoder, same_model
from kb.search.index import SearchIndex
from kb.search.overlap import Thesaurus
from kb.search.passages import Passage

HEAD, PASSAGES, VECTORS = "search/index.json", "search/passages.json", "search/vectors.f16"
_FORMAT = 1
_STORED = np.dtype("<f2")
_BUILD_AGAIN = "请重新运行 zeren build。"


def to_files(index: SearchIndex) -> dict[str, bytes]:
    """The files of an index, by name."""
    encoder = {**_description(index.encoder), "version": index.encoded_by}
    head = {"format": _FORMAT, "encoder": encoder, "passages": len(index.passages)}
    return {
        HEAD: _json(head),
        PASSAGES: _json([asdict(passage) for passage in index.passages]),
        VECTORS: index.vectors.astype(_STORED).tobytes(),
    }


def from_files(files: Mapping[str, bytes], encoder: Encoder, thesaurus: Thesaurus | None = None) -> SearchIndex:
    """The index of these files.

    :param encoder: must be of the model that the index was built with; by its version, wherever its files lie now.
    :param thesaurus: as of :class:`SearchIndex`.
    :raises SnapshotError: a file is missing or damaged, or the index is of another format or encoder.
    """
    try:
        head = json.loads(files[HEAD])
        _check(head, encoder)
        passages = tuple(Passage(**entry) for entry in json.loads(files[PASSAGES]))
        vectors = np.frombuffer(files[VECTORS], dtype=_STORED).reshape(head["passages"], head["encoder"]["dimension"])
        if len(passages) != len(vectors):
            raise SnapshotError(f"检索索引不完整（{len(passages)} 段文字，{len(vectors)} 个向量）；{_BUILD_AGAIN}")
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"检索索引缺失或已损坏（{type(error).__name__}：{error}）；{_BUILD_AGAIN}") from error
    return SearchIndex(passages, vectors, encoder, thesaurus=thesaurus, encoded_by=head["encoder"]["version"])


def _check(head: Mapping[str, Any], encoder: Encoder) -> None:
    if head["format"] != _FORMAT:
        raise SnapshotError(f"检索索引的格式是 {head['format']}，本版本读 {_FORMAT}；{_BUILD_AGAIN}")
    built, now = head["encoder"], _description(encoder)
    if not same_model(built["version"], now["version"]) or built["dimension"] != now["dimension"]:
        raise SnapshotError(
            f"检索索引由编码器 {built['name']}（{built['version']}，{built['dimension']} 维）建立，"
            f"现在设置的是 {now['name']}（{now['version']}，{now['dimension']} 维）；请改回原来的设置，或{_BUILD_AGAIN}"
        )


def _description(encoder: Encoder) -> dict[str, Any]:
    return {"name": encoder.name, "version": encoder.version, "dimension": encoder.dimension}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
