"""The files of a build: those of the corpus and the uploaded ones, or files given by their paths."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.corpus import document_id_for, load_manifest
from kb.corpus.manifest import MANIFEST_NAME, ManifestEntry
from kb.errors import InputError
from kb.holdings import Expression, Holding, Holdings, Supplied
from kb.settings import Settings

_ORIGINALS = "originals"


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
    """Where the file of this hash is kept as it was received."""
    return settings.data_dir / _ORIGINALS / sha256


def original_of(settings: Settings, held: Holding) -> Path | None:
    """The file of the document as it was received; None where it is not kept or was changed since."""
    kept = original_path(settings, held.current.sha256)
    found = kept if held.origin == "upload" else settings.corpus_dir / held.current.file
    return found if _hash(found) == held.current.sha256 else None


def sources(settings: Settings, paths: Sequence[Path] = ()) -> tuple[SourceFile, ...]:
    """The files of ``paths`` (folders give the files in them, by their manifest if they have one), or the corpus.

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
    found = tuple(file_of(file, document_id_for(file)) for file in files)
    _check_ids(found)
    return found


def file_of(path: Path, document_id: str) -> SourceFile:
    """A file that was given by its path."""
    return SourceFile(path, Holding(document_id, "path", Expression(path.name, _hash(path))))


def sources_with(settings: Settings, holdings: Holdings) -> tuple[SourceFile, ...]:
    """The corpus as its manifest now is, and the uploaded documents of ``holdings``, which go before those of the
    same id; without what was taken out.

    :raises InputError: the manifest or a file of it is wrong.
    """
    uploaded = {held.id: held for held in holdings if held.origin == "upload"}
    listed = [
        file
        for file in _listed(settings.corpus_dir)
        if file.id not in uploaded and (file.id, file.holding.current.sha256) not in holdings.removed
    ]
    kept = [SourceFile(original_path(settings, held.current.sha256), held) for held in uploaded.values()]
    return (*listed, *kept)


def _listed(folder: Path) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(entry.path, _of_corpus(entry), folder) for entry in load_manifest(folder))


def _of_corpus(entry: ManifestEntry) -> Holding:
    """What the manifest says; a number that is "" there leaves what was read."""
    supplied = Supplied(entry.title, entry.issuer, entry.number or None, entry.date)
    return Holding(entry.id, "corpus", Expression(entry.path.name, entry.sha256), supplied=supplied)


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
