"""Large collections: candidates first and files mapped, and yet the search that small ones have."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.made_passages import made_passages
from kb.errors import SnapshotError
from kb.graph.topics import TOPICS_FILE, load_topics
from kb.qa.finding.topics import TopicFinder
from kb.search.fusion import WEIGHTS, contributions
from kb.search.heads import HEAD, LARGE_ENCODED, VECTORS
from kb.search.index import EncodedPassages, ExactIndex, Hit, build_index
from kb.search.large import postings, storage
from kb.search.large.faiss_store import FaissStore, FaissStores
from kb.search.large.index import LIMITS, LargeIndex, Limits
from kb.search.large.lexical import LargeLexicalPart
from kb.search.large.reading import VectorRows
from kb.search.large.storage import LargeEncoded, build_large, open_large
from kb.search.large.vector_store import VectorStores
from kb.search.lexical import LexicalPart
from kb.search.passages import Passage
from kb.search.places import Places, places_of

_COUNT = 2_000
# Nothing is scored but candidates, and all are.
_ALL = Limits(0, _COUNT, _COUNT)
_QUERIES = (
    "消防安全由谁负责",
    "道路交通事故",
    "养老机构的安全",
    "防汛物资和抢险队伍",
    "安",
    "学校食堂食品安全检查2023年",
)


class HashedEncoder:
    """A vector for each text by its characters alone: as many dimensions as a real one's neighbourhoods need."""

    name, version, dimension = "hashed", "1", 64

    def __init__(self) -> None:
        self._of_character = np.random.default_rng(7).normal(size=(1 << 16, self.dimension))
        self.read = 0

    def encode_query(self, sentences: list[str]) -> NDArray[np.float32]:
        return self._encode(sentences)

    def encode_document(self, sentences: list[str]) -> NDArray[np.float32]:
        self.read += len(sentences)
        return self._encode(sentences)

    def _encode(self, sentences: list[str]) -> NDArray[np.float32]:
        rows = [self._of_character[[ord(c) & 0xFFFF for c in text]].sum(axis=0) for text in sentences]
        unit: NDArray[np.float32] = np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)
        return unit


@pytest.fixture(scope="module")
def thesaurus() -> TopicFinder:
    return TopicFinder(load_topics(TOPICS_FILE))


@pytest.fixture(scope="module")
def made() -> list[Passage]:
    return made_passages(_COUNT)


@pytest.fixture(scope="module")
def exact(made: list[Passage], thesaurus: TopicFinder) -> ExactIndex:
    return build_index(made, HashedEncoder(), thesaurus=thesaurus)


@pytest.fixture(scope="module")
def folder(made: list[Passage], thesaurus: TopicFinder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large")
    build_large(made, HashedEncoder(), path, thesaurus=thesaurus)
    return path


def _opened(folder: Path, thesaurus: TopicFinder, limits: Limits = LIMITS) -> LargeIndex:
    return open_large(folder, (folder / HEAD).read_bytes(), HashedEncoder(), thesaurus, limits=limits)


def _same(found: Sequence[Hit], right: Sequence[Hit]) -> None:
    assert [hit.passage for hit in found] == [hit.passage for hit in right]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in right], abs=1e-5)
    for one, other in zip(found, right, strict=True):
        assert one.parts == pytest.approx(other.parts, abs=1e-4)


@pytest.mark.parametrize("query", _QUERIES)
def test_where_every_passage_is_a_candidate_the_search_is_the_exact_one(
    query: str, exact: ExactIndex, folder: Path, thesaurus: TopicFinder
) -> None:
    # Both ways of it: each passage scored as in a small collection, and all of them proposed and sampled.
    for limits in (LIMITS, _ALL):
        _same(_opened(folder, thesaurus, limits).search(query), exact.search(query))


@pytest.mark.parametrize("query", _QUERIES)
def test_within_documents_it_is_the_search_of_an_index_of_these_alone(
    query: str, exact: ExactIndex, folder: Path, thesaurus: TopicFinder
) -> None:
    some = ["made-00003", "made-00017", "made-00004", "unknown"]
    for limits in (LIMITS, _ALL):
        _same(_opened(folder, thesaurus, limits).search(query, 10, some), exact.search(query, 10, some))
    assert _opened(folder, thesaurus).search(query, 10, ["unknown"]) == []


def test_a_twentieth_as_candidates_finds_what_is_best(exact: ExactIndex, folder: Path, thesaurus: TopicFinder) -> None:
    index = _opened(folder, thesaurus, Limits(0, _COUNT // 20, _COUNT // 4))
    queries = [passage.text[:20] for passage in exact.passages[:: _COUNT // 40]]
    shares = []
    for query in queries:
        right = {hit.passage.id for hit in exact.search(query)}
        shares.append(len(right & {hit.passage.id for hit in index.search(query)}) / len(right))
    assert np.mean(shares) >= 0.95


# What 8 bits a number leave of a cosine.
_NEAR = 0.005


class _WithoutCosines(FaissStores):
    """A store that proposes, and says no cosines."""

    def open(self, folder: Path, places: Places) -> FaissStore:
        store = super().open(folder, places)
        store.cosines = lambda _query, _positions: None  # type: ignore[assignment, method-assign, return-value]
        return store


def test_the_store_says_about_the_cosine_of_any_vector(folder: Path) -> None:
    places, rows = places_of(["made"] * _COUNT), VectorRows(folder / VECTORS, HashedEncoder.dimension)
    store, query = FaissStores().open(folder, places), HashedEncoder().encode_query([_QUERIES[0]])[0]
    # More than are decoded at once, all apart, and none.
    for positions in (np.arange(_COUNT), np.arange(0, _COUNT, 3), np.empty(0)):
        near = store.cosines(query, positions.astype(np.int32))
        assert near == pytest.approx(rows.of(positions.astype(np.int32)) @ query, abs=_NEAR)


@pytest.mark.parametrize("stores", [FaissStores(), _WithoutCosines()], ids=["near", "exact"])
@pytest.mark.parametrize("query", _QUERIES)
def test_those_that_may_be_best_have_exact_scores_and_all_have_near_ones(
    query: str, stores: VectorStores, folder: Path, thesaurus: TopicFinder
) -> None:
    head, limits = (folder / HEAD).read_bytes(), Limits(0, 100, 50, refined=10)
    index = open_large(folder, head, HashedEncoder(), thesaurus, stores, limits=limits)
    asked = index.query(query, index.encoder.encode_query([query])[0])
    sample = index._standing_for(asked.stretches)
    positions = np.unique(np.concatenate([sample, *index.candidates(asked).values()]))
    refined = index._refined(asked, positions, np.searchsorted(positions, sample), 5)
    exact = index.scores(asked, positions)
    for part in exact:
        assert refined[part] == pytest.approx(exact[part], abs=_NEAR), part
    best = np.argsort(-sum(contributions(exact, WEIGHTS, np.searchsorted(positions, sample)).values()))[:5]
    assert refined["dense"][best] == pytest.approx(exact["dense"][best], abs=1e-6)


def test_scores_by_words_are_the_exact_ones_whatever_the_batches(
    made: list[Passage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Postings of several batches, merged in several pieces: as from a million passages.
    monkeypatch.setattr(postings, "_AT_ONCE", 5_000)
    monkeypatch.setattr(storage, "_BATCH", 300)
    storage.write_words(made, tmp_path, None)
    large, small = LargeLexicalPart(tmp_path), LexicalPart([passage.searched for passage in made])
    stretches, every = np.array([(0, _COUNT)]), np.arange(_COUNT)
    for text in (*_QUERIES, "", "没有一个字鿫"):
        found = large.scores(large.query(text, stretches), every.astype(np.int32))
        assert np.array_equal(found, small.scores(text, every)), text


def test_more_passages_than_positions_are_refused_before_anything_is_written(
    made: list[Passage], tmp_path: Path
) -> None:
    # The first position too many would be read as position 0 of the next key.
    with pytest.raises(SnapshotError, match=r"4,194,305 段，超过一个库的上限 4,194,304 段；.*分成几个库"):
        build_large(made[:1] * (postings.MOST_PASSAGES + 1), HashedEncoder(), tmp_path)
    builder, key = postings.PostingsBuilder(tmp_path, "x"), np.array([6], dtype=np.uint64)
    with pytest.raises(SnapshotError, match="分成几个库"):
        builder.add(postings.MOST_PASSAGES, [key])
    assert list(tmp_path.iterdir()) == []
    builder.add(postings.MOST_PASSAGES - 1, [key])
    builder.finish()
    last = postings.Postings(tmp_path, "x")
    (rows,) = last.rows(key)
    assert (rows.postings, last.positions(rows).tolist()) == (1, [postings.MOST_PASSAGES - 1])


def test_what_is_known_is_not_encoded_again(
    made: list[Passage], exact: ExactIndex, folder: Path, thesaurus: TopicFinder, tmp_path: Path
) -> None:
    # Taken over from a small index, a large one, and one whose words were written otherwise; the files are the same as
    # if all had been encoded.
    head = (folder / HEAD).read_bytes()
    earlier: list[EncodedPassages] = [
        exact,
        *(
            LargeEncoded.opened(folder, head.replace(b'"format": 3', f'"format": {form}'.encode()), HashedEncoder())
            for form in LARGE_ENCODED
        ),
    ]
    for number, previous in enumerate(earlier):
        encoder, again = HashedEncoder(), tmp_path / str(number)
        again.mkdir()
        build_large(made, encoder, again, previous, thesaurus=thesaurus)
        assert encoder.read == 0
        assert {p.name: p.read_bytes() for p in again.iterdir()} == {p.name: p.read_bytes() for p in folder.iterdir()}


_SEARCH = """
import json, sys
from pathlib import Path
from kb.graph.topics import TOPICS_FILE, load_topics
from kb.qa.finding.topics import TopicFinder
from kb.search.large import postings, storage
from kb.search.large.index import Limits
from tests.search.test_large_index import _QUERIES, _mapped, _opened
folder = Path(sys.argv[1])
index = _opened(folder, TopicFinder(load_topics(TOPICS_FILE)), Limits(0, 200, 500))
found = [[hit.passage.id for hit in index.search(query)] for query in _QUERIES]
print(json.dumps([found, _mapped(folder)]))
"""


def _mapped(folder: Path) -> dict[str, dict[str, int]]:
    """The files of the folder that this process maps, with kilobytes by kind of page."""
    found: dict[str, dict[str, int]] = {}
    for line in Path("/proc/self/smaps").read_text().splitlines():
        head, *rest = line.split(maxsplit=5)
        if "-" in head and not head.endswith(":"):
            name = rest[-1] if rest[-1].startswith(str(folder)) else ""
        elif name and len(rest) == 2:
            kinds = found.setdefault(Path(name).name, {})
            kinds[head] = kinds.get(head, 0) + int(rest[0])
    return found


def test_two_processes_share_the_pages_of_the_files(folder: Path, thesaurus: TopicFinder) -> None:
    index = _opened(folder, thesaurus, Limits(0, 200, 500))
    found = [[hit.passage.id for hit in index.search(query)] for query in _QUERIES]
    command = [sys.executable, "-c", _SEARCH, str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."})
    other_found, other = json.loads(run.stdout)
    assert other_found == found
    big = {"vectors.faiss", "grams.places", "grams.counts", "topics.places"}
    assert big <= other.keys()
    # Read here and there, which takes no memory.
    assert not {"vectors.f16", "passages.jsonl"} & other.keys()
    for name in big:
        # Dirty is what the build wrote and the system has not yet put on the disk; no page is the process's own.
        assert other[name]["Shared_Clean:"] + other[name]["Shared_Dirty:"] > 0, name
        assert other[name]["Anonymous:"] == 0, name


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "vectors.faiss").write_bytes(b"none"),
        lambda folder: (folder / "grams.places").unlink(),
        lambda folder: os.truncate(folder / "vectors.f16", 1_280),
        lambda folder: os.truncate(folder / "vectors.f16", 1_281),
        lambda folder: os.truncate(folder / "passages.jsonl", 1_000),
        lambda folder: (folder / "documents.json").write_bytes(b"[[1]]"),
        lambda folder: (folder / "index.json").write_bytes(b"{}"),
    ],
    ids=["vector index", "postings missing", "vectors cut", "vector cut", "texts cut", "documents", "head"],
)
def test_damage_is_said(damage: Callable[[Path], object], folder: Path, thesaurus: TopicFinder, tmp_path: Path) -> None:
    copied = shutil.copytree(folder, tmp_path / "copy")
    damage(copied)
    with pytest.raises(SnapshotError, match=r"索引.*zeren build"):
        _opened(copied, thesaurus)


def test_topics_of_another_thesaurus_are_said(folder: Path) -> None:
    # Topics are kept by number: under another thesaurus a number is another topic.
    with pytest.raises(SnapshotError, match=r"主题词表.*zeren build"):
        _opened(folder, TopicFinder(load_topics(TOPICS_FILE)[:-1]))
