"""Snapshots: named by content, whole or not there, whatever happens to the process that writes them."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import snapshot
from kb.errors import InputError, SnapshotError
from kb.settings import ROOT
from kb.snapshot import open_current, publish

_FILES = {"graph.nq": b"<a> <b> <c> .\n", "texts/plan.txt": "一、总则\n".encode(), "empty": b""}
_ROUNDS = 20


def _version(number: int) -> dict[str, bytes]:
    return {f"part-{n}/data.bin": f"{number}:{n}\n".encode() * 2000 for n in range(3)}


def _ids(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")}


def _leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(".tmp-*")]


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def test_what_is_published_is_what_is_read(tmp_path: Path) -> None:
    published = publish(tmp_path / "new" / "snapshots", _FILES)
    opened = open_current(tmp_path / "new" / "snapshots")
    assert opened == published
    assert {name: opened.read(name) for name in opened.files} == _FILES
    assert opened.warnings == ()


def test_the_id_is_a_function_of_the_content_alone(tmp_path: Path) -> None:
    backwards = dict(reversed(_FILES.items()))
    first, second = publish(tmp_path / "a", _FILES), publish(tmp_path / "b", backwards)
    assert first.id == second.id == "76dda0922ff2da12"  # and stays so: an id is an address
    assert (first.path / "MANIFEST.json").read_bytes() == (second.path / "MANIFEST.json").read_bytes()
    others = [_FILES | {"empty": b"x"}, {"a": b"", **_FILES}, {"graph": _FILES["graph.nq"], "texts/plan.txt": b""}]
    assert len({first.id, *(publish(tmp_path / "c", files).id for files in others)}) == 4


def test_the_same_files_write_nothing(tmp_path: Path) -> None:
    publish(tmp_path, _FILES)
    before = _state(tmp_path)
    publish(tmp_path, dict(_FILES))
    assert _state(tmp_path) == before


def test_previous_snapshots_are_kept_and_older_ones_go(tmp_path: Path) -> None:
    ids = [publish(tmp_path, _version(number), keep=3).id for number in range(6)]
    assert _ids(tmp_path) == set(ids[2:])
    assert open_current(tmp_path).id == ids[5]
    publish(tmp_path, _version(3), keep=3)  # an old one again: current, and not counted twice
    assert open_current(tmp_path).id == ids[3]
    assert _ids(tmp_path) == set(ids[2:])
    publish(tmp_path, _version(9), keep=0)
    assert _ids(tmp_path) == {open_current(tmp_path).id}


def test_all_is_on_the_disk_before_it_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    before_current: list[int] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd).st_ino), fsync(fd)))
    monkeypatch.setattr(os, "replace", lambda a, b: (before_current.extend(synced), replace(a, b)))
    path = publish(tmp_path, _FILES).path
    assert {entry.stat().st_ino for entry in [tmp_path, path, *path.rglob("*")]} <= set(before_current)
    assert (tmp_path / "current").stat().st_ino in before_current
    assert synced[-1] == tmp_path.stat().st_ino


def test_only_its_own_directories_are_removed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    for number in range(3):
        publish(tmp_path, _version(number), keep=0)
    assert (tmp_path / "mine").is_dir()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


def _garble_manifest(path: Path) -> None:
    (path.parents[1] / "MANIFEST.json").write_text("[]")


def _lie_in_manifest(path: Path) -> None:
    manifest = path.parents[1] / "MANIFEST.json"
    manifest.write_text(manifest.read_text().replace("part-0", "part-1"))


_DAMAGE = (_cut, _flip, Path.unlink, _garble_manifest, _lie_in_manifest)


@pytest.mark.parametrize("damage", _DAMAGE)
def test_a_damaged_snapshot_gives_way_to_the_one_before(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    good, bad = publish(tmp_path, _version(1)), publish(tmp_path, _version(2))
    damage(bad.path / "part-2/data.bin")
    opened = open_current(tmp_path)
    assert opened.id == good.id
    assert len(opened.warnings) == 1
    assert bad.id in opened.warnings[0]
    publish(tmp_path, _version(2))  # building again mends it
    assert open_current(tmp_path) == bad
    assert not _leftovers(tmp_path)


def test_when_all_are_damaged_it_says_so(tmp_path: Path) -> None:
    _flip(publish(tmp_path, _version(1)).path / "part-2/data.bin")
    with pytest.raises(SnapshotError, match="都已损坏.*zeren build"):
        open_current(tmp_path)


def test_when_there_is_none_it_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SnapshotError, match="还没有快照.*zeren build"):
            open_current(folder)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe../../etc\n"])
def test_without_current_the_latest_good_one_is_found(tmp_path: Path, content: bytes | None) -> None:
    publish(tmp_path, _version(1))
    latest = publish(tmp_path, _version(2))
    os.utime(latest.path, (2e9, 2e9))
    (tmp_path / "current").unlink()
    if content is not None:
        (tmp_path / "current").write_bytes(content)
    opened = open_current(tmp_path)
    assert opened.id == latest.id
    assert "current" in opened.warnings[0]


def test_damage_after_opening_is_noticed(tmp_path: Path) -> None:
    opened = publish(tmp_path, _FILES)
    _flip(opened.path / "graph.nq")
    with pytest.raises(SnapshotError, match="graph.nq 已损坏"):
        opened.read("graph.nq")
    (opened.path / "graph.nq").unlink()
    with pytest.raises(SnapshotError, match="读不到"):
        opened.read("graph.nq")
    with pytest.raises(SnapshotError, match="没有文件 index"):
        opened.read("index")


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/a", "a/../b", "a//b", "a/", "MANIFEST.json", "a\0"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="不合法"):
        publish(tmp_path, {name: b""})
    assert not any(tmp_path.iterdir())


def test_keep_is_no_negative_number(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="keep=-1"):
        publish(tmp_path, _FILES, keep=-1)


@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), st.binary(max_size=3), max_size=3))
def test_different_contents_have_different_ids(files: dict[str, bytes]) -> None:
    hashes = {name: snapshot._sha256(data) for name, data in files.items()}
    assert snapshot._content_id(hashes) != snapshot._content_id({**hashes, "c": snapshot._sha256(b"")})


@pytest.mark.parametrize("failing", ["data.bin", "MANIFEST.json", ".tmp-current"])
def test_a_failing_write_leaves_the_old_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    old = publish(tmp_path, _version(1))
    write = snapshot._write_file

    def write_until_full(path: Path, data: bytes) -> None:
        write(path, data[: len(data) // 2] if path.name == failing else data)
        if path.name == failing:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "_write_file", write_until_full)
    with pytest.raises(SnapshotError, match="No space left.*磁盘空间"):
        publish(tmp_path, _version(2))
    assert open_current(tmp_path) == old
    monkeypatch.undo()
    assert publish(tmp_path, _version(2)) == open_current(tmp_path)
    assert not _leftovers(tmp_path)


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


def _start(body: str, folder: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CHILD + body, str(folder), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


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
            child.communicate()
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
        _, message = child.communicate()
    assert child.returncode == 1
    assert "请检查磁盘空间" in message
    assert open_current(tmp_path) == old
    assert not _leftovers(tmp_path)


def test_builds_at_once_wait_for_one_another(tmp_path: Path) -> None:
    threads = [threading.Thread(target=publish, args=(tmp_path, _version(n)), kwargs={"keep": 9}) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(_ids(tmp_path)) == 8
    assert open_current(tmp_path).id in _ids(tmp_path)
    assert not _leftovers(tmp_path)


def test_a_build_that_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_LOCK_PATIENCE_SECONDS", 0.1)
    with snapshot._locked(tmp_path), pytest.raises(SnapshotError, match="另一个 zeren build"):
        publish(tmp_path, _FILES)
    publish(tmp_path, _FILES)
    assert open_current(tmp_path).read("empty") == b""
