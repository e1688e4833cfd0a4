"""The store of a snapshot's graph on disk, for read-only workers, in a folder of this service's own.

A cache, never part of the snapshot: the N-Quads alone have the content address. The folder goes when the service ends;
what a killed service left is swept away by the next, which knows it by the lock that nobody holds any more.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kb.errors import SnapshotError, reason_of

_PREFIX, _LOCK = "zeren-sparql-", "lock"


@dataclass(frozen=True)
class Statistics:
    """Counts for the description of the dataset: triples of the union and of each graph, members of each class, uses
    of each property, subjects."""

    triples: int
    subjects: int
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]


@contextmanager
def stored(nquads: bytes) -> Iterator[tuple[Path, Statistics]]:
    """The folder of a store that holds ``nquads``, and what it holds.

    :raises SnapshotError: they are no N-Quads, or the folder for temporary files cannot be written.
    """
    root = Path(tempfile.gettempdir())
    _sweep(root)
    folder, lock = _own_folder(root)
    try:
        yield folder / "store", _fill(folder / "store", nquads)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()


def _own_folder(root: Path) -> tuple[Path, BinaryIO]:
    """A new folder and its lock, held; it gets the name that is swept only after it is locked."""
    try:
        new = Path(tempfile.mkdtemp(prefix=f"new-{_PREFIX}", dir=root))
        lock = (new / _LOCK).open("ab")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return new.rename(root / new.name.removeprefix("new-")), lock
    except OSError as error:
        raise SnapshotError(
            f"SPARQL 的库写不进临时目录 {root}（{reason_of(error)}）；请检查磁盘空间和权限。"
        ) from error


def _fill(path: Path, nquads: bytes) -> Statistics:
    store = ox.Store(str(path))
    try:
        store.bulk_load(nquads, format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise SnapshotError(f"图谱文件损坏，不是合法的 N-Quads：{error}。请重新运行 zeren build。") from error
    store.optimize()
    store.flush()
    return _statistics(store)


def _statistics(store: ox.Store) -> Statistics:
    return Statistics(
        triples=_count(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        subjects=_count(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        graphs=_counts(store, "SELECT ?k (COUNT(*) AS ?n) { GRAPH ?k { ?s ?p ?o } } GROUP BY ?k"),
        classes=_counts(store, "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) { ?s a ?k } GROUP BY ?k"),
        properties=_counts(store, "SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k"),
    )


def _count(store: ox.Store, query: str) -> int:
    return next(int(row["n"].value) for row in _rows(store, query))


def _counts(store: ox.Store, query: str) -> dict[str, int]:
    return dict(sorted((row["k"].value, int(row["n"].value)) for row in _rows(store, query)))


def _rows(store: ox.Store, query: str) -> ox.QuerySolutions:
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return rows


def _sweep(root: Path) -> None:
    for folder in root.glob(f"{_PREFIX}*"):
        with suppress(OSError), (folder / _LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
