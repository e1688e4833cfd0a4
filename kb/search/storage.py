"""An index as files and back: the same index gives the same bytes, and no byte of them is ever run.

    search/index.json       format, encoder (name, version, dimension), number of passages
    search/passages.json    the passages in order
    search/vectors.f16      their vectors, row by row, half precision, little endian

What is cheap to work out again (the postings of the lexical part) is not stored. The files of a large collection are
others: see :mod:`kb.search.large.storage`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import SnapshotError
from kb.search import heads
from kb.search.dense import Progress
from kb.search.encoder import Encoder
from kb.search.heads import BUILD_AGAIN, LARGE, LARGE_ENCODED, LARGE_FROM, SMALL, STORED, as_json, head_of, read_head
from kb.search.index import EncodedPassages, ExactIndex, SearchIndex, build_index
from kb.search.overlap import Thesaurus
from kb.search.passages import Passage

if TYPE_CHECKING:
    from kb.search.large.vector_store import VectorStores  # a small index does without

FOLDER = "search"
HEAD, PASSAGES, VECTORS = f"{FOLDER}/{heads.HEAD}", f"{FOLDER}/passages.json", f"{FOLDER}/{heads.VECTORS}"


def to_files(index: ExactIndex) -> dict[str, bytes]:
    """The files of an index, by name."""
    return {
        HEAD: as_json(head_of(SMALL, index.encoder, index.encoded_by, len(index.passages))),
        PASSAGES: as_json([asdict(passage) for passage in index.passages]),
        VECTORS: index.vectors.astype(STORED).tobytes(),
    }


def is_large(passages: Sequence[Passage]) -> bool:
    """Whether the passages are so many that their index is mapped from files and proposes candidates."""
    return len(passages) > LARGE_FROM


def stored_index(
    passages: Sequence[Passage],
    encoder: Encoder,
    previous: EncodedPassages | None = None,
    progress: Progress = lambda *_: None,
    thesaurus: Thesaurus | None = None,
    folder: Path | None = None,
    stores: "VectorStores | None" = None,
) -> Mapping[str, bytes | Path]:
    """The files of the index of ``passages``, by name.

    :param previous: what an index of the same encoder holds already is not encoded again.
    :param thesaurus: the words of the topics, for a large index.
    :param folder: an empty one, where the files of a large index are written; without it the index is a small one.
    :param stores: where the vectors of a large index are looked up, FAISS in its folder if not given.
    :raises SnapshotError: the store takes no vectors.
    """
    if folder is None:
        return to_files(build_index(passages, encoder, previous, progress))
    from kb.search.large.storage import build_large  # as below

    build_large(passages, encoder, folder, previous, progress, thesaurus, stores)
    return {f"{FOLDER}/{path.name}": path for path in sorted(folder.iterdir())}


def from_files(files: Mapping[str, bytes], encoder: Encoder, thesaurus: Thesaurus | None = None) -> ExactIndex:
    """The index of these files.

    :param encoder: must be of the model that the index was built with; by its version, wherever its files lie now.
    :param thesaurus: as of :class:`ExactIndex`.
    :raises SnapshotError: a file is missing or damaged, or the index is of another format or encoder.
    """
    try:
        head = read_head(files[HEAD], encoder, [SMALL])
        passages = tuple(Passage(**entry) for entry in json.loads(files[PASSAGES]))
        vectors = np.frombuffer(files[VECTORS], dtype=STORED).reshape(head["passages"], head["encoder"]["dimension"])
        if len(passages) != len(vectors):
            raise SnapshotError(f"检索索引不完整（{len(passages)} 段文字，{len(vectors)} 个向量）；{BUILD_AGAIN}")
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"检索索引缺失或已损坏（{type(error).__name__}：{error}）；{BUILD_AGAIN}") from error
    return ExactIndex(passages, vectors, encoder, thesaurus=thesaurus, encoded_by=head["encoder"]["version"])


def open_index(
    folder: Path,
    names: Collection[str],
    read: Callable[[str], bytes],
    encoder: Encoder,
    thesaurus: Thesaurus | None = None,
    stores: "VectorStores | None" = None,
) -> SearchIndex:
    """The index in a folder that holds files of these names, small or large.

    :param read: the bytes of a file, by its name; of a large index it reads the head, and the rest lies in files.
    :param stores: as of :func:`stored_index`.
    :raises SnapshotError: as :func:`from_files`; or what ``read`` raises, or the store.
    """
    if HEAD in names and _format(read(HEAD)) == LARGE:
        from kb.search.large.storage import open_large  # a small index does without

        return open_large(folder / FOLDER, read(HEAD), encoder, thesaurus, stores)
    return from_files({name: read(name) for name in (HEAD, PASSAGES, VECTORS) if name in names}, encoder, thesaurus)


def open_encoded(
    folder: Path, names: Collection[str], read: Callable[[str], bytes], encoder: Encoder
) -> EncodedPassages:
    """What an index in a folder has encoded, as of :func:`open_index`; nothing in it is opened to be searched.

    :raises SnapshotError: as there.
    """
    if HEAD in names and _format(read(HEAD)) in LARGE_ENCODED:
        from kb.search.large.storage import LargeEncoded  # as above

        return LargeEncoded.opened(folder / FOLDER, read(HEAD), encoder)
    return from_files({name: read(name) for name in (HEAD, PASSAGES, VECTORS) if name in names}, encoder)


def _format(head: bytes) -> object:
    """The format that a head says, None if it says none."""
    try:
        return json.loads(head)["format"]
    except (KeyError, TypeError, ValueError):
        return None
