"""The index as a whole, with an encoder that can be foretold."""

from collections.abc import Callable

import pytest

from kb.search.index import LONGEST_QUERY, ExactIndex, build_index
from kb.search.passages import Passage
from tests.search.conftest import TinyEncoder

Make = Callable[..., Passage]

# (query, section of the best passage, why)
FOUND = [
    ("老小区消防谁来管", "1.1", "words and meaning agree"),
    ("外墙的板子一点就着", "1.1", "no word in common with it, only the meaning"),
    ("孩子上学的安全", "1.3", "a word in common with several, the meaning decides"),
    ("推进建设", "2.1", "no meaning known, the words decide"),
    ("農藥农药", "1.4", "what is known of a mixed query counts"),
]


@pytest.fixture
def index(passages: tuple[Passage, ...], encoder: TinyEncoder) -> ExactIndex:
    return build_index(passages, encoder)


@pytest.mark.parametrize(("query", "section", "why"), FOUND, ids=[case[-1] for case in FOUND])
def test_best_passage(index: ExactIndex, query: str, section: str, why: str) -> None:
    assert index.search(query)[0].passage.section == section, why


def test_all_queries_ran() -> None:
    assert len(FOUND) == 5


def test_hits_are_ordered_and_give_their_reasons(index: ExactIndex) -> None:
    hits = index.search("道路交通安全", k=4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and set(hit.parts) == {"lexical", "dense"} for hit in hits)
    assert [sum(hit.parts.values()) for hit in hits] == sorted((sum(h.parts.values()) for h in hits), reverse=True)


def test_equal_passages_keep_the_order_of_the_index(passage: Make, encoder: TinyEncoder) -> None:
    same = [passage("消防安全", section=str(n)) for n in range(5)]
    assert [hit.passage.section for hit in build_index(same, encoder).search("消防")] == ["0", "1", "2", "3", "4"]


def test_headings_are_searched_and_not_quoted(passage: Make, encoder: TinyEncoder) -> None:
    texts = [passage("开展排查。", section="1"), passage("开展排查。", section="2", context="燃气管道")]
    best = build_index(texts, encoder).search("燃气管道排查")[0].passage
    assert (best.section, best.text) == ("2", "开展排查。")


def test_scoped_search_is_that_of_an_index_of_the_document_alone(
    index: ExactIndex, passages: tuple[Passage, ...], encoder: TinyEncoder
) -> None:
    alone = build_index([passage for passage in passages if passage.document == "d2"], encoder)
    scoped = index.search("农村消防", documents=("d2",))
    assert len(scoped) == 2
    assert scoped == alone.search("农村消防")


def test_scope_of_several_and_of_unknown_documents(index: ExactIndex) -> None:
    assert index.documents == ("d1", "d2")
    assert index.search("消防", documents=("d2", "d1", "d2")) == index.search("消防")
    assert index.search("消防", documents=("none",)) == []


def test_more_asked_for_than_there_is(index: ExactIndex, passages: tuple[Passage, ...]) -> None:
    assert len(index.search("消防", k=1000)) == len(passages)


def test_an_empty_index_finds_nothing(encoder: TinyEncoder) -> None:
    empty = build_index([], encoder)
    assert (empty.search("消防"), empty.documents) == ([], ())


@pytest.mark.parametrize("query", ["", " \n", "？！……。", "🚒🔥", "\0", "_"])
def test_a_query_without_a_word_finds_nothing_and_is_not_encoded(
    index: ExactIndex, encoder: TinyEncoder, query: str
) -> None:
    assert index.search(query) == []
    assert encoder.asked == []


@pytest.mark.parametrize("query", ["\ud800消防", "消防\0", "ﷺ" * 500, "fire safety", "安全" * 10_000])
def test_odd_queries_find_something(index: ExactIndex, query: str) -> None:
    assert len(index.search(query)) == 6


def test_of_a_very_long_query_only_the_beginning_is_read(index: ExactIndex, encoder: TinyEncoder) -> None:
    # The encoder's time grows with the length: 20,000 characters would take it seconds.
    query = "消防" * 10_000
    assert index.search(query) == index.search(query[:LONGEST_QUERY])
    assert max(map(len, encoder.asked)) == LONGEST_QUERY <= 500


def test_searches_repeat_to_the_last_bit(index: ExactIndex, passages: tuple[Passage, ...]) -> None:
    again = build_index(passages, TinyEncoder())
    assert index.search("消防站和学校") == index.search("消防站和学校") == again.search("消防站和学校")


def test_known_passages_are_not_encoded_again(index: ExactIndex, passages: tuple[Passage, ...], passage: Make) -> None:
    new = passage("新建学校食堂。", document="d3", section="3")
    encoder, fresh = TinyEncoder(), TinyEncoder()
    grown = build_index([new, *passages], encoder, previous=index)
    assert encoder.read == ["新建学校食堂。"]
    assert grown.search("学校") == build_index([new, *passages], fresh).search("学校")


def test_passages_of_another_encoder_are_encoded_again(index: ExactIndex, passages: tuple[Passage, ...]) -> None:
    other = TinyEncoder()
    other.version = "2"
    build_index(passages, other, previous=index)
    assert len(other.read) == len(passages)


def test_progress_is_told(passages: tuple[Passage, ...], encoder: TinyEncoder) -> None:
    told: list[tuple[int, int]] = []
    build_index(passages, encoder, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 6)]


def test_shares_can_silence_a_part(passages: tuple[Passage, ...], encoder: TinyEncoder) -> None:
    words = build_index(passages, encoder, weights={"lexical": 1.0, "dense": 0.0})
    meaning = build_index(passages, encoder, weights={"lexical": 0.0, "dense": 1.0})
    query = "推进学生工作"
    assert (words.search(query)[0].passage.section, meaning.search(query)[0].passage.section) == ("2.1", "1.3")
