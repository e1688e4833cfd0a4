"""Snapshots on disk: immutable directories named by their content, and one file that says which is current.

    <snapshot_dir>/
      current           ids, one a line: the current snapshot, then the previous ones, newest first
      0f3a9c…/          a snapshot: its files and MANIFEST.json with the hash of each; never changed once it stands here
      .tmp-…/           a build under way, or what a dead one left; swept away by the next
      .lock             held (flock) by the one build that writes

The id is the hash of names and hashes, so the same files give the same id, whenever and wherever they are built. A
snapshot is renamed into place and ``current`` replaced only after everything in it is on the disk: whenever the power
goes, readers find the old snapshot or the new one, whole. Readers take no lock; what they have open stays for
``keep`` more builds.
"""

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import InputError, SnapshotError, reason_of
from kb.files import TEMPORARY, is_locked, locked, move_durably, sync_directory, write_atomically, write_durably

MANIFEST_NAME = "MANIFEST.json"
CURRENT_NAME = "current"
# Files that every snapshot holds, beside the texts, the parses and the search index.
GRAPH, REPORT, FINDINGS = "graph.nq", "report.json", "findings.json"
_LOCK_NAME = ".lock"
_ID_LENGTH = 16
_ID = re.compile(f"[0-9a-f]{{{_ID_LENGTH}}}")
_LOCK_PATIENCE_SECONDS = 60.0
_BUILD_AGAIN = "请重新运行 zeren build。"


@dataclass(frozen=True)
class Snapshot:
    """One snapshot, its files checked. ``files`` maps names to sha256; ``warnings`` are for the person who opened it."""

    id: str
    path: Path
    files: Mapping[str, str]
    warnings: tuple[str, ...] = ()

    def read(self, name: str) -> bytes:
        """The bytes of one file, checked again.

        :raises SnapshotError: no such file in the snapshot, or damaged since it was opened.
        """
        if name not in self.files:
            raise SnapshotError(f"快照 {self.id} 里没有文件 {name}，可能由其它版本建立；{_BUILD_AGAIN}")
        try:
            data = (self.path / name).read_bytes()
        except OSError as error:
            raise SnapshotError(f"快照文件 {self.path / name} 读不到（{reason_of(error)}）；{_BUILD_AGAIN}") from error
        if _sha256(data) != self.files[name]:
            raise SnapshotError(f"快照文件 {self.path / name} 已损坏（校验值不符）；{_BUILD_AGAIN}")
        return data


@contextmanager
def staging(snapshot_dir: Path) -> Iterator[Path]:
    """An empty folder beside the snapshots, for files too large for memory that are then published; removed after.

    :raises SnapshotError: the directory is not writable.
    """
    with ExitStack() as held:
        try:
            # Not while another build sweeps: what is held by none it takes for a dead one's.
            with _locked(snapshot_dir):
                folder = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY}staging-", dir=snapshot_dir))
                held.callback(shutil.rmtree, folder, ignore_errors=True)
                held.enter_context(locked(folder / _LOCK_NAME, 0.0, lambda: _refused(snapshot_dir)))
            inside = folder / "files"
            inside.mkdir()
        except OSError as error:
            raise SnapshotError(
                f"快照目录 {snapshot_dir} 写不了（{reason_of(error)}）；请检查磁盘空间和写权限。"
            ) from error
        yield inside


def publish(snapshot_dir: Path, files: Mapping[str, bytes | Path], *, keep: int = 3) -> Snapshot:
    """Write ``files`` (relative names with / to bytes, or to a staged file that is moved) and make it current.

    The ``keep`` snapshots that were current before stay, older ones go. If the files are those of the current
    snapshot, nothing is written. A second build at the same time waits for the first.

    :raises InputError: a name is no plain relative path, or ``keep`` is negative.
    :raises SnapshotError: another build holds the lock for too long; the disk is full or not writable. The current
        snapshot is then what it was.
    """
    hashes = {name: _sha256(data) if isinstance(data, bytes) else _sha256_of(data) for name, data in files.items()}
    _check_arguments(hashes, keep)
    snapshot_id = _content_id(hashes)
    target = snapshot_dir / snapshot_id
    try:
        with _locked(snapshot_dir):
            _sweep_temporary(snapshot_dir)
            history = _read_history(snapshot_dir)
            if not _is_good(target):
                _write_snapshot(target, files, hashes)
            if history[:1] != [snapshot_id]:
                previous = [old for old in history if old != snapshot_id and (snapshot_dir / old).is_dir()]
                history = [snapshot_id, *previous[:keep]]
                write_atomically(snapshot_dir / CURRENT_NAME, "".join(f"{old}\n" for old in history).encode())
            _remove_others(snapshot_dir, history)
    except OSError as error:
        raise SnapshotError(
            f"快照写不进 {snapshot_dir}（{reason_of(error)}）；请检查磁盘空间和写权限后重试，原有快照没有改动。"
        ) from error
    return Snapshot(snapshot_id, target, hashes)


def open_current(snapshot_dir: Path) -> Snapshot:
    """The current snapshot, every file checked; if it is damaged the newest good one before it, with a warning.

    :raises SnapshotError: there is none, or none that is good.
    """
    warnings: list[str] = []
    try:
        listed = _read_history(snapshot_dir)
        if not listed:
            warnings.append(f"{snapshot_dir / CURRENT_NAME} 缺失或读不懂，改用目录里最新的完好快照。")
        for snapshot_id in listed + _unlisted(snapshot_dir, listed):
            try:
                path = snapshot_dir / snapshot_id
                return Snapshot(snapshot_id, path, _verify(path), tuple(warnings))
            except SnapshotError as error:
                warnings.append(f"{error}现改用更早的完好快照，内容可能不是最新；{_BUILD_AGAIN}")
    except OSError as error:
        raise SnapshotError(f"快照目录 {snapshot_dir} 读不了（{reason_of(error)}）；请检查读取权限。") from error
    if listed or len(warnings) > 1:
        raise SnapshotError(f"{snapshot_dir} 里的快照都已损坏；{_BUILD_AGAIN}")
    raise SnapshotError(f"{snapshot_dir} 里还没有快照；请先运行 zeren build。")


def digests_of(snapshot_dir: Path, name: str) -> set[str]:
    """The hashes of the file ``name`` in the snapshots that are kept; of those that can be read."""
    found = set()
    for path in _snapshot_paths(snapshot_dir):
        try:
            found.add(json.loads((path / MANIFEST_NAME).read_bytes())["files"][name])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def built_at(snapshot_dir: Path, snapshot_id: str) -> float:
    """When a snapshot was built (Unix time); now, if it has been removed since it was opened."""
    try:
        return (snapshot_dir / snapshot_id / MANIFEST_NAME).stat().st_mtime
    except OSError:
        return time.time()


def current_mark(snapshot_dir: Path) -> str:
    """What changes whenever another snapshot becomes current, or the current one is written anew; "" without one."""
    try:
        current = next(iter(_read_history(snapshot_dir)), "")
        return f"{current} {(snapshot_dir / current).stat().st_ino}" if current else ""
    except OSError:
        return ""


def _check_arguments(names: Mapping[str, str], keep: int) -> None:
    if keep < 0:
        raise InputError(f"保留的快照数 keep={keep} 不能是负数；请改为 0 或更大。")
    for name in names:
        path = PurePosixPath(name)
        plain = name == str(path) and not path.is_absolute() and ".." not in path.parts and "\0" not in name
        if not plain or name in ("", ".", MANIFEST_NAME):
            raise InputError(f"快照里的文件名 {name!r} 不合法；请用不含 .. 的相对路径。")


def _content_id(hashes: Mapping[str, str]) -> str:
    lines = "".join(f"{name}\0{digest}\n" for name, digest in sorted(hashes.items()))
    return _sha256(lines.encode())[:_ID_LENGTH]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unlisted(snapshot_dir: Path, listed: list[str]) -> list[str]:
    """Snapshots that ``current`` does not name, latest first: what is left to try where that file is lost."""
    found = [(path.stat().st_mtime_ns, path.name) for path in _snapshot_paths(snapshot_dir) if path.name not in listed]
    return [name for _, name in sorted(found, reverse=True)]


def _snapshot_paths(snapshot_dir: Path) -> list[Path]:
    if not snapshot_dir.is_dir():
        return []
    return [path for path in snapshot_dir.iterdir() if _ID.fullmatch(path.name) and path.is_dir()]


def _read_history(snapshot_dir: Path) -> list[str]:
    try:
        text = (snapshot_dir / CURRENT_NAME).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return []
    return list(dict.fromkeys(line for line in text.splitlines() if _ID.fullmatch(line)))


def _is_good(path: Path) -> bool:
    try:
        _verify(path)
    except SnapshotError:
        return False
    return True


def _verify(path: Path) -> dict[str, str]:
    """The hashes of the files in ``path``, all of which agree. :raises SnapshotError: one does not."""
    try:
        hashes: dict[str, str] = json.loads((path / MANIFEST_NAME).read_bytes())["files"]
        if _content_id(hashes) != path.name:
            raise SnapshotError(f"快照 {path} 已损坏（清单与编号不符）。")
        for name, digest in hashes.items():
            if _sha256_of(path / name) != digest:
                raise SnapshotError(f"快照 {path} 已损坏（{name} 校验值不符）。")
    except OSError as error:
        raise SnapshotError(f"快照 {path} 不完整（{reason_of(error)}：{error.filename}）。") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(f"快照 {path} 已损坏（{MANIFEST_NAME} 读不懂）。") from error
    return hashes


def _locked(snapshot_dir: Path) -> AbstractContextManager[None]:
    snapshot_dir.mkdir(parents=True, exist_ok=True)
    return locked(snapshot_dir / _LOCK_NAME, _LOCK_PATIENCE_SECONDS, lambda: _refused(snapshot_dir))


def _refused(snapshot_dir: Path) -> SnapshotError:
    return SnapshotError(f"另一个 zeren build 正在写 {snapshot_dir}，等了很久仍未结束；请待它结束后重试。")


def _write_snapshot(target: Path, files: Mapping[str, bytes | Path], hashes: Mapping[str, str]) -> None:
    """Write into a temporary directory, then rename it to ``target``, over a damaged one of that name."""
    manifest = json.dumps({"files": hashes, "id": target.name}, ensure_ascii=False, indent=1, sort_keys=True)
    temporary = target.with_name(f"{TEMPORARY}{target.name}")
    try:
        for name, data in {**files, MANIFEST_NAME: manifest.encode()}.items():
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            if isinstance(data, bytes):
                write_durably(temporary / name, data)
            else:
                move_durably(data, temporary / name)
        for folder in [path for path in temporary.rglob("*") if path.is_dir()]:
            sync_directory(folder)
        sync_directory(temporary)
        damaged = temporary.with_name(f"{temporary.name}-damaged")
        if target.exists():
            target.rename(damaged)
        temporary.rename(target)
        sync_directory(target.parent)
        shutil.rmtree(damaged, ignore_errors=True)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _sweep_temporary(snapshot_dir: Path) -> None:
    """Remove what dead builds left; the caller holds the lock, so no live build owns any of it, but for what is staged."""
    for path in snapshot_dir.glob(f"{TEMPORARY}*"):
        if not path.is_dir():
            path.unlink()
        elif not is_locked(path / _LOCK_NAME):  # else it is staged by a build that has not come to publishing yet
            shutil.rmtree(path)


def _remove_others(snapshot_dir: Path, history: list[str]) -> None:
    """Remove snapshots that are not in ``history``; what cannot be removed now is tried again by the next build."""
    for path in _snapshot_paths(snapshot_dir):
        if path.name not in history:
            shutil.rmtree(path, ignore_errors=True)
