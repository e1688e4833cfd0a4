"""The small files of the data directory: replaced whole or appended to by the line, for their owner only."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from kb import files
from kb.errors import StorageError, reason_of

T = TypeVar("T")
_OWNER_ONLY = 0o600
# A writer holds the lock for one small file.
_PATIENCE_S = 30.0
# How often a file that others may change is looked at: one stat, and never one for each request.
_LOOK_S = 1.0


class Watched(Generic[T]):
    """What ``read`` makes of a file, made again when the file has changed; a change is seen within a second."""

    def __init__(self, path: Path, read: Callable[[Path], T]) -> None:
        self._path, self._read = path, read
        self._mark = mark_of(path)
        self._value = read(path)
        self._next_look = time.monotonic() + _LOOK_S

    def get(self) -> T:
        """The value as of a second ago at most."""
        if time.monotonic() >= self._next_look:
            self.look()
        return self._value

    def look(self) -> None:
        """Look at the file now."""
        self._next_look = time.monotonic() + _LOOK_S
        # Taken before reading: what is written in between is seen at the next look.
        if (mark := mark_of(self._path)) != self._mark:
            self._value, self._mark = self._read(self._path), mark


def mark_of(path: Path) -> tuple[int, ...]:
    """What changes when the file is replaced or written to; empty when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of ``path``, so that of several writers each sees what the one before it wrote.

    :raises StorageError: the directory cannot be written to, or another writer does not end.
    """
    with _written(path):
        files.private_folder(path.parent)
        with files.locked(path.with_suffix(".lock"), _PATIENCE_S, lambda: _busy(path)):
            yield


def replace_json(path: Path, value: object) -> None:
    """Write ``value`` so that readers find the old file or the new one, whole.

    :raises StorageError: it cannot be written.
    """
    with _written(path):
        files.write_atomically(path, json.dumps(value, ensure_ascii=False, indent=1).encode(), _OWNER_ONLY)


def _busy(path: Path) -> StorageError:
    return StorageError(f"{path} 正被另一处改写，等了很久仍未结束；请稍后重试。")


def append_json(path: Path, row: Mapping[str, Any]) -> None:
    """Append one line of JSON and see it onto the disk; lines of several writers do not mix.

    :raises StorageError: it cannot be written.
    """
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    with _written(path):
        files.private_folder(path.parent)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
        try:
            # One writer at a time, so that whoever looks at the end of the file sees no line half written.
            fcntl.flock(handle, fcntl.LOCK_EX)
            line = line if _ends_a_line(handle) else b"\n" + line
            written = os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
    if written < len(line):
        raise StorageError(f"{path} 没有写完整；请检查磁盘空间。")


def _ends_a_line(handle: int) -> bool:
    """Whether the next line can follow at once: what a full disk or a power cut left of the last one has no end."""
    size = os.fstat(handle).st_size
    return size == 0 or os.pread(handle, 1, size - 1) == b"\n"


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of :func:`append_json`, oldest first; one that a full disk cut short is left out.

    :raises StorageError: the file is there and cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"{path} 读不到（{reason_of(error)}）；请检查读取权限。") from error
    return [row for line in data.splitlines() if (row := _row(line)) is not None]


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path} 写不进（{reason_of(error)}）；请检查磁盘空间和写权限。") from error
