"""The files of a large index: written batch by batch; where it is opened, mapped or read here and there.

index.json              format, encoder, number of passages, version of the thesaurus
documents.json          document, first position, one past its last: a row for each stretch, in order
passages.jsonl          a passage a line; passages.offsets: where each line begins
vectors.f16             as in a small index; read here and there, as passages.jsonl is, and not mapped
vectors.faiss           or what another vector store leaves: milvus.json names the collection
grams.*, topics.*       postings (kb/search/large/postings.py); grams.lengths: grams of each passage, uint32
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.errors import SnapshotError
from kb.search.dense import Progress, Vectors, encode
from kb.search.encoder import WORDS_ONLY, Encoder
from kb.search.heads import BUILD_AGAIN, HEAD, LARGE, LARGE_ENCODED, STORED, VECTORS, as_json, head_of, read_head
from kb.search.index import EncodedPassages
from kb.search.large import lexical, topics
from kb.search.large.faiss_store import FaissStores
from kb.search.large.index import LIMITS, LargeIndex, Limits
from kb.search.large.known import KnownVectors
from kb.search.large.lexical import LargeLexicalPart
from kb.search.large.lines import LinesWriter, PassageLines
from kb.search.large.postings import PostingsBuilder, check_count, mapped
from kb.search.large.reading import VectorRows
from kb.search.large.topics import LargeTopicPart
from kb.search.large.vector_store import VectorStores
from kb.search.lexical import grams_of
from kb.search.overlap import Thesaurus
from kb.search.passages import Passage
from kb.search.places import Places, places_of

DOCUMENTS = "documents.json"
# What reading a file raises that is missing, cut or written over.
_DAMAGE = (OSError, ValueError, TypeError, KeyError)
# Passages worked on at once: some 500 MB while their grams are put in order.
_BATCH = 20_000


def build_large(
    passages: Sequence[Passage],
    encoder: Encoder,
    folder: Path,
    previous: EncodedPassages | None = None,
    progress: Progress = lambda *_: None,
    thesaurus: Thesaurus | None = None,
    stores: VectorStores | None = None,
) -> None:
    """Write the index of ``passages`` into ``folder``, an empty one.

    :param previous: what an index of the same encoder holds already is not encoded again.
    :param thesaurus: the words of the topics; without one, topics have no part in the score.
    :param stores: where the vectors are looked up, FAISS in the folder if not given.
    :raises SnapshotError: the vector store takes no vectors; or there are too many passages, before anything is written.
    """
    # Encoding so many takes days.
    check_count(len(passages))
    known = KnownVectors(previous if previous is not None and previous.encoded_by == encoder.version else None)
    vectors = np.memmap(folder / VECTORS, dtype=STORED, mode="w+", shape=(len(passages), encoder.dimension))
    for first in range(0, len(passages), _BATCH):
        texts = [passage.searched for passage in passages[first : first + _BATCH]]
        told = _shifted(progress, first, len(passages))
        vectors[first : first + len(texts)] = encode(texts, encoder, known.of(texts), told)
    vectors.flush()
    index_vectors(passages, vectors, encoder, folder, thesaurus, stores)


def index_vectors(
    passages: Sequence[Passage],
    vectors: Vectors,
    encoder: Encoder,
    folder: Path,
    thesaurus: Thesaurus | None = None,
    stores: VectorStores | None = None,
) -> None:
    """As :func:`build_large` where the vectors are in the folder already."""
    write_words(passages, folder, thesaurus)
    places = places_of(passage.document for passage in passages)
    if encoder.name != WORDS_ONLY:
        (stores or FaissStores()).build(folder, vectors, places, passages)
    rows = sorted((first, stop, document) for document, own in places.of.items() for first, stop in own)
    (folder / DOCUMENTS).write_bytes(as_json([[document, first, stop] for first, stop, document in rows]))
    topics_of = thesaurus.version if thesaurus is not None else None
    (folder / HEAD).write_bytes(
        as_json({**head_of(LARGE, encoder, encoder.version, len(passages)), "topics": topics_of})
    )


def write_words(passages: Sequence[Passage], folder: Path, thesaurus: Thesaurus | None) -> None:
    """The files of ``folder`` that say what stands in the passages: lines, grams, topics."""
    lines, grams = LinesWriter(folder), PostingsBuilder(folder, lexical.NAME)
    named = PostingsBuilder(folder, topics.NAME)
    lengths = np.zeros(len(passages), dtype="<u4")
    for first in range(0, len(passages), _BATCH):
        batch = passages[first : first + _BATCH]
        lines.add(batch)
        texts = [passage.searched for passage in batch]
        own = [grams_of(text) for text in texts]
        lengths[first : first + len(own)] = [len(found) for found in own]
        grams.add(first, own)
        if thesaurus is not None:
            mentions = ({mention.topic for mention in thesaurus.mentions(text)} for text in texts)
            named.add(first, [np.array(sorted(found), dtype=np.uint64) for found in mentions])
    lengths.tofile(folder / lexical.LENGTHS)
    for writer in (lines, grams, named):
        writer.finish()


def open_large(
    folder: Path,
    head_data: bytes,
    encoder: Encoder,
    thesaurus: Thesaurus | None = None,
    stores: VectorStores | None = None,
    *,
    limits: Limits = LIMITS,
) -> LargeIndex:
    """The index that :func:`build_large` wrote.

    :param head_data: the bytes of its head.
    :raises SnapshotError: a file is missing or damaged, or the index is of another encoder or thesaurus.
    """
    try:
        head = read_head(head_data, encoder, [LARGE])
        if thesaurus is not None and head["topics"] != thesaurus.version:
            raise SnapshotError(f"检索索引里的主题不是按现在的主题词表标的；{BUILD_AGAIN}")
        rows: list[tuple[str, int, int]] = json.loads((folder / DOCUMENTS).read_bytes())
        places = _places(rows)
        vectors = VectorRows(folder / VECTORS, head["encoder"]["dimension"])
        passages = PassageLines(folder)
        _check_equal(len(passages), len(vectors), head["passages"], places.total)
        store = (stores or FaissStores()).open(folder, places) if encoder.name != WORDS_ONLY else None
        named = LargeTopicPart(folder, thesaurus, places.total) if thesaurus is not None else None
        words = LargeLexicalPart(folder)
    except _DAMAGE as error:
        raise _damaged(error) from error
    return LargeIndex(passages, vectors, places, encoder, words, store, named, limits=limits)


@dataclass(frozen=True)
class LargeEncoded:
    """As in :class:`~kb.search.index.EncodedPassages`, from the files of a large index, of this format or an earlier."""

    passages: Sequence[Passage]
    vectors: Vectors
    encoded_by: str

    @classmethod
    def opened(cls, folder: Path, head_data: bytes, encoder: Encoder) -> "LargeEncoded":
        """As :func:`open_large`."""
        try:
            head = read_head(head_data, encoder, LARGE_ENCODED)
            vectors: Vectors = mapped(folder / VECTORS, STORED.str, head["encoder"]["dimension"])
            passages = PassageLines(folder, in_order=True)
            _check_equal(len(passages), len(vectors), head["passages"])
        except _DAMAGE as error:
            raise _damaged(error) from error
        return cls(passages, vectors, head["encoder"]["version"])


def _check_equal(passages: int, vectors: int, *told: int) -> None:
    if len({passages, vectors, *told}) > 1:
        raise ValueError(f"{passages} 段文字，{vectors} 个向量")


def _damaged(error: Exception) -> SnapshotError:
    return SnapshotError(f"检索索引缺失或已损坏（{type(error).__name__}：{error}）；{BUILD_AGAIN}")


def _places(rows: Sequence[tuple[str, int, int]]) -> Places:
    found: dict[str, list[tuple[int, int]]] = {}
    for document, first, stop in rows:
        found.setdefault(document, []).append((first, stop))
    return Places({document: tuple(stretches) for document, stretches in found.items()})


def _shifted(progress: Progress, first: int, total: int) -> Progress:
    return lambda done, _: progress(first + done, total)
