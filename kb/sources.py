"""The files of a build: those of the corpus and the uploaded ones, or files given by their paths."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.corpus import document_id_for, load_manifest
from kb.corpus.manifest import MANIFEST_NAME, ManifestEntry
from kb.errors import InputError, StorageError, reason_of
from kb.files import private_folder, write_atomically
from kb.holdings import Expression, Holding, Holdings, Origin, Supplied
from kb.settings import Settings

_ORIGINALS = "originals"
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class SourceFile:
    """A file to read, what is known of its document, and the corpus folder that it belongs to."""

    path: Path
    holding: Holding
    corpus: Path | None = None

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.holding.id

    @property
    def shown(self) -> str:
        """What people call the file: the name of an uploaded one, the path of any other."""
        return self.holding.current.file if self.holding.origin == "upload" else str(self.path)


def original_path(settings: Settings, sha256: str) -> Path:
    """Where the file of this hash is kept as it was received.

    :raises InputError: that is no hash.
    """
    if not _SHA256.fullmatch(sha256):
        raise InputError(f"文件的校验值 {sha256!r} 不是 SHA-256；请重新上传。")
    return settings.data_dir / _ORIGINALS / sha256


def original_of(settings: Settings, held: Holding) -> Path | None:
    """The file of the document as it was received; None where it is not kept or was changed since."""
    sha256 = held.current.sha256
    of_corpus = held.origin == "corpus"
    found = settings.corpus_dir / held.current.file if of_corpus else original_path(settings, sha256)
    return found if _hash(found) == held.current.sha256 else None


def sources(settings: Settings, paths: Sequence[Path] = ()) -> tuple[SourceFile, ...]:
    """The files of ``paths`` (folders give the files in them, by their manifest if they have one), or the corpus.

    :raises InputError: nothing to build, or two files get the same id.
    """
    if not paths:
        return _listed(settings.corpus_dir)
    found = tuple(file for path in paths for file in _given(settings, path))
    if not found:
        raise InputError(f"没有可读的文件：{'、'.join(map(str, paths))}。请给出文件或含有文件的目录。")
    _check_ids(found)
    return found


def _given(settings: Settings, path: Path) -> tuple[SourceFile, ...]:
    if (path / MANIFEST_NAME).is_file():
        # Another folder is not looked into again: its files are kept, as those of any path.
        is_corpus = path.resolve() == settings.corpus_dir.resolve()
        return _listed(path, "corpus" if is_corpus else "path")
    files = sorted(file for file in path.iterdir() if _is_document(file)) if path.is_dir() else [path]
    return tuple(file_of(file, document_id_for(file)) for file in files)


def _is_document(file: Path) -> bool:
    """Whether a file of a folder may be one: YAML says something of documents (manifest, rosters)."""
    return file.is_file() and file.suffix.lower() not in (".yaml", ".yml")


def file_of(path: Path, document_id: str) -> SourceFile:
    """A file that was given by its path."""
    return SourceFile(path, Holding(document_id, "path", Expression(path.name, _hash(path))))


def sources_of(settings: Settings, holdings: Holdings) -> tuple[SourceFile, ...]:
    """The files of these documents: of the corpus as its manifest now has them, of all others the originals.

    A document that the manifest does not list any more is left out.

    :raises InputError: the manifest or a file of it is wrong.
    """
    of_corpus = any(held.origin == "corpus" for held in holdings)
    listed = {file.id: file for file in _listed(settings.corpus_dir)} if of_corpus else {}
    found = (
        listed.get(held.id)
        if held.origin == "corpus"
        else SourceFile(original_path(settings, held.current.sha256), held)
        for held in holdings
    )
    return tuple(file for file in found if file is not None)


def with_corpus(settings: Settings, holdings: Holdings) -> Holdings:
    """All of the corpus and the uploaded documents of ``holdings``, which go before those of the same id; without what
    was taken out.

    :raises InputError: the manifest or a file of it is wrong.
    """
    uploaded = tuple(held for held in holdings if held.origin == "upload")
    ids = {held.id for held in uploaded}
    listed = tuple(
        file.holding
        for file in _listed(settings.corpus_dir)
        if file.id not in ids and (file.id, file.holding.current.sha256) not in holdings.removed
    )
    return replace(holdings, documents=(*listed, *uploaded))


def keep_original(settings: Settings, path: Path, sha256: str) -> None:
    """A copy of the file under its hash, on the disk before a snapshot speaks of it.

    :raises StorageError: it cannot be written.
    """
    target = original_path(settings, sha256)
    try:
        private_folder(target.parent)
        write_atomically(target, path.read_bytes(), mode=0o600)
    except OSError as error:
        raise StorageError(f"原件存不下来（{reason_of(error)}）；请管理员检查数据目录的磁盘空间后重试。") from error


def _listed(folder: Path, origin: Origin = "corpus") -> tuple[SourceFile, ...]:
    return tuple(SourceFile(entry.path, _holding(entry, folder, origin), folder) for entry in load_manifest(folder))


def _holding(entry: ManifestEntry, folder: Path, origin: Origin) -> Holding:
    """What the manifest says; a number that is "" there leaves what was read."""
    supplied = Supplied(entry.title, entry.issuer, entry.number or None, entry.date)
    expression = Expression(entry.path.relative_to(folder).as_posix(), entry.sha256)
    return Holding(entry.id, origin, expression, supplied=supplied)


def _hash(path: Path) -> str:
    """The hash of the file; "" for one that cannot be read, which reading it will say."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


def _check_ids(files: Sequence[SourceFile]) -> None:
    seen: dict[str, Path] = {}
    for file in files:
        if file.id in seen:
            raise InputError(f"{seen[file.id]} 和 {file.path} 得到同一个标识 {file.id}，请改一个文件名。")
        seen[file.id] = file.path
