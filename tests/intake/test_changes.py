"""A change in every state that a crash, a full disk or an impatient user leaves it in."""

import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.errors import ConflictError, InputError, NotFoundError, StorageError
from kb.files import locked
from kb.holdings import Expression, Holding, Holdings
from kb.intake import changes
from kb.intake.changes import Change, State
from kb.intake.library import build_corpus, build_paths, change_library
from kb.intake.worker import publish
from kb.settings import Settings
from kb.snapshot import open_current
from kb.sources import keep_original, original_path
from tests.api.libraries import DIKES, library_of_one


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", snapshot_dir=tmp_path / "snapshots", encoder="none")


def _made(settings: Settings, state: State) -> Change:
    change = replace(changes.create(settings, "add", "plan", "编辑", "127.0.0.1"), state=state)
    changes.save(settings, change)
    return change


@pytest.mark.parametrize(
    ("left", "seen"),
    [
        ("reading", "failed"),  # nothing was read: the file must come again
        ("publishing", "ready"),  # it was read: it can be published again
        ("received", "received"),  # a process will come for it
        ("approved", "approved"),
    ],
)
def test_what_a_dead_process_leaves(settings: Settings, left: State, seen: State) -> None:
    change = _made(settings, left)
    found = changes.load(settings, change.id)
    assert (found.state, "中断" in found.error) == (seen, left != seen)
    # while the process lives, it is what it says
    with changes.working(settings, change.id):
        assert changes.load(settings, change.id).state == left


def test_what_is_worked_at_is_neither_given_up_nor_published(settings: Settings) -> None:
    change = _made(settings, "ready")
    lock = changes.lock_of(changes.folder_of(settings, change.id))
    with locked(lock, 0, AssertionError):
        with pytest.raises(ConflictError, match="正在处理"):
            changes.discard(settings, change.id)
        with pytest.raises(ConflictError, match="正在处理"):
            changes.approve(settings, change.id, lambda found: found)
    changes.discard(settings, change.id)
    with pytest.raises(NotFoundError):
        changes.load(settings, change.id)
    # and a process that comes late makes no folder for it
    with pytest.raises(NotFoundError), changes.working(settings, change.id):
        pass
    assert list(changes.changes_dir(settings).iterdir()) == []


def test_what_is_published_is_not_given_up(settings: Settings) -> None:
    change = _made(settings, "published")
    with pytest.raises(ConflictError, match="已经发布"):
        changes.discard(settings, change.id)


@pytest.mark.parametrize("change_id", ["", "..", "../x", "0" * 15, "Z" * 16, "0" * 16 + "/.."])
def test_no_other_name_leads_to_a_folder(settings: Settings, change_id: str) -> None:
    _made(settings, "ready")
    with pytest.raises(NotFoundError):
        changes.load(settings, change_id)


def test_old_changes_and_broken_uploads_are_swept(settings: Settings) -> None:
    kept = [_made(settings, "ready"), _made(settings, "receiving")]
    for state, age in (
        ("ready", timedelta(days=8)),
        ("published", timedelta(days=8)),
        ("receiving", timedelta(hours=2)),
    ):
        created = (datetime.now(UTC) - age).isoformat(timespec="seconds")
        changes.save(settings, replace(_made(settings, state), created=created))  # type: ignore[arg-type]
    without_record = changes.folder_of(settings, "0" * 16)
    without_record.mkdir()
    os.utime(without_record, (0, 0))
    changes.sweep(settings)
    assert {path.name for path in changes.changes_dir(settings).iterdir()} == {change.id for change in kept}


def test_a_full_disk_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change = _made(settings, "ready")

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(changes, "write_atomically", full)
    with pytest.raises(StorageError, match="磁盘已满"):
        changes.save(settings, change)
    assert changes.load(settings, change.id) == change


def test_a_name_that_is_no_hash_is_no_original(settings: Settings) -> None:
    for wrong in ("", "..", "a" * 63):
        with pytest.raises(InputError, match="不是 SHA-256"):
            original_path(settings, wrong)


def _ids(settings: Settings) -> list[str]:
    return [row["id"] for row in json.loads(open_current(settings.snapshot_dir).read("documents.json"))["documents"]]


def test_the_documents_are_known_without_the_snapshots(tmp_path: Path) -> None:
    """What a backup of the data directory gives back: uploads, and what was removed stays out."""
    settings, _ = library_of_one(tmp_path)
    other = tmp_path / "other.txt"
    other.write_text("邻县防汛规划\n一、任务\n1.巡堤。（责任单位：邻县水利局）\n", encoding="utf-8")
    build_paths(settings, [other])
    assert _ids(settings) == ["other"]
    for path in settings.snapshot_dir.iterdir():
        path.rename(tmp_path / path.name)
    change_library(settings, lambda held: held)
    assert _ids(settings) == ["other"]


def test_documents_of_a_path_stay_when_another_one_is_added(tmp_path: Path) -> None:
    settings, _ = library_of_one(tmp_path)
    plan = tmp_path / "plan.txt"
    plan.write_text("邻县防汛规划\n一、任务\n1.巡堤。（责任单位：邻县水利局）\n", encoding="utf-8")
    build_paths(settings, [plan])
    plan.unlink()
    seen: list[Holdings] = []
    change_library(settings, lambda held: seen.append(held) or held)  # type: ignore[func-returns-value]
    assert [held.id for held in seen[0]] == _ids(settings) == ["plan"]
    build_corpus(settings)
    assert _ids(settings) == ["fire"]


def _upload(settings: Settings, text: str, document: str) -> None:
    """As an upload that was approved, without its process."""
    file = settings.data_dir.parent / f"{document}.txt"
    file.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    keep_original(settings, file, sha256)
    new = Holding(document, "upload", Expression(file.name, sha256))
    change_library(settings, lambda held: held.adding(new))


def test_a_build_of_paths_puts_uploads_and_removals_aside(tmp_path: Path) -> None:
    settings, _ = library_of_one(tmp_path)
    _upload(settings, DIKES, "dikes")
    change_library(settings, lambda held: held.removing("fire"))
    plan = tmp_path / "plan.txt"
    plan.write_text("邻县防汛规划\n一、任务\n1.巡堤。（责任单位：邻县水利局）\n", encoding="utf-8")
    build_paths(settings, [plan])
    build_paths(settings, [plan])
    assert _ids(settings) == ["plan"]
    build_corpus(settings)
    assert _ids(settings) == ["dikes"]
    assert not (settings.data_dir / "aside.json").exists()


def test_what_is_removed_after_a_build_of_paths_that_failed_stays_out(tmp_path: Path) -> None:
    settings, _ = library_of_one(tmp_path)
    _upload(settings, DIKES, "dikes")
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\x7fELF" + bytes(500))
    with pytest.raises(InputError):
        build_paths(settings, [broken])
    change_library(settings, lambda held: held.removing("dikes"))
    build_corpus(settings)
    assert _ids(settings) == ["fire"]


def test_documents_of_another_folder_with_a_manifest_stay_when_one_is_added(tmp_path: Path) -> None:
    settings, _ = library_of_one(tmp_path)
    folder = tmp_path / "folder"
    settings.corpus_dir.rename(folder)
    elsewhere = replace(settings, corpus_dir=tmp_path / "empty")
    build_paths(elsewhere, [folder])
    _upload(elsewhere, DIKES, "dikes")
    assert _ids(elsewhere) == ["fire", "dikes"]
    # what its manifest says of it stays, too
    assert b"2021-05-01" in open_current(elsewhere.snapshot_dir).read("documents.json")


def test_what_is_published_is_published_though_the_endpoint_is_away(tmp_path: Path) -> None:
    """To publish it again would be refused: it is there."""
    settings, _ = library_of_one(tmp_path)
    _upload(settings, DIKES, "dikes")
    away = replace(settings, sparql_endpoint="http://127.0.0.1:9/query", sparql_graph_store="http://127.0.0.1:9/store")
    change = replace(changes.create(away, "remove", "fire", "编辑", "127.0.0.1"), state="approved")
    changes.save(away, change)
    publish(away, change.id)
    done = changes.load(away, change.id)
    assert (done.state, done.snapshot) == ("published", open_current(away.snapshot_dir).id)
    assert "已发布" in done.error
    assert "127.0.0.1:9" in done.error
    assert _ids(settings) == ["dikes"]
    assert json.loads((settings.data_dir / "documents.json").read_bytes())["documents"][0]["id"] == "dikes"
