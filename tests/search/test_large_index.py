"""Large collections: candidates first and files mapped, and yet the search that small ones have."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.made_passages import made_passages
from kb.graph.topics import TOPICS_FILE, load_topics
from kb.qa.finding.topics import TopicFinder
from kb.search.heads import HEAD
from kb.search.index import ExactIndex, Hit, build_index
from kb.search.large.index import LIMITS, LargeIndex, Limits
from kb.search.large.storage import build_large, open_large
from kb.search.passages import Passage

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
