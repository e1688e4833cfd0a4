"""Snapshots are whole or not there, whatever happens to the process that writes them: real children, really killed."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.settings import ROOT
from kb.snapshot import open_current, publish
from tests.waiting import PATIENCE_S

_ROUNDS = 20


def _version(number: int) -> dict[str, bytes]:
    return {f"part-{n}/data.bin": f"{number}:{n}\n".encode() * 2000 for n in range(3)}


def _ids(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")}


def _leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(".tmp-*")]


_CHILD = """
import os, resource, signal, sys
from pathlib import Path
from kb.snapshot import publish
from kb.errors import SnapshotError
def version(n):
    return {f"part-{i}/data.bin": f"{n}:{i}\\n".encode() * 2000 for i in range(3)}
folder, number = Path(sys.argv[1]), int(sys.argv[2])
"""
_ENDLESSLY = """
print("ready", flush=True)
while True:
    number += 1
    publish(folder, version(number), keep=1)
"""
# Dies at the number-th call of anything that changes what is on the disk for good.
_UP_TO_CALL = """
calls = 0
def dying(function):
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)
    return call
for name in ("fsync", "rename", "replace", "rmdir", "unlink", "mkdir"):
    setattr(os, name, dying(getattr(os, name)))
publish(folder, version(2), keep=0)
"""
_FULL = """
resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
try:
    publish(folder, version(2))
except SnapshotError as error:
    sys.exit(str(error))
"""


@contextmanager
def _start(body: str, folder: Path, number: int) -> Iterator[subprocess.Popen[str]]:
    """A child that does not outlive its use."""
    command = [sys.executable, "-c", _CHILD + body, str(folder), str(number)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as child:
        try:
            yield child
        finally:
            child.kill()


def test_a_kill_at_any_moment_leaves_a_good_snapshot(tmp_path: Path) -> None:
    moments = random.Random(20211210)
    publish(tmp_path, _version(0))
    interrupted = 0
    for round_number in range(_ROUNDS):
        with _start(_ENDLESSLY, tmp_path, round_number * 100_000) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0, 0.05))
            child.kill()
        interrupted += bool(_leftovers(tmp_path))
        opened = open_current(tmp_path)
        assert opened.warnings == ()
        assert len([opened.read(name) for name in opened.files]) == 3
    assert interrupted  # else no kill came in the middle of a build, and this test shows nothing
    publish(tmp_path, _version(1), keep=0)
    assert _ids(tmp_path) == {open_current(tmp_path).id}
    assert not _leftovers(tmp_path)


def test_a_kill_at_every_step_leaves_a_good_snapshot(tmp_path: Path) -> None:
    old, new = publish(tmp_path / "old", _version(1)), publish(tmp_path / "new", _version(2))
    for step in range(1, 200):
        folder = tmp_path / str(step)
        publish(folder, _version(1))
        with _start(_UP_TO_CALL, folder, step) as child:
            child.communicate(timeout=PATIENCE_S)
        opened = open_current(folder)
        assert opened.id in {old.id, new.id}
        assert opened.warnings == ()
        assert publish(folder, _version(2), keep=0) == open_current(folder)
        assert (_ids(folder), _leftovers(folder)) == ({new.id}, [])
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
    assert 20 <= step < 199


def test_a_full_disk_is_reported_and_leaves_the_old_snapshot(tmp_path: Path) -> None:
    """The real thing: the system refuses to let a file grow."""
    old = publish(tmp_path, _version(1))
    with _start(_FULL, tmp_path, 5000) as child:
        _, message = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 1
    assert "请检查磁盘空间" in message
    assert open_current(tmp_path) == old
    assert not _leftovers(tmp_path)
