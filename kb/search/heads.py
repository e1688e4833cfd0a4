"""The head of a stored index: its format, its encoder, and whether both fit who opens it."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from kb.errors import SnapshotError
from kb.search.encoder import Encoder, same_model

# Names inside the folder of the index.
HEAD, VECTORS = "index.json", "vectors.f16"
# Formats: all in memory; in files, mapped or read where it is looked at.
SMALL, LARGE = 1, 3
# Formats of large indexes whose passages and vectors are written as they are now.
LARGE_ENCODED = (2, LARGE)
# A collection of more passages is stored as a large one. A passage in memory takes 13 KB in each worker and 0.2 ms of
# its start; of so many that is 260 MB and some 4 s. Scoring each still takes only 4 ms there: it is not for speed.
LARGE_FROM = 20_000
STORED = np.dtype("<f2")
BUILD_AGAIN = "请重新运行 zeren build。"
Head = dict[str, Any]


def head_of(kind: int, encoder: Encoder, encoded_by: str, passages: int) -> Head:
    """The head of an index whose vectors are of the version ``encoded_by`` of the encoder."""
    described = {**_description(encoder), "version": encoded_by}
    return {"format": kind, "encoder": described, "passages": passages}


def read_head(data: bytes, encoder: Encoder, formats: Sequence[int]) -> Head:
    """The head as it was written.

    :raises SnapshotError: it is of none of the formats, or of another encoder.
    :raises KeyError, TypeError, ValueError: it is damaged.
    """
    head: Head = json.loads(data)
    if head["format"] not in formats:
        raise SnapshotError(f"检索索引的格式是 {head['format']}，本版本读 {SMALL}、{LARGE}；{BUILD_AGAIN}")
    built, now = head["encoder"], _description(encoder)
    if not same_model(built["version"], now["version"]) or built["dimension"] != now["dimension"]:
        raise SnapshotError(
            f"检索索引由编码器 {built['name']}（{built['version']}，{built['dimension']} 维）建立，"
            f"现在设置的是 {now['name']}（{now['version']}，{now['dimension']} 维）；请改回原来的设置，或{BUILD_AGAIN}"
        )
    return head


def as_json(value: object) -> bytes:
    """The same value, the same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _description(encoder: Encoder) -> dict[str, Any]:
    return {"name": encoder.name, "version": encoder.version, "dimension": encoder.dimension}
