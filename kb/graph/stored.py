"""Large graphs in files that all processes share: made once for each graph, opened in an instant, read as they are asked.

    <folder>/
      .lock              held (flock) by who makes or removes one
      .tmp-…/            one that is being made, or what a dead process left of it
      3f0a…-91c2…-7b1d/  the graph of one hash, as one version of the engine and of the queries reads it
        store/            its files in Oxigraph
        rows/NAME.jsonl   the rows of the index query NAME, one a line
        FILES.json        the hash of each file; held (flock, shared) by who reads the graph

All of it can be made again from the N-Quads; nothing here is part of a snapshot. The engine opens its files as it needs
them: what anybody holds is not removed, and what is made anew has another name.
"""

import fcntl
import hashlib
import json
import logging
import secrets
import shutil
import weakref
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kb.errors import SnapshotError
from kb.files import TEMPORARY, is_locked, locked, sync_directory, try_lock
from kb.graph.oxigraph import in_files, write_files
from kb.graph.store import QUERIES_DIR, GraphStore, LocalEngine

FOLDER_NAME = ".graphs"
_LOG = logging.getLogger("zeren")
_STORE, _ROWS, _FILES, _LOCK = "store", "rows", "FILES.json", ".lock"
# What a snapshot is opened from; the other queries are asked of the engine.
_KEPT_QUERIES = "*_index.rq"
# Written by the engine for people and for itself, and never read for an answer.
_NOT_READ = ("LOG", "LOCK")
# Of how the files are laid out; another number is another folder.
_FORMAT = 1
_PATIENCE_S = 1_800.0


@dataclass(frozen=True)
class StoredGraph:
    """A graph in files, checked when it was opened. They are held, so that nobody removes them, as long as it is."""

    path: Path

    @property
    def files(self) -> Path:
        """Where the files of the engine are."""
        return self.path / _STORE

    @cached_property
    def store(self) -> GraphStore:
        """The graph, to be asked."""
        return _store_in(self.path)

    def select(self, query: str) -> Iterator[dict[str, str]]:
        """The rows of the query of this name."""
        kept = self.path / _ROWS / f"{query}.jsonl"
        if not kept.is_file():
            yield from self.store.select(query)
            return
        with kept.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def stored_graph(folder: Path, nquads: Path, digest: str, kept: Collection[str]) -> StoredGraph:
    """The graph of an N-Quads file in files under ``folder``; made first, if it is not there yet or damaged.

    :param digest: the sha256 of the N-Quads.
    :param kept: as of :func:`sweep`, which is done before one is made.
    :raises SnapshotError: the N-Quads are none.
    :raises OSError: the files cannot be written, or another process makes graphs for too long.
    """
    found = _found(folder, digest)
    if found is not None:
        return found
    folder.mkdir(exist_ok=True)
    if is_locked(folder / _LOCK):
        _LOG.info("另一个进程正在 %s 里存图谱，等它做好。", folder)
    with locked(folder / _LOCK, _PATIENCE_S, lambda: TimeoutError(f"{folder} 一直有别的进程在写")):
        found = _found(folder, digest)
        if found is None:
            if any(folder.glob(f"{_name(digest)}-*")):
                _LOG.warning("%s 里的图谱文件已损坏（校验值不符），重做；请检查磁盘。", folder)
            # Its own too: what there is of it is damaged.
            _remove(folder, {*kept} - {digest})
            _LOG.info(
                "图谱有 %.1f MB，存成各进程共用的文件（约每十 MB 一秒），以后各次启动直接用。", _megabytes(nquads)
            )
            found = _make(folder / f"{_name(digest)}-{secrets.token_hex(4)}", nquads)
    return found


def sweep(folder: Path, kept: Collection[str]) -> None:
    """Remove the graphs of all digests but those ``kept``, and what dead processes left; what is held stays."""
    if not folder.is_dir():
        return
    with suppress(OSError), locked(folder / _LOCK, 0.0, BlockingIOError):
        _remove(folder, kept)


def _name(digest: str) -> str:
    return f"{digest[:16]}-{_version()}"


def _version() -> str:
    """What stands for the engine, the layout and the queries whose rows are kept."""
    said = [str(_FORMAT), ox.__version__, *(path.read_text(encoding="utf-8") for path in _queries())]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _queries() -> list[Path]:
    return sorted(QUERIES_DIR.glob(_KEPT_QUERIES))


def _make(path: Path, nquads: Path) -> StoredGraph:
    temporary = path.with_name(f"{TEMPORARY}{path.name}")
    try:
        (temporary / _ROWS).mkdir(parents=True)
        try:
            write_files(nquads, temporary / _STORE)
        except SyntaxError as error:
            raise SnapshotError(f"图谱文件损坏，不是合法的 N-Quads：{error}。请重新运行 zeren build。") from error
        _write_rows(temporary)
        (temporary / _FILES).write_text(json.dumps(_hashes(temporary), indent=1), encoding="utf-8")
        graph = _held(temporary, path)
        temporary.rename(path)
        sync_directory(path.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return graph


def _held(path: Path, named: Path) -> StoredGraph:
    """The graph at ``path``, which is to be found as ``named``, held.

    :raises OSError: it is not there, or is being removed.
    """
    file = (path / _FILES).open("rb")
    graph = StoredGraph(named)
    weakref.finalize(graph, file.close)
    if not try_lock(file, fcntl.LOCK_SH):
        raise BlockingIOError(f"{path} is being removed")
    return graph


def _write_rows(folder: Path) -> None:
    store = _store_in(folder)

    def write(query: str) -> None:
        with (folder / _ROWS / f"{query}.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in store.each(query))

    # Threads: the engine lets others work while it looks for a row.
    with ThreadPoolExecutor() as threads:
        list(threads.map(write, [query.stem for query in _queries()]))


def _store_in(path: Path) -> GraphStore:
    return GraphStore(LocalEngine(in_files(path / _STORE)))


def _remove(folder: Path, kept: Collection[str]) -> None:
    """As :func:`sweep`; the caller holds the lock. Those of other versions go too."""
    stay = {_name(digest) for digest in kept}
    for path in folder.iterdir():
        if path.is_dir() and path.name.rpartition("-")[0] not in stay:
            _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    with ExitStack() as locks:
        try:
            file = locks.enter_context((path / _FILES).open("rb"))
        except OSError:
            pass  # never done, or damaged: nobody reads it
        else:
            if not try_lock(file):
                return
        shutil.rmtree(path, ignore_errors=True)


def _found(folder: Path, digest: str) -> StoredGraph | None:
    """The graph, if it is there and whole. The page cache is warm after it, for all who share the files."""
    for path in sorted(folder.glob(f"{_name(digest)}-*")):
        with suppress(OSError):
            graph = _held(path, path)
            if _is_good(path):
                return graph
    return None


def _is_good(path: Path) -> bool:
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


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6
