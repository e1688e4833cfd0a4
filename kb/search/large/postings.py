"""Where keys stand: for each key (a gram, a topic) the passages that hold it, ascending, and how often. Mapped files.

<name>.keys     uint64, ascending
<name>.starts   int64, one more than keys: where the postings of each key begin
<name>.places   int32, positions of passages
<name>.counts   uint8, how often the key stands there; 255 for more
"""

from collections.abc import Iterator, Sequence
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
_MOST_COUNT = 255
# Postings put in order at once: some 50 bytes each while that goes on.
_AT_ONCE = 8_000_000
_SAMPLED = 1_000


class Postings:
    """The postings of one kind of key, mapped; read only."""

    def __init__(self, folder: Path, name: str) -> None:
        """:raises OSError, ValueError: a file is missing or empty."""
        self._keys = mapped(folder / f"{name}.keys", "<u8")
        self._starts = mapped(folder / f"{name}.starts", "<i8")
        self.places = mapped(folder / f"{name}.places", "<i4")
        self.counts = mapped(folder / f"{name}.counts", "u1")

    def slices(self, keys: Keys) -> tuple[IntArray, IntArray]:
        """Where the postings of each key begin and end; an empty slice for a key that stands nowhere."""
        if not len(self._keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        number = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        held = self._keys[number] == keys
        return np.where(held, self._starts[number], 0), np.where(held, self._starts[number + 1], 0)

    def at(self, first: int, stop: int, positions: Positions) -> tuple[IntArray, Counts]:
        """Which of ``positions`` (ascending) are in the postings first..stop: their indices, and the counts there."""
        if not len(positions) or first == stop:
            return np.empty(0, np.int64), np.empty(0, np.uint8)
        own = self.places[first:stop]
        begin, end = np.searchsorted(own, positions[[0, -1]]) + np.array([0, 1])
        own = own[begin:end]
        if len(own) < len(positions):
            index = np.searchsorted(positions, own)
            held = (index < len(positions)) & (positions[np.minimum(index, len(positions) - 1)] == own)
            return index[held], self.counts[first + begin + np.flatnonzero(held)]
        place = np.searchsorted(own, positions)
        held = (place < len(own)) & (own[np.minimum(place, len(own) - 1)] == positions)
        return np.flatnonzero(held), self.counts[first + begin + place[held]]

    def within(self, first: int, stop: int, stretches: IntArray) -> int:
        """How many of the postings first..stop lie in the stretches."""
        bounds = np.searchsorted(self.places[first:stop], stretches.astype(np.int32))
        return int((bounds[:, 1] - bounds[:, 0]).sum())


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
            keys, starts = np.unique(merged >> _POSITION_BITS, return_index=True)
            keys.tofile(files["keys"])
            (starts.astype(np.int64) + total).tofile(files["starts"])
            (merged & _POSITION).astype(np.int32).tofile(files["places"])
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
