"""The stages in order: file → text → provisions → facts; documents → units → graph → health check → snapshot."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb import collector
from kb.audit import check_plan
from kb.audit.contract import Row
from kb.audit.contract import as_contract as finding_contract
from kb.contract import as_contract
from kb.corpus import document_id_for, load_manifest, read_file
from kb.corpus.manifest import MANIFEST_NAME, ManifestEntry
from kb.corpus.rosters import load_rosters
from kb.errors import InputError, SnapshotError
from kb.extraction.understand import understand
from kb.graph.build import build_dataset
from kb.graph.shapes import Departure, departures
from kb.graph.store import to_nquads
from kb.identifiers import Identifiers
from kb.models import ParsedDocument
from kb.opening import search_index_of
from kb.parsing import parse_outline
from kb.report import report_of
from kb.settings import Settings
from kb.snapshot import FINDINGS, GRAPH, REPORT, Snapshot, open_current, publish
from kb.units.registry import build_registry

# Called with (done, total, what) as a build goes on.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class SourceFile:
    """A file to read, the id its document gets, what the manifest says of it, and the folder of that manifest."""

    id: str
    path: Path
    entry: ManifestEntry | None = None
    corpus: Path | None = None


def parse_text(text: str, document_id: str) -> ParsedDocument:
    """Everything understood of one canonical text."""
    return understand(parse_outline(text), document_id)


def parse_file(path: Path, settings: Settings, document_id: str | None = None) -> ParsedDocument:
    """Everything understood of one file.

    :raises InputError: the file cannot be read as a document.
    """
    source = read_file(path, settings.max_file_bytes)
    return parse_text(source.text, document_id or document_id_for(path))


def sources(settings: Settings, paths: Sequence[Path] = ()) -> tuple[SourceFile, ...]:
    """The files of a build: ``paths`` (folders give the files in them, by their manifest if they have one), or the corpus.

    :raises InputError: nothing to build, or two files get the same id.
    """
    if not paths:
        return _listed(settings.corpus_dir)
    if len(paths) == 1 and (paths[0] / MANIFEST_NAME).is_file():
        return _listed(paths[0])
    files = [
        file
        for path in paths
        for file in (sorted(path.iterdir()) if path.is_dir() else [path])
        if file.is_file() or path == file
    ]
    if not files:
        raise InputError(f"没有可读的文件：{'、'.join(map(str, paths))}。请给出文件或含有文件的目录。")
    found = tuple(SourceFile(document_id_for(file), file) for file in files)
    _check_ids(found)
    return found


def _listed(folder: Path) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(entry.id, entry.path, entry, folder) for entry in load_manifest(folder))


def _with_manifest(document: ParsedDocument, entry: ManifestEntry | None) -> ParsedDocument:
    """The document with the manifest's title, issuer, number and date, which a person wrote down, over what was read."""
    if entry is None:
        return document
    info = replace(
        document.info,
        title=entry.title,
        issuer=entry.issuer,
        number=entry.number or document.info.number,
        issued=entry.date,
    )
    return replace(document, info=info)


def _check_ids(files: Sequence[SourceFile]) -> None:
    seen: dict[str, Path] = {}
    for file in files:
        if file.id in seen:
            raise InputError(f"{seen[file.id]} 和 {file.path} 得到同一个标识 {file.id}，请改一个文件名。")
        seen[file.id] = file.path


@collector.put_off()
def build(
    settings: Settings, files: Sequence[SourceFile], progress: Progress = lambda *_: None
) -> tuple[Snapshot, dict[str, Any]]:
    """Read, understand and publish ``files`` as one snapshot; the snapshot and its report.

    :raises InputError: a file or a roster cannot be read; nothing is published then.
    """
    total = len(files) + 4
    documents = []
    for done, file in enumerate(files):
        progress(done, total, file.path.name)
        documents.append(_with_manifest(parse_file(file.path, settings, file.id), file.entry))
    progress(len(files), total, "知识图谱")
    # Rosters belong to the documents of their folder; a file given by itself has none.
    rosters = [
        roster for folder in dict.fromkeys(f.corpus for f in files if f.corpus) for roster in load_rosters(folder)
    ]
    identifiers = Identifiers(settings.base_iri)
    dataset = build_dataset(documents, build_registry(documents), identifiers, rosters)
    graph = to_nquads(dataset)
    progress(len(files) + 1, total, "体检")
    findings = _findings(documents, departures(dataset, identifiers))
    progress(len(files) + 2, total, "检索索引")
    index = _index_files(settings, documents, progress)
    progress(len(files) + 3, total, "快照")
    report = report_of(documents, graph.count(b"\n"), findings)
    stored = {**_document_files(documents), **index, GRAPH: graph, REPORT: _json(report), FINDINGS: _json(findings)}
    snapshot = publish(settings.snapshot_dir, stored)
    progress(total, total, "完成")
    return snapshot, report


def _findings(documents: Sequence[ParsedDocument], departed: Sequence[Departure]) -> list[Row]:
    return [finding_contract(finding) for document in documents for finding in check_plan(document, departed)]


def check_file(path: Path, settings: Settings) -> list[Row]:
    """The findings of one file, without a snapshot.

    :raises InputError: the file cannot be read as a document.
    """
    document = parse_file(path, settings)
    identifiers = Identifiers(settings.base_iri)
    dataset = build_dataset([document], build_registry([document]), identifiers)
    return _findings([document], departures(dataset, identifiers))


def _index_files(settings: Settings, documents: Sequence[ParsedDocument], progress: Progress) -> dict[str, bytes]:
    """The index of the documents; what the current snapshot's index holds already is not encoded again."""
    from kb.search.encoder import load_encoder
    from kb.search.index import build_index
    from kb.search.passages import passages_of
    from kb.search.storage import to_files

    # Loaded once: an encoder may take seconds and much memory.
    encoder = load_encoder(settings.encoder)
    try:
        previous = search_index_of(open_current(settings.snapshot_dir), encoder)
    except SnapshotError:
        previous = None
    passages = [passage for document in documents for passage in passages_of(document)]

    def encoded(done: int, total: int) -> None:
        progress(done, total, "检索索引（段）")

    return to_files(build_index(passages, encoder, previous, encoded))


def _document_files(documents: Sequence[ParsedDocument]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for document in documents:
        files[f"texts/{document.info.id}.txt"] = document.text.encode()
        files[f"parsed/{document.info.id}.json"] = _json(as_contract(document))
    return files


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
