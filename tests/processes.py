"""The processes of this machine, as /proc tells of them."""

from pathlib import Path


def processes_with(*words: str) -> list[int]:
    """Those whose command line holds all the ``words``."""
    lines = ((int(path.parent.name), _read(path)) for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [pid for pid, line in lines if all(word in line for word in words)]


def workers_of(supervisor: int) -> list[int]:
    """Those that serve under ``supervisor``, forked from the one process of its own that has loaded the code."""
    forking = [
        pid for pid in _children(supervisor) if "multiprocessing.forkserver" in _read(Path(f"/proc/{pid}/cmdline"))
    ]
    return [worker for pid in forking for worker in _children(pid)]


def _children(pid: int) -> list[int]:
    return [int(child) for child in _read(Path(f"/proc/{pid}/task/{pid}/children")).split()]


def _read(path: Path) -> str:
    # A process may end while it is looked at.
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
