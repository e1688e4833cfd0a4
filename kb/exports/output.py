"""A file that is written whole or not at all."""

import os
import tempfile
from pathlib import Path

_NEW_FILE = 0o666


def replace_file(path: Path, data: bytes) -> None:
    """Write the file beside its place and put it there when it is whole: a full disk or a kill leaves the old one.

    What is no regular file (a pipe, /dev/stdout) is written to as it is; a link keeps its place.

    :raises OSError: it cannot be written; nothing is left beside it.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        path.write_bytes(data)
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", suffix=".part", dir=target.parent)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        written.chmod(target.stat().st_mode if target.exists() else _NEW_FILE & ~_umask())
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """What the user takes from the rights of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
