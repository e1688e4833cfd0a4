"""Large graphs in files that all processes share: made once for each graph, opened in an instant, read as they are asked.

    <folder>/
      .lock         held (flock) by who makes one
      .tmp-…/       one that is being made, or what a dead process left of it
      3f0a…-91c2…/  the graph of one hash, as one version of the engine and of the queries reads it
        store/            its files in Oxigraph
        rows/NAME.jsonl   the rows of the index query NAME, one a line
        FILES.json        the hash of each file

All of it can be made again from the N-Quads; nothing here is part of a snapshot.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kb.errors import SnapshotError
from kb.files import TEMPORARY, locked, sync_directory
from kb.graph.oxigraph import in_files, write_files
from kb.graph.store import QUERIES_DIR, GraphStore, LocalEngine

FOLDER_NAME = ".graphs"
_STORE, _ROWS, _FILES = "store", "rows", "FILES.json"
# What a snapshot is opened from; the other queries are asked of the engine.
_KEPT_QUERIES = "*_index.rq"
# Written by the engine for people and for itself, and never read for an answer.
_NOT_READ = ("LOG", "LOCK")
# Of how the files are laid out; another number is another folder.
_FORMAT = 1
_PATIENCE_S = 1_800.0


@dataclass(frozen=True)
class StoredGraph:
    """A graph in files, checked when it was opened."""

    path: Path

    @property
    def files(self) -> Path:
        """Where the files of the engine are."""
        return self.path / _STORE

    @cached_property
    def store(self) -> GraphStore:
        """The graph, to be asked."""
        return GraphStore(LocalEngine(in_files(self.files)))

    def select(self, query: str) -> Iterator[dict[str, str]]:
        """The rows of the query of this name."""
        kept = self.path / _ROWS / f"{query}.jsonl"
        if not kept.is_file():
            yield from self.store.select(query)
            return
        with kept.open("rb") as lines:
            yield from map(json.loads, lines)


def stored_graph(folder: Path, nquads: Path, digest: str, kept: Collection[str]) -> StoredGraph:
    """The graph of an N-Quads file in files under ``folder``; made first, if it is not there yet or damaged.

    :param digest: the sha256 of the N-Quads.
    :param kept: the digests whose graphs stay when one is made; those of all others are removed.
    :raises SnapshotError: the N-Quads are none, or another process makes graphs for too long.
    :raises OSError: the files cannot be written.
    """
    path = folder / _name(digest)
    if _is_good(path):
        return StoredGraph(path)
    folder.mkdir(exist_ok=True)
    with locked(folder / ".lock", _PATIENCE_S, lambda: _refused(folder)):
        if not _is_good(path):
            _remove(folder, {_name(other) for other in kept})
            _make(path, nquads)
    return StoredGraph(path)


def _name(digest: str) -> str:
    return f"{digest[:16]}-{_version()}"


def _version() -> str:
    """What stands for the engine, the layout and the queries whose rows are kept."""
    said = [str(_FORMAT), ox.__version__, *(path.read_text(encoding="utf-8") for path in _queries())]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _queries() -> list[Path]:
    return sorted(QUERIES_DIR.glob(_KEPT_QUERIES))


def _make(path: Path, nquads: Path) -> None:
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(4)}")
    try:
        (temporary / _ROWS).mkdir(parents=True)
        try:
            write_files(nquads, temporary / _STORE)
        except SyntaxError as error:
            raise SnapshotError(f"图谱文件损坏，不是合法的 N-Quads：{error}。请重新运行 zeren build。") from error
        _write_rows(temporary)
        hashes = json.dumps(_hashes(temporary), indent=1).encode()
        (temporary / _FILES).write_bytes(hashes)
        shutil.rmtree(path, ignore_errors=True)
        temporary.rename(path)
        sync_directory(path.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write_rows(folder: Path) -> None:
    graph = StoredGraph(folder)
    store = graph.store

    def write(query: str) -> None:
        with (folder / _ROWS / f"{query}.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in store.each(query))

    # Threads: the engine lets others work while it looks for a row.
    with ThreadPoolExecutor() as threads:
        list(threads.map(write, [query.stem for query in _queries()]))


def _remove(folder: Path, kept: Collection[str]) -> None:
    """Remove all but these: what dead processes left too. The caller holds the lock."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _is_good(path: Path) -> bool:
    """Whether the graph is there and whole. The page cache is warm after it, for all who share the files."""
    try:
        hashes: Mapping[str, str] = json.loads((path / _FILES).read_bytes())
        return hashes == _hashes(path)
    except (OSError, ValueError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in (*_NOT_READ, _FILES):
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _refused(folder: Path) -> SnapshotError:
    return SnapshotError(f"另一个进程正在写 {folder}，等了很久仍未结束；请待它结束后重试。")
