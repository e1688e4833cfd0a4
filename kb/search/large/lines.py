"""Passages in a file, a line each, read when they are found; a second file says where each line begins."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from kb.search.large.postings import mapped
from kb.search.large.reading import Reader
from kb.search.passages import Passage

LINES, BEGINNINGS = "passages.jsonl", "passages.offsets"
_FIELDS = ("id", "document", "section", "text", "start", "end", "context")


class PassageLines(Sequence[Passage]):
    """The passages of a folder, in order; read only."""

    def __init__(self, folder: Path, *, in_order: bool = False) -> None:
        """:param in_order: as of :class:`~kb.search.large.reading.Reader`.

        :raises OSError, ValueError: a file is missing, or they do not fit each other.
        """
        self._lines = Reader(folder / LINES, in_order=in_order)
        self._beginnings = mapped(folder / BEGINNINGS, "<i8")
        if not len(self._beginnings) or self._beginnings[-1] != self._lines.size:
            raise ValueError(f"{LINES} 有 {self._lines.size} 字节，与 {BEGINNINGS} 不符")

    def __len__(self) -> int:
        return len(self._beginnings) - 1

    @overload
    def __getitem__(self, place: int) -> Passage: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Passage, ...]: ...

    def __getitem__(self, place: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        if not 0 <= place < len(self):
            raise IndexError(place)
        return Passage(*json.loads(self._lines.read(*map(int, self._beginnings[place : place + 2]))))

    def __iter__(self) -> Iterator[Passage]:
        return (self[n] for n in range(len(self)))


class LinesWriter:
    """Writes the files of :class:`PassageLines`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / LINES).open("wb")
        self._beginnings = [0]

    def add(self, passages: Sequence[Passage]) -> None:
        """Further passages."""
        for passage in passages:
            line = json.dumps([getattr(passage, name) for name in _FIELDS], ensure_ascii=False, separators=(",", ":"))
            self._beginnings.append(self._beginnings[-1] + self._file.write(line.encode() + b"\n"))

    def finish(self) -> None:
        """Both files whole."""
        self._file.close()
        np.array(self._beginnings, dtype="<i8").tofile(self._folder / BEGINNINGS)
