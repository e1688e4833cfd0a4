"""The documents that are served, changed one step at a time: read the list, edit it, build and publish."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from kb.errors import ConflictError, PublishedError, SnapshotError, StorageError, ZerenError, reason_of
from kb.files import locked, private_folder, write_atomically
from kb.graph.endpoint.address import endpoint_of
from kb.graph.endpoint.loading import load
from kb.holdings import HOLDINGS, Holdings, from_json, holdings_of, replaced_name
from kb.intake.aside import forget_aside, joined, read_aside, uploads_of, write_aside
from kb.pipeline import Progress, build
from kb.settings import Settings
from kb.snapshot import GRAPH, Snapshot, open_current
from kb.sources import keep_original, sources, sources_of, with_corpus

Edit = Callable[[Holdings], Holdings]
# Another build of many documents may go before this one.
_PATIENCE_S = 1_800.0
_LOCK = ".library"


def change_library(
    settings: Settings, edit: Edit, progress: Progress = lambda *_: None
) -> tuple[Snapshot, dict[str, Any]]:
    """Build and publish the documents as ``edit`` would have them; the snapshot and its report.

    One change at a time: another process that changes the library waits, and edits what this one published.

    :raises ZerenError: what ``edit`` raises, a file cannot be read, nothing would be left, or nothing could be
        written; what was served before is served on.
    :raises PublishedError: it is published, but what goes with it could not be written.
    """
    with alone(settings):
        current, held = _current(settings)
        built = _built(settings, current, held, edit(held), progress)
        # A build of paths that failed has put aside what is still held: what is removed now shall not come back.
        _follow(settings, built[0], progress, lambda: forget_aside(settings, held))
        return built


def _built(
    settings: Settings, current: Snapshot | None, held: Holdings, wanted: Holdings, progress: Progress
) -> tuple[Snapshot, dict[str, Any]]:
    files = sources_of(settings, wanted)
    if not files:
        raise ConflictError("这是库中最后一份文件，不能移除；请先添加别的文件。")
    replaced = dict(_replaced(current, held, wanted)) if current else {}
    return build(settings, files, progress, removed=wanted.removed, replaced=replaced)


def _follow(settings: Settings, snapshot: Snapshot, progress: Progress, aside: Callable[[], None]) -> None:
    """What a publication brings with it; where something of it fails, the rest is done all the same.

    :raises PublishedError: something failed.
    """
    faults = []
    steps = (
        partial(_keep_list, settings, snapshot),
        aside,
        partial(_fill_endpoint, settings, snapshot, progress),
    )
    for step in steps:
        try:
            step()
        except ZerenError as error:
            faults.append(str(error))
    if faults:
        raise PublishedError(f"快照 {snapshot.id} 已发布，但随后有事没做成：{''.join(faults)}", snapshot.id)


def build_corpus(settings: Settings, progress: Progress = lambda *_: None) -> tuple[Snapshot, dict[str, Any]]:
    """Build the corpus as it now is, and the uploaded documents, those that were put aside too.

    :raises ZerenError: see :func:`change_library`.
    """
    with alone(settings):
        current, held = _current(settings)
        wanted = with_corpus(settings, joined(held, read_aside(settings)))
        built = _built(settings, current, held, wanted, progress)
        _follow(settings, built[0], progress, lambda: write_aside(settings, Holdings()))
        return built


def build_paths(
    settings: Settings, paths: Sequence[Path], progress: Progress = lambda *_: None
) -> tuple[Snapshot, dict[str, Any]]:
    """Build the files of ``paths`` alone, and keep them, so that documents can be added to them later.

    What had been uploaded, or removed from the corpus, is put aside for the next :func:`build_corpus`.

    :raises ZerenError: see :func:`change_library`.
    """
    files = sources(settings, paths)
    with alone(settings):
        _, held = _current(settings)
        write_aside(settings, joined(uploads_of(held), read_aside(settings)))
        built = build(settings, files, progress)
        # After reading: what cannot be read is told by its reader.
        for file in files:
            if file.holding.origin != "corpus":
                keep_original(settings, file.path, file.holding.current.sha256)
        _follow(settings, built[0], progress, lambda: None)
        return built


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Nobody else changes the library, or what an endpoint holds of it, until the end of the ``with``.

    :raises SnapshotError: somebody does so for very long, or the directory of the snapshots cannot be written.
    """
    with ExitStack() as held:
        try:
            settings.snapshot_dir.mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(settings.snapshot_dir / _LOCK, _PATIENCE_S, _busy))
        except OSError as error:
            raise SnapshotError(
                f"快照目录 {settings.snapshot_dir} 写不了（{reason_of(error)}）；请检查磁盘空间和写权限。"
            ) from error
        yield


def _current(settings: Settings) -> tuple[Snapshot | None, Holdings]:
    """The current snapshot and its documents; where it is lost or damaged, they are those of the kept list."""
    try:
        current = open_current(settings.snapshot_dir)
    except SnapshotError:
        return None, _kept_list(settings) or Holdings()
    # An earlier snapshot stands in for a damaged one: its list may be without an upload, and with what was removed.
    kept = _kept_list(settings) if current.warnings else None
    return current, kept or holdings_of(current)


def _keep_list(settings: Settings, snapshot: Snapshot) -> None:
    """A copy of the list in the data directory: with the originals, it is all that a backup needs.

    :raises StorageError: it cannot be written.
    """
    try:
        private_folder(settings.data_dir)
        write_atomically(settings.data_dir / HOLDINGS, snapshot.read(HOLDINGS))
    except OSError as error:
        raise StorageError(
            f"文件清单存不进数据目录（{reason_of(error)}）；请管理员检查磁盘空间，再运行 zeren build。"
        ) from error


def _fill_endpoint(settings: Settings, snapshot: Snapshot, progress: Progress) -> None:
    """Where the graph is in an endpoint that this process may write to, it holds what was published.

    :raises EndpointError: it does not; services go on with the one before.
    """
    endpoint = endpoint_of(settings)
    if endpoint is not None and endpoint.store_url:
        load(
            endpoint,
            snapshot.id,
            snapshot.read(GRAPH),
            lambda nth, graphs, name, _: progress(nth, graphs, f"装入端点 {name}"),
        )


def _kept_list(settings: Settings) -> Holdings | None:
    try:
        return from_json((settings.data_dir / HOLDINGS).read_bytes())
    except (OSError, SnapshotError):
        return None


def _replaced(current: Snapshot, held: Holdings, wanted: Holdings) -> Iterator[tuple[str, bytes]]:
    """What was read of the expressions that others replaced, so that they can still be compared."""
    for document in wanted:
        before = held.get(document.id)
        for expression in document.earlier:
            name = replaced_name(document.id, expression.sha256)
            if name in current.files:
                yield name, current.read(name)
            elif before and before.current.sha256 == expression.sha256:
                yield name, current.read(f"parsed/{document.id}.json")


def _busy() -> SnapshotError:
    return SnapshotError("另一处正在更改文件库，等了很久仍未结束；请待它结束后重试。")
