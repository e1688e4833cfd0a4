"""The process that reads an uploaded file or publishes a change: apart from the service, whose answers go on meanwhile.

``python -m kb.intake.worker read|publish CHANGE``, with the settings in the environment. What it does is written into
the folder of the change; see :mod:`kb.intake.changes`.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.access.audit import DONE, FAILED, Actor, audit_of
from kb.errors import ConflictError, NotFoundError, PublishedError, ZerenError
from kb.holdings import Expression, Holding, Holdings
from kb.intake.changes import (
    Change,
    State,
    failed,
    folder_of,
    forget_files,
    original_of,
    preview_settings,
    save,
    settled,
    supplied_of,
    working,
)
from kb.intake.library import change_library
from kb.pipeline import Progress, build
from kb.settings import Settings, load_settings
from kb.sources import SourceFile, keep_original

# Who looks whether a process works, or approves, holds the lock for a moment.
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
            keep_original(settings, original_of(folder_of(settings, change.id)), change.sha256)
        snapshot, _ = change_library(settings, _edit(change), _progress(settings, change))
        return replace(change, state="published", snapshot=snapshot.id)

    _run(settings, change_id, "publishing", work)


def _run(settings: Settings, change_id: str, during: State, work: Callable[[Change], Change]) -> None:
    with working(settings, change_id, _PATIENCE_S):
        change = settled(settings, change_id)
        if change.state != _BEFORE[during]:
            # Another process has done it.
            return
        change = replace(change, state=during, error="", doing="", step=0, steps=0)
        save(settings, change)
        try:
            done = work(change)
        except PublishedError as error:
            # It is served: to publish it again would be refused, and rightly.
            done = replace(change, state="published", snapshot=error.snapshot, error=str(error))
        except ZerenError as error:
            done = failed(change, str(error))
        save(settings, done)
        if done.state == "published":
            forget_files(settings, change_id)
    if during == "publishing" or done.error:
        _record(settings, done, change.kind if during == "publishing" else "read")


_BEFORE: Mapping[State, State] = {"reading": "received", "publishing": "approved"}


def _record(settings: Settings, change: Change, action: str) -> None:
    detail = {"change": change.id, "sha256": change.sha256, "snapshot": change.snapshot, "error": change.error}
    told = {name: value for name, value in detail.items() if value}
    result = FAILED if change.error and change.state != "published" else DONE
    actor = Actor(change.approved_by or change.by, change.approved_role, change.approved_from or change.address)
    audit_of(settings.data_dir, actor).record(action, change.document, result, **told)


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


def _progress(settings: Settings, change: Change) -> Progress:
    written = 0.0

    def progress(done: int, total: int, doing: str) -> None:
        nonlocal written
        if time.monotonic() - written >= _EVERY_S or done == total:
            written = time.monotonic()
            save(settings, replace(change, doing=doing, step=done, steps=total))

    return progress


def main(arguments: list[str]) -> int:
    """Run one task on one change; 1 when another process works at it, or it was given up."""
    task, change_id = arguments
    try:
        {"read": read, "publish": publish}[task](load_settings(), change_id)
    except (ConflictError, NotFoundError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
