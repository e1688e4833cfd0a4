"""Files that hold whatever happens: written whole or not at all, and on the disk when the call returns."""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_POLL_S = 0.05
TEMPORARY = ".tmp-"


def write_atomically(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write the file so that readers see the old bytes or the new ones, and a power cut leaves either.

    :param mode: its permissions, of which the system takes away what its umask says.
    """
    # A name of its own: another writer of the same file does not touch it.
    temporary = path.with_name(f"{TEMPORARY}{path.name}-{secrets.token_hex(4)}")
    try:
        write_durably(temporary, data, mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def write_durably(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write the file and wait until it is on the disk."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def private_folder(path: Path) -> None:
    """Make the folder, and those above it that are missing, for their owner alone; one that is there stays as it is."""
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)


def move_durably(path: Path, target: Path) -> None:
    """Move the file, on one file system without copying it, and wait until it is on the disk."""
    shutil.move(path, target)
    with target.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_directory(path: Path) -> None:
    """Wait until the names in the directory are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, patience_s: float, refused: Callable[[], Exception]) -> Iterator[None]:
    """Hold the lock of ``path``; the system lets go of it when the process ends, however it ends.

    :raises FileNotFoundError: there is no such folder.
    :raises: what ``refused`` makes, when another process holds it for longer than ``patience_s`` seconds.
    """
    with path.open("ab") as handle:
        deadline = time.monotonic() + patience_s
        while not try_lock(handle):
            if time.monotonic() > deadline:
                raise refused()
            time.sleep(_POLL_S)
        yield


def is_locked(path: Path) -> bool:
    """Whether a process that lives holds the lock of ``path``."""
    try:
        with path.open("rb") as handle:
            return not try_lock(handle, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def try_lock(handle: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    """Whether the open file now holds its lock, which it keeps until it is closed; False when another one holds it."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
