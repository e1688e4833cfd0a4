"""The stages in order: file → text → provisions → facts; documents → units → graph → health check → snapshot."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from kb import collector
from kb.audit import check_plan
from kb.audit.contract import Row
from kb.audit.contract import as_contract as finding_contract
from kb.contract import as_contract
from kb.corpus import document_id_for, read_bytes, read_file, text_of
from kb.corpus.rosters import load_rosters
from kb.errors import SnapshotError
from kb.extraction.understand import understand
from kb.fanout import Fanout, fanout
from kb.graph.build import build_nquads
from kb.graph.shapes import Departure, departures
from kb.holdings import HOLDINGS, Holdings, Supplied, to_json
from kb.identifiers import Identifiers
from kb.models import ParsedDocument
from kb.opening import encoded_passages_of, thesaurus, vector_stores
from kb.parsing import parse_outline
from kb.report import report_of
from kb.settings import Settings
from kb.snapshot import FINDINGS, GRAPH, REPORT, Snapshot, open_current, publish, staging
from kb.sources import SourceFile
from kb.units.registry import build_registry

if TYPE_CHECKING:
    from kb.search.large.stores import ConfiguredStores  # a small index does without

# Called with (done, total, what) as a build goes on.
Progress = Callable[[int, int, str], None]


def parse_text(text: str, document_id: str) -> ParsedDocument:
    """Everything understood of one canonical text."""
    return understand(parse_outline(text), document_id)


def parse_file(
    path: Path, settings: Settings, document_id: str | None = None, shown: str | None = None
) -> ParsedDocument:
    """Everything understood of one file; ``shown`` is what errors call it.

    :raises InputError: the file cannot be read as a document.
    """
    source = read_file(path, settings.max_file_bytes, shown)
    return parse_text(source.text, document_id or document_id_for(path))


def _given(document: ParsedDocument, supplied: Supplied) -> dict[str, Any]:
    """What a person wrote down of the document (title, issuer, number, date) that differs from what was read."""
    read = vars(document.info)
    return {name: value for name, value in vars(supplied).items() if value not in (None, read[name])}


@collector.put_off()
def build(
    settings: Settings,
    files: Sequence[SourceFile],
    progress: Progress = lambda *_: None,
    removed: tuple[tuple[str, str], ...] = (),
    replaced: Mapping[str, bytes] | None = None,
) -> tuple[Snapshot, dict[str, Any]]:
    """Read, understand and publish ``files`` as one snapshot; the snapshot and its report.

    :param removed: what the snapshot is to remember as taken out of the corpus.
    :param replaced: files with what was read of expressions that were replaced, by name.
    :raises InputError: a file or a roster cannot be read; nothing is published then.
    :raises SnapshotError: the snapshot cannot be written, or the store of vectors takes none.
    """
    total = len(files) + 4
    # Rosters belong to the documents of their folder; a file given by itself has none.
    rosters = [
        roster for folder in dict.fromkeys(f.corpus for f in files if f.corpus) for roster in load_rosters(folder)
    ]
    identifiers = Identifiers(settings.base_iri)
    with fanout(settings, len(files)) as fan:
        documents, given = _read(
            files, settings, fan, lambda done: progress(done, total, files[done].holding.current.file)
        )
        progress(len(files), total, "知识图谱")
        graph = build_nquads(documents, build_registry(documents), identifiers, rosters, given=given, fan=fan)
        progress(len(files) + 1, total, "体检")
        findings = _findings(documents, departures(graph, identifiers, fan=fan))
    progress(len(files) + 2, total, "检索索引")
    report = report_of(documents, graph.count(b"\n"), findings)
    holdings = Holdings(tuple(file.holding for file in files), removed)
    stores = vector_stores(settings)
    # What is staged is removed before it is looked which collections are in use, be the build done or broken off.
    with stores.swept(settings.snapshot_dir), ExitStack() as held:
        index = _index_files(settings, documents, progress, held, stores)
        progress(len(files) + 3, total, "快照")
        stored = {
            **_document_files(documents),
            **index,
            GRAPH: graph,
            REPORT: _json(report),
            FINDINGS: _json(findings),
            HOLDINGS: to_json(holdings),
            **(replaced or {}),
        }
        snapshot = publish(settings.snapshot_dir, stored)
    progress(total, total, "完成")
    return snapshot, report


@dataclass(frozen=True)
class _Unread:
    """A file to read: where it is or, for who does not see that, its bytes; ``shown`` is what errors call it."""

    id: str
    path: Path
    data: bytes | None
    shown: str
    max_bytes: int


class _ToRead(Sequence[_Unread]):
    """Files as they are taken: with their bytes, all of them at once would fill the memory."""

    def __init__(self, files: Sequence[SourceFile], max_bytes: int, *, elsewhere: bool) -> None:
        self._files, self._max_bytes, self._elsewhere = files, max_bytes, elsewhere

    def __len__(self) -> int:
        return len(self._files)

    @overload
    def __getitem__(self, place: int) -> _Unread: ...

    @overload
    def __getitem__(self, place: slice) -> list[_Unread]: ...

    def __getitem__(self, place: int | slice) -> _Unread | list[_Unread]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        file = self._files[place]
        data = read_bytes(file.path, self._max_bytes, file.shown) if self._elsewhere else None
        return _Unread(file.id, file.path, data, file.shown, self._max_bytes)


def _read(
    files: Sequence[SourceFile], settings: Settings, fan: Fanout, told: Callable[[int], None]
) -> tuple[list[ParsedDocument], dict[str, frozenset[str]]]:
    """The documents, with what a person wrote down of them, and by id the names of that."""
    unread = _ToRead(files, settings.max_file_bytes, elsewhere=bool(settings.dask_scheduler))
    documents, given = [], {}
    for file, read in zip(files, fan(_read_some, unread, told), strict=True):
        differing = _given(read, file.holding.supplied)
        documents.append(replace(read, info=replace(read.info, **differing)))
        given[file.id] = frozenset(differing)
    return documents, given


def _read_some(unread: Sequence[_Unread]) -> list[ParsedDocument]:
    return [_read_one(file) for file in unread]


def _read_one(file: _Unread) -> ParsedDocument:
    data = read_bytes(file.path, file.max_bytes, file.shown) if file.data is None else file.data
    return parse_text(text_of(data, file.shown).text, file.id)


def _findings(documents: Sequence[ParsedDocument], departed: Sequence[Departure]) -> list[Row]:
    own: dict[str, list[Departure]] = {document.info.id: [] for document in documents}
    for departure in departed:
        own[departure.document].append(departure)
    return [finding_contract(f) for document in documents for f in check_plan(document, own[document.info.id])]


def check_file(path: Path, settings: Settings) -> list[Row]:
    """The findings of one file, without a snapshot.

    :raises InputError: the file cannot be read as a document.
    """
    document = parse_file(path, settings)
    identifiers = Identifiers(settings.base_iri)
    graph = build_nquads([document], build_registry([document]), identifiers)
    return _findings([document], departures(graph, identifiers))


def _index_files(
    settings: Settings,
    documents: Sequence[ParsedDocument],
    progress: Progress,
    held: ExitStack,
    stores: "ConfiguredStores",
) -> Mapping[str, bytes | Path]:
    """The index of the documents; what the current snapshot's index holds already is not encoded again.

    Files of a large index are staged as long as ``held`` is open.
    """
    from kb.search.encoder import WORDS_ONLY, load_encoder
    from kb.search.passages import passages_of
    from kb.search.storage import is_large, stored_index

    # Loaded once: an encoder may take seconds and much memory.
    encoder = load_encoder(settings.encoder)
    try:
        previous = encoded_passages_of(open_current(settings.snapshot_dir), encoder)
    except SnapshotError:
        previous = None
    passages = [passage for document in documents for passage in passages_of(document)]
    # What is to lie in a database is mapped from files too, however small: one way for whatever is not in memory.
    elsewhere = settings.milvus_uri and passages and encoder.name != WORDS_ONLY
    folder = held.enter_context(staging(settings.snapshot_dir)) if elsewhere or is_large(passages) else None

    def encoded(done: int, total: int) -> None:
        progress(done, total, "检索索引（段）")

    # A small index has its topics looked for when it is opened.
    words = thesaurus() if folder else None
    return stored_index(passages, encoder, previous, encoded, words, folder, stores)


def _document_files(documents: Sequence[ParsedDocument]) -> dict[str, bytes | Path]:
    files: dict[str, bytes | Path] = {}
    for document in documents:
        files[f"texts/{document.info.id}.txt"] = document.text.encode()
        files[f"parsed/{document.info.id}.json"] = _json(as_contract(document))
    return files


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
