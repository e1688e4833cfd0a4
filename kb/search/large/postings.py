"""Where keys stand: for each key (a gram, a topic) the passages that hold it, ascending, and how often. Mapped files.

Positions come in blocks of 65,536, so that a place within its block takes two bytes. A row is one key in one block:

<name>.keys     uint64, ascending: a row's key in the high bits, its block in the low 6
<name>.starts   int64, one more than rows: where the postings of each row begin
<name>.places   uint16, the low bits of positions of passages
<name>.counts   uint8, how often the key stands there; 255 for more
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import SnapshotError
from kb.search.lexical import IntArray

Keys = NDArray[np.uint64]
Positions = NDArray[np.int32]
Counts = NDArray[np.uint8]
SUFFIXES = ("keys", "starts", "places", "counts")
# A key takes the high 42 bits (two code points), a position the low 22: there are no more passages than that.
_POSITION_BITS = np.uint64(22)
MOST_PASSAGES = 1 << 22
_POSITION = (np.uint64(1) << _POSITION_BITS) - np.uint64(1)
_PLACE_BITS = np.uint64(16)
_PLACE = (np.uint64(1) << _PLACE_BITS) - np.uint64(1)
_BLOCK_BITS = _POSITION_BITS - _PLACE_BITS
_BLOCK = (np.uint64(1) << _BLOCK_BITS) - np.uint64(1)
_MOST_COUNT = 255
# Postings put in order at once: some 50 bytes each while that goes on.
_AT_ONCE = 8_000_000
_SAMPLED = 1_000


@dataclass(frozen=True)
class Rows:
    """The rows ``first`` to ``stop`` of one key, none for a key that stands nowhere, with how many postings they have."""

    first: int
    stop: int
    postings: int


class Postings:
    """The postings of one kind of key, mapped; read only."""

    def __init__(self, folder: Path, name: str) -> None:
        """:raises OSError, ValueError: a file is missing, or cut within a number."""
        self._keys = mapped(folder / f"{name}.keys", "<u8")
        self._starts = mapped(folder / f"{name}.starts", "<i8")
        self._places = mapped(folder / f"{name}.places", "<u2")
        self._counts = mapped(folder / f"{name}.counts", "u1")

    def rows(self, keys: Keys) -> list[Rows]:
        """The rows of each key."""
        bounds = np.searchsorted(self._keys, np.stack([keys, keys + np.uint64(1)]) << _BLOCK_BITS)
        return [Rows(*map(int, row)) for row in np.stack([*bounds, np.diff(self._starts[bounds], axis=0)[0]], axis=1)]

    def positions(self, rows: Rows) -> Positions:
        """The passages that hold the key, ascending."""
        starts = self._starts[rows.first : rows.stop + 1]
        found: Positions = self._places[starts[0] : starts[-1]].astype(np.int32)
        found += np.repeat(self._begins(rows), np.diff(starts))
        return found

    def counts(self, rows: Rows) -> Counts:
        """How often each of these holds it."""
        counts: Counts = self._counts[self._starts[rows.first] : self._starts[rows.stop]]
        return counts

    def at(self, rows: Rows, positions: Positions) -> tuple[IntArray, Counts]:
        """Which of ``positions`` (ascending) hold the key: their indices, and the counts there."""
        if not len(positions) or not rows.postings:
            return np.empty(0, np.int64), np.empty(0, np.uint8)
        if rows.postings < len(positions):
            own = self.positions(rows)
            index = np.searchsorted(positions, own)
            held = (index < len(positions)) & (positions[np.minimum(index, len(positions) - 1)] == own)
            return index[held], self.counts(rows)[held]
        place, last = self._looked_up(rows, positions)
        held = np.flatnonzero((place <= last) & (self._places[np.minimum(place, last)] == _low(positions)))
        return held, self._counts[place[held]]

    def within(self, rows: Rows, stretches: IntArray) -> int:
        """How many of the passages that hold the key lie in the stretches."""
        if not len(stretches):
            return 0
        begins = self._begins(rows)
        first = rows.first + int(np.searchsorted(begins, stretches[0, 0], side="right"))
        stop = rows.first + int(np.searchsorted(begins, stretches[-1, 1]))
        # The row before the first that begins later holds what the first stretch begins in.
        own = self.positions(self._cut(max(rows.first, first - 1), stop))
        bounds = np.searchsorted(own, stretches.astype(np.int32))
        return int((bounds[:, 1] - bounds[:, 0]).sum())

    def _cut(self, first: int, stop: int) -> Rows:
        return Rows(first, stop, int(self._starts[stop] - self._starts[first]))

    def _begins(self, rows: Rows) -> Positions:
        """The first position of the block of each row."""
        begins: Positions = ((self._keys[rows.first : rows.stop] & _BLOCK) << _PLACE_BITS).astype(np.int32)
        return begins

    def _looked_up(self, rows: Rows, positions: Positions) -> tuple[IntArray, IntArray]:
        """For each of ``positions`` where its posting would be, and the last posting of its row; (0, -1) without a row."""
        place, last = np.zeros(len(positions), np.int64), np.full(len(positions), -1, np.int64)
        wanted, begins = _low(positions), self._begins(rows)
        bounds = np.searchsorted(positions, np.stack([begins, begins + np.int32(_PLACE) + 1], axis=1))
        starts = self._starts[rows.first : rows.stop + 1]
        for (begin, end), start, stop in zip(bounds.tolist(), starts[:-1].tolist(), starts[1:].tolist(), strict=True):
            place[begin:end] = np.searchsorted(self._places[start:stop], wanted[begin:end])
            place[begin:end] += start
            last[begin:end] = stop - 1
        return place, last


def _low(positions: Positions) -> NDArray[np.uint16]:
    return (positions & np.int32(_PLACE)).astype(np.uint16)


class PostingsBuilder:
    """Gathers postings batch by batch, in order of the passages, with one batch in memory; ``finish`` writes the files."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._runs: list[tuple[Path, Path]] = []

    def add(self, first: int, keys: Sequence[Keys]) -> None:
        """The keys of each of some passages that follow each other from position ``first`` on, with repetitions.

        :raises SnapshotError: there are more passages than positions; nothing is written then.
        """
        check_count(first + len(keys))
        owner = np.repeat(np.arange(first, first + len(keys), dtype=np.uint64), [len(own) for own in keys])
        together = np.concatenate([*keys, np.empty(0, np.uint64)])
        found, counts = np.unique((together << _POSITION_BITS) | owner, return_counts=True)
        stem = self._folder / f"{self._name}.run{len(self._runs)}"
        run = (stem.with_suffix(f"{stem.suffix}.keys"), stem.with_suffix(f"{stem.suffix}.counts"))
        found.tofile(run[0])
        np.minimum(counts, _MOST_COUNT).astype(np.uint8).tofile(run[1])
        self._runs.append(run)

    def finish(self) -> None:
        """Merge what was added into the files of :class:`Postings`."""
        runs = [(mapped(keys, "<u8"), mapped(counts, "u1")) for keys, counts in self._runs]
        files = {suffix: (self._folder / f"{self._name}.{suffix}").open("wb") for suffix in SUFFIXES}
        total = 0
        for merged, counts in _merged(runs):
            keys, starts = np.unique(merged >> _PLACE_BITS, return_index=True)
            keys.tofile(files["keys"])
            (starts.astype(np.int64) + total).tofile(files["starts"])
            (merged & _PLACE).astype(np.uint16).tofile(files["places"])
            counts.tofile(files["counts"])
            total += len(merged)
        np.array([total], dtype=np.int64).tofile(files["starts"])
        for file in files.values():
            file.close()
        for path in (path for run in self._runs for path in run):
            path.unlink()


def check_count(passages: int) -> None:
    """Whether so many passages have a position each.

    :raises SnapshotError: they have not.
    """
    if passages > MOST_PASSAGES:
        raise SnapshotError(
            f"要检索的文字有 {passages:,} 段，超过一个库的上限 {MOST_PASSAGES:,} 段；"
            "请按地区或年份分成几个库，各建一份快照（见 docs/scale.md），原有快照没有改动。"
        )


def mapped(path: Path, kind: str, columns: int | None = None) -> Any:  # noqa: ANN401 - an array of that kind
    """The file as an array that is read as it is used, whose pages processes share; with rows of ``columns``, if given.

    :raises OSError: it cannot be read.
    """
    # An empty file cannot be mapped.
    data = np.asarray(np.memmap(path, dtype=kind, mode="r")) if path.stat().st_size else np.empty(0, dtype=kind)
    return data if columns is None else data.reshape(-1, columns)


def _merged(runs: Sequence[tuple[Keys, Counts]]) -> Iterator[tuple[Keys, Counts]]:
    """What the runs hold together, in order, in pieces that part between keys."""
    total = sum(len(keys) for keys, _ in runs)
    some = np.sort(np.concatenate([np.empty(0, np.uint64), *(keys[::_SAMPLED] for keys, _ in runs)]))
    pieces = max(1, total // _AT_ONCE)
    cuts = np.unique(some[[len(some) * n // pieces for n in range(1, pieces)]] & ~_POSITION)
    bounds = [np.array([0, *np.searchsorted(keys, cuts), len(keys)]) for keys, _ in runs]
    for n in range(len(cuts) + 1):
        keys = np.concatenate(
            [np.empty(0, np.uint64), *(r[0][b[n] : b[n + 1]] for r, b in zip(runs, bounds, strict=True))]
        )
        counts = np.concatenate(
            [np.empty(0, np.uint8), *(r[1][b[n] : b[n + 1]] for r, b in zip(runs, bounds, strict=True))]
        )
        # Runs are sorted already: what is stable here merges them.
        order = np.argsort(keys, kind="stable")
        yield keys[order], counts[order]
