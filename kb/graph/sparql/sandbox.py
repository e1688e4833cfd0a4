"""What a worker process takes from itself before it sees a query: sockets, programs, files to write, memory.

A filter of system calls (seccomp, Linux on x86-64 and ARM64; no privilege needed) is the barrier behind the guard: a
SERVICE that a reader of text overlooks ends in "operation not permitted".
"""

import ctypes
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
# Classic BPF: load a word, jump if equal, jump if greater or equal, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # the 1 is EPERM
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
# Calls of the second set of numbers of x86-64 (x32) start here.
_X32 = 0x40000000

# Architecture → its audit number, and the numbers of the calls that are refused: socket, connect, execve, execveat,
# ptrace, process_vm_readv, process_vm_writev, io_uring_setup.
_REFUSED = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 310, 311, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 270, 271, 425)),
}
_OPEN_FILES = 256


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def shut_in() -> bool:
    """Keep this process, and every thread and process it starts from now on, from sockets and programs; call it before
    there are any, those of an engine too.

    :return: whether the filter of system calls is in force (Linux on a known processor).
    :raises OSError: the system refused the filter.
    """
    known = _REFUSED.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return False
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    code = _filter(*known)
    program = _Program(len(code) // 8, code)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))
    return True


def limit(memory: int, files: int = 0) -> None:
    """Keep this process from writing files and from taking more than it was given.

    :param memory: the bytes of address space that it may take beside what it holds now.
    :param files: how many files it may have open beside the few that any process has.
    :raises OSError: the system refused a limit.
    """
    for kind, value in (
        (resource.RLIMIT_AS, _held() + memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES + files),
    ):
        resource.setrlimit(kind, (value, value))


def _held() -> int:
    """The address space of this process in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """The filter as BPF: another architecture ends the process, a refused call gives EPERM, all else goes on."""
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for number in refused:
        steps += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *step) for step in (*steps, (_RETURN, 0, 0, _ALLOW)))


def _prctl(option: int, value: int, address: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(item) for item in (value, address, 0, 0)]
    if libc.prctl(option, *arguments) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")
