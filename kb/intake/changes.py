"""One change of the library from receipt to publication, kept as a folder so that it outlives every process.

<data_dir>/changes/<id>/
  change.json   what it is and how far it has come
  original      the file as it was received
  preview/      a snapshot of this one document, built to be looked at before it counts
  .working      held (flock) by the process that reads or publishes it
"""

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from kb.errors import ConflictError, NotFoundError, StorageError, reason_of
from kb.files import is_locked, locked, private_folder, sync_directory, write_atomically
from kb.holdings import Supplied
from kb.settings import Settings

Kind = Literal["add", "replace", "remove"]
State = Literal["receiving", "received", "reading", "ready", "approved", "publishing", "published", "failed"]
WORKING: tuple[State, ...] = ("reading", "publishing")
# A process will come for it.
QUEUED: tuple[State, ...] = ("received", "approved")
_ID = re.compile(r"[0-9a-f]{16}")
_RECORD = "change.json"
_KEPT = timedelta(days=7)
_LONGEST_UPLOAD = timedelta(hours=1)
# Who looks whether a process works holds the lock for a moment.
_LOOK_S = 0.5
_INTERRUPTED = "处理中断（服务停止、磁盘已满或内存不足），库中的文件没有改动；请重试。"


@dataclass(frozen=True)
class Change:
    """``document`` is the id that the document has or will get; ``by`` is whose key, ``address`` where it came from; ``file``, ``sha256``, ``bytes`` are of the file as
    received ("" and 0 for a removal); ``created`` is UTC, ISO 8601; ``step`` of ``steps`` is done, ``doing`` is what
    goes on; ``error`` says why it failed or why the last try to publish did, or what could not be done after it was published; ``snapshot`` is the one it is part of;
    ``approved_by`` is whose key published it, with its role and address;
    ``title``, ``issuer``, ``number``, ``issued`` (YYYY-MM-DD) are what a person put right, "" leaves what was read; ``at_once`` publishes without
    waiting for a person to look."""

    id: str
    kind: Kind
    document: str
    by: str
    address: str
    created: str
    state: State = "receiving"
    file: str = ""
    sha256: str = ""
    bytes: int = 0
    doing: str = ""
    step: int = 0
    steps: int = 0
    error: str = ""
    snapshot: str = ""
    approved_by: str = ""
    approved_role: str = ""
    approved_from: str = ""
    title: str = ""
    issuer: str = ""
    number: str = ""
    issued: str = ""
    at_once: bool = False


def supplied_of(change: Change) -> Supplied:
    """What a person put right of the document."""
    issued = date.fromisoformat(change.issued) if change.issued else None
    return Supplied(change.title or None, change.issuer or None, change.number or None, issued)


def changes_dir(settings: Settings) -> Path:
    """The folder of all changes."""
    return settings.data_dir / "changes"


def folder_of(settings: Settings, change_id: str) -> Path:
    """The folder of one change."""
    return changes_dir(settings) / change_id


def original_of(folder: Path) -> Path:
    """The file as it was received."""
    return folder / "original"


def lock_of(folder: Path) -> Path:
    """The file that the working process locks."""
    return folder / ".working"


def preview_settings(settings: Settings, folder: Path) -> Settings:
    """Settings under which the document alone is the current snapshot."""
    return replace(settings, snapshot_dir=folder / "preview", encoder="none")


def create(settings: Settings, kind: Kind, document: str, by: str, address: str) -> Change:
    """A new change with its folder.

    :raises StorageError: it cannot be written.
    """
    created = datetime.now(UTC).isoformat(timespec="seconds")
    change = Change(secrets.token_hex(8), kind, document, by, address, created)
    try:
        private_folder(folder_of(settings, change.id))
        sync_directory(changes_dir(settings))
    except OSError as error:
        raise _unwritable(error) from error
    save(settings, change)
    return change


def save(settings: Settings, change: Change) -> None:
    """Write how far the change has come.

    :raises StorageError: it cannot be written.
    """
    data = json.dumps(asdict(change), ensure_ascii=False, indent=1).encode()
    try:
        write_atomically(folder_of(settings, change.id) / _RECORD, data)
    except OSError as error:
        raise _unwritable(error) from error


def written(settings: Settings, change_id: str) -> tuple[int, int]:
    """Tells the record of a change from what it was before it was written again, with whatever in it.

    :raises NotFoundError: there is none.
    """
    try:
        found = (folder_of(settings, change_id) / _RECORD).stat()
    except OSError as error:
        raise _unknown(change_id) from error
    return found.st_ino, found.st_mtime_ns


def load(settings: Settings, change_id: str) -> Change:
    """The change as it stands; one whose process ended in the middle has failed, or waits to be published again.

    :raises NotFoundError: there is none.
    """
    change = _record(settings, change_id)
    if change.state in WORKING and not is_locked(lock_of(folder_of(settings, change_id))):
        # Read again: the process may have written its last word in between.
        change = _record(settings, change_id)
        return failed(change, _INTERRUPTED) if change.state in WORKING else change
    return change


def settled(settings: Settings, change_id: str) -> Change:
    """The change as it stands when nobody works at it, which the caller sees to by :func:`working`.

    :raises NotFoundError: there is none.
    """
    change = _record(settings, change_id)
    return failed(change, _INTERRUPTED) if change.state in WORKING else change


def _record(settings: Settings, change_id: str) -> Change:
    try:
        if not _ID.fullmatch(change_id):
            raise FileNotFoundError
        return Change(**json.loads((folder_of(settings, change_id) / _RECORD).read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise _unknown(change_id) from error


def failed(change: Change, error: str) -> Change:
    """The change after its process failed: what was read waits to be published again."""
    read = change.kind != "remove" and change.state in ("approved", "publishing")
    return replace(change, state="ready" if read else "failed", error=error)


def all_changes(settings: Settings) -> list[Change]:
    """The changes there are, the latest first."""
    return sorted(_every(settings), key=lambda change: (change.created, change.id), reverse=True)


def queued(settings: Settings) -> list[Change]:
    """The changes that a process should come for, the oldest first."""
    return [change for change in all_changes(settings) if change.state in QUEUED][::-1]


def approve(settings: Settings, change_id: str, corrected: Callable[[Change], Change]) -> Change:
    """The change, as ``corrected`` makes it of what is ready, waiting to be published.

    :raises NotFoundError: there is none. :raises ConflictError: it is not ready, or a process works at it.
    """
    with working(settings, change_id, _LOOK_S):
        change = settled(settings, change_id)
        if change.state != "ready":
            raise ConflictError("这一项现在不能发布：还在读、没有读成，或已经发布；读完待发布的才能发布。")
        change = replace(corrected(change), state="approved", error="")
        save(settings, change)
        return change


def discard(settings: Settings, change_id: str) -> Change:
    """Delete a change that is not published; what it was.

    :raises NotFoundError: there is none.
    :raises ConflictError: a process works at it, or it is published.
    """
    with working(settings, change_id, _LOOK_S):
        change = settled(settings, change_id)
        if change.state == "published":
            raise ConflictError("这一项已经发布，不能放弃；要撤下文件，请移除它。")
        shutil.rmtree(folder_of(settings, change_id), ignore_errors=True)
    return change


def forget_files(settings: Settings, change_id: str) -> None:
    """Delete the file and the preview of a change that is published: the original is kept elsewhere."""
    folder = folder_of(settings, change_id)
    shutil.rmtree(preview_settings(settings, folder).snapshot_dir, ignore_errors=True)
    original_of(folder).unlink(missing_ok=True)


def sweep(settings: Settings) -> None:
    """Delete changes that are old and not worked at, and what uploads that broke off have left."""
    for path in _folders(settings):
        try:
            change = load(settings, path.name)
            created = datetime.fromisoformat(change.created)
        except NotFoundError:
            change, created = None, datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if change and change.state in WORKING:
            continue
        kept = _KEPT if change and change.state != "receiving" else _LONGEST_UPLOAD
        if datetime.now(UTC) - created > kept:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def working(settings: Settings, change_id: str, patience_s: float = 0.0) -> Iterator[None]:
    """Work at the change, alone.

    :raises NotFoundError: there is none. :raises ConflictError: a process works at it.
    """
    try:
        with locked(lock_of(folder_of(settings, change_id)), patience_s, _busy):
            yield
    except FileNotFoundError as error:
        raise _unknown(change_id) from error


def as_row(change: Change) -> dict[str, Any]:
    """The change for programs."""
    return asdict(change)


def _unknown(change_id: str) -> NotFoundError:
    return NotFoundError(f"没有编号为 {change_id} 的添加或移除；可能已放弃或过期，请重新上传。")


def _busy() -> ConflictError:
    return ConflictError("这一项正在处理；请等它结束。")


def _folders(settings: Settings) -> list[Path]:
    folder = changes_dir(settings)
    return list(folder.iterdir()) if folder.is_dir() else []


def _every(settings: Settings) -> Iterator[Change]:
    for path in _folders(settings):
        try:
            yield load(settings, path.name)
        except NotFoundError:
            continue


def _unwritable(error: OSError) -> StorageError:
    return StorageError(f"写不进数据目录（{reason_of(error)}）；请管理员检查 ZEREN_DATA_DIR 的磁盘空间和写权限后重试。")
