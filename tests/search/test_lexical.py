"""BM25 over characters and pairs: against a plain implementation, and on cases that name what it must bear."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.lexical import LexicalPart, grams_of

# (query, texts, number of the best text, why)
BEST = [
    ("消防安全", ["道路安全", "消防安全", "安全消防"], 1, "pairs keep the order of characters, single ones do not"),
    ("消防", ["消、防火墙", "消防"], 1, "a pair does not cross punctuation"),
    ("ＡＢＣ平台", ["abc 平台", "平台"], 0, "full width and capitals are the same letters"),
    ("㎡", ["面积 m2", "面积"], 0, "compatibility characters are read as what they stand for"),
    ("消防工作", ["加强工作", "加强工作", "加强工作", "消防"], 3, "a rare word says more than a common one"),
    ("检查", ["检查" + "其它事项" * 30, "检查"], 1, "the same words in less text"),
    ("检查检查督导", ["检查检查督导", "督导"], 0, "a word said twice in the question counts twice"),
]


@pytest.mark.parametrize(("query", "texts", "best", "why"), BEST, ids=[case[-1] for case in BEST])
def test_best_text(query: str, texts: list[str], best: int, why: str) -> None:
    scores = LexicalPart(texts).scores(query, np.arange(len(texts)))
    assert int(np.argmax(scores)) == best, why
    assert np.count_nonzero(scores == scores[best]) == 1


def test_all_cases_ran() -> None:
    assert len(BEST) == 7


_TEXTS = st.lists(st.text(alphabet="安全消防责任，。 a1𠮷", max_size=12), min_size=1, max_size=8)
_QUERIES = st.text(alphabet="安全消防责任，。 a1𠮷牵", max_size=12)


@given(_TEXTS, _QUERIES)
def test_scores_are_those_of_the_formula(texts: list[str], query: str) -> None:
    scores = LexicalPart(texts).scores(query, np.arange(len(texts)))
    assert scores.tolist() == pytest.approx(_bm25(texts, query), abs=1e-9)


@given(_TEXTS, _QUERIES, st.data())
def test_a_scope_is_searched_as_if_nothing_else_were_there(texts: list[str], query: str, data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(range(len(texts))), min_size=1).map(sorted))
    scoped = LexicalPart(texts).scores(query, np.array(chosen))
    alone = LexicalPart([texts[n] for n in chosen]).scores(query, np.arange(len(chosen)))
    assert scoped.tolist() == alone.tolist()


def test_scores_are_shares_of_the_query() -> None:
    # The scale is absolute: a passage with one character of a long question stays near 0, however alone it is.
    scores = LexicalPart(["消防安全责任" * 50, "全", "无关"]).scores("消防安全责任", np.arange(3))
    assert scores[0] > 0.9 > 0.1 > scores[1] > scores[2] == 0


def test_grams_of_a_text() -> None:
    assert len(grams_of("安全，生产")) == 4 + 2
    assert len(grams_of("　，。！_")) == 0
    assert len(grams_of("")) == 0
    # One ideograph outside the basic plane is one character.
    assert len(grams_of("𠮷")) == 1


@pytest.mark.parametrize("texts", [[], [""], ["，。"]], ids=["no texts", "an empty text", "only punctuation"])
def test_nothing_to_find(texts: list[str]) -> None:
    assert LexicalPart(texts).scores("消防", np.arange(len(texts))).tolist() == [0.0] * len(texts)


def _bm25(texts: list[str], query: str) -> list[float]:
    """The formula, read off the page."""
    counts = [Counter(grams_of(text).tolist()) for text in texts]
    lengths = [sum(count.values()) for count in counts]
    mean = max(1.0, sum(lengths) / len(lengths))
    scores, most = [0.0] * len(texts), 0.0
    for gram in grams_of(query).tolist():
        holders = sum(gram in count for count in counts)
        rarity = math.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
        most += rarity
        for n, count in enumerate(counts):
            scores[n] += rarity * count[gram] / (count[gram] + 0.9 * (0.6 + 0.4 * lengths[n] / mean))
    return [score / most if most else 0.0 for score in scores]
