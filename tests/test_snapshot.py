"""Snapshots: named by content, checked when opened, kept and removed as promised."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import files, snapshot
from kb.errors import InputError, SnapshotError
from kb.snapshot import open_current, publish, staging

_FILES = {"graph.nq": b"<a> <b> <c> .\n", "texts/plan.txt": "一、总则\n".encode(), "empty": b""}


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

    def noting_fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def noting_replace(source: Path, target: Path) -> None:
        before_current.extend(synced)
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(os, "replace", noting_replace)
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
    write = files.write_durably

    def write_until_full(path: Path, data: bytes, mode: int = 0o666) -> None:
        write(path, data[: len(data) // 2] if path.name.startswith(failing) else data, mode)
        if path.name.startswith(failing):
            raise OSError(28, "No space left on device")

    for module in (files, snapshot):
        monkeypatch.setattr(module, "write_durably", write_until_full)
    with pytest.raises(SnapshotError, match="磁盘已满.*磁盘空间"):
        publish(tmp_path, _version(2))
    assert open_current(tmp_path) == old
    monkeypatch.undo()
    assert publish(tmp_path, _version(2)) == open_current(tmp_path)
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


def test_staged_files_are_moved_in_and_outlive_other_builds(tmp_path: Path) -> None:
    # Staged for long: another build publishes meanwhile and sweeps what dead builds left.
    (tmp_path / ".tmp-staging-dead").mkdir()
    (tmp_path / ".tmp-current-dead").touch()
    with staging(tmp_path) as folder:
        (folder / "big").write_bytes(b"1234")
        publish(tmp_path, _FILES)
        assert _leftovers(tmp_path) == [folder.parent.name]
        published = publish(tmp_path, {**_FILES, "search/big": folder / "big"})
        assert not (folder / "big").exists()
    assert published.id == publish(tmp_path, {**_FILES, "search/big": b"1234"}).id
    assert open_current(tmp_path).read("search/big") == b"1234"
    assert _leftovers(tmp_path) == []
