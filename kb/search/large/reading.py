"""Files of which a search needs a little here and there: read, not mapped, so that no more of them takes memory.

A mapped file would bring 64 KB into a process for each place that is looked at, and 128 KB from the disk.
"""

import os
import weakref
from pathlib import Path

import numpy as np

from kb.search.encoder import FloatArray
from kb.search.heads import STORED
from kb.search.large.postings import Positions


class Reader:
    """The bytes of a file; read only, may be asked by several threads and processes at once."""

    def __init__(self, path: Path, *, in_order: bool = False) -> None:
        """:param in_order: it will be read from its beginning to its end.

        :raises OSError: it cannot be opened.
        """
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self.size = os.fstat(self._file).st_size
        if not in_order and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file, 0, 0, os.POSIX_FADV_RANDOM)

    def read(self, begin: int, end: int) -> bytes:
        """The bytes from ``begin`` to ``end``, fewer where the file ends before."""
        return os.pread(self._file, end - begin, begin)


class VectorRows:
    """The vectors of a large index by position, in half precision on the disk."""

    def __init__(self, path: Path, dimension: int) -> None:
        """:raises OSError, ValueError: the file cannot be opened, or ends within a vector."""
        self._reader = Reader(path)
        self._dimension = dimension
        self._bytes = dimension * STORED.itemsize
        if self._reader.size % self._bytes:
            raise ValueError(f"{path.name} 有 {self._reader.size} 字节，不是整数个向量")

    def __len__(self) -> int:
        return self._reader.size // self._bytes

    def of(self, positions: Positions) -> FloatArray:
        """The vectors at these positions, a row each."""
        # Neighbours are read together: those of a document follow each other.
        breaks = np.flatnonzero(np.diff(positions) != 1) + 1
        runs = ((int(run[0]), int(run[-1]) + 1) for run in np.split(positions, breaks) if len(run))
        data = b"".join(self._reader.read(first * self._bytes, stop * self._bytes) for first, stop in runs)
        return np.frombuffer(data, dtype=STORED).reshape(-1, self._dimension).astype(np.float32)
