"""The process that reads an uploaded file or publishes a change: apart from the service, whose answers go on meanwhile.

``python -m kb.intake.worker read|publish CHANGE``, with the settings in the environment. What it does is written into
the folder of the change; see :mod:`kb.intake.changes`.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from kb.access.audit import DONE, FAILED, Actor, audit_of
from kb.errors import ConflictError, StorageError, ZerenError, reason_of
from kb.files import locked, sync_directory
from kb.holdings import Expression, Holding, Holdings
from kb.intake.changes import (
    QUEUED,
    Change,
    State,
    failed,
    folder_of,
    load,
    lock_of,
    original_of,
    preview_settings,
    save,
    supplied_of,
)
from kb.intake.library import change_library
from kb.pipeline import Progress, build
from kb.settings import Settings, load_settings
from kb.sources import SourceFile, original_path

# Who looks whether a process works holds the lock for a moment.
_PATIENCE_S = 2.0
# How often progress is written, at most.
_EVERY_S = 0.2


def read(settings: Settings, change_id: str) -> None:
    """Read the file of a change into its preview; what is wrong with the file is written into the change."""

    def work(change: Change) -> Change:
        folder = folder_of(settings, change.id)
        held = Holding(change.document, "upload", Expression(change.file, change.sha256))
        progress = _progress(settings, change)
        build(preview_settings(settings, folder), [SourceFile(original_of(folder), held)], progress)
        return replace(change, state="approved" if change.at_once else "ready")

    _run(settings, change_id, "reading", work)


def publish(settings: Settings, change_id: str) -> None:
    """Make the change part of a new snapshot; when that fails it waits to be published again."""

    def work(change: Change) -> Change:
        if change.kind != "remove":
            _keep_original(settings, change)
        snapshot, _ = change_library(settings, _edit(change), _progress(settings, change))
        return replace(change, state="published", snapshot=snapshot.id)

    _run(settings, change_id, "publishing", work)


def _run(settings: Settings, change_id: str, during: State, work: Callable[[Change], Change]) -> None:
    folder = folder_of(settings, change_id)
    with locked(lock_of(folder), _PATIENCE_S, lambda: ConflictError("这一项正在处理；请等它结束。")):
        change = load(settings, change_id)
        if change.state not in QUEUED:
            return  # another process was faster
        change = replace(change, state=during, error="", doing="", step=0, steps=0)
        save(settings, change)
        try:
            done = work(change)
        except ZerenError as error:
            done = failed(change, str(error))
        save(settings, done)
    if during == "publishing":
        _record(settings, done)


def _record(settings: Settings, change: Change) -> None:
    detail = {"change": change.id, "sha256": change.sha256, "snapshot": change.snapshot, "error": change.error}
    result = DONE if change.state == "published" else FAILED
    audit_of(settings.data_dir, Actor(change.by, "", "")).record(change.kind, change.document, result, **detail)


def _edit(change: Change) -> Callable[[Holdings], Holdings]:
    expression = Expression(change.file, change.sha256, change.created, change.by)
    supplied = supplied_of(change)

    def edit(holdings: Holdings) -> Holdings:
        if change.kind == "remove":
            return holdings.removing(change.document)
        if change.kind == "replace":
            return holdings.replacing(change.document, expression, supplied)
        return holdings.adding(Holding(change.document, "upload", expression, supplied=supplied))

    return edit


def _keep_original(settings: Settings, change: Change) -> None:
    """A copy of the file under its hash, on the disk before a snapshot speaks of it."""
    target = original_path(settings, change.sha256)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".tmp-{change.id}")
        shutil.copyfile(original_of(folder_of(settings, change.id)), temporary)
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(target)
        sync_directory(target.parent)
    except OSError as error:
        raise StorageError(f"原件存不下来（{reason_of(error)}）；请管理员检查数据目录的磁盘空间后重试。") from error


def _progress(settings: Settings, change: Change) -> Progress:
    written = 0.0

    def progress(done: int, total: int, doing: str) -> None:
        nonlocal written
        if time.monotonic() - written >= _EVERY_S or done == total:
            written = time.monotonic()
            save(settings, replace(change, doing=doing, step=done, steps=total))

    return progress


def main(arguments: list[str]) -> int:
    """Run one task on one change; 1 when another process works at it."""
    task, change_id = arguments
    try:
        {"read": read, "publish": publish}[task](load_settings(), change_id)
    except ConflictError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
