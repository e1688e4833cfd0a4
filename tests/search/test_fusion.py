"""Fusion: parts of any scale count by their shares, and the sum reads as a probability."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.fusion import WEIGHTS, contributions, probability


def test_a_contribution_is_the_share_of_the_z_score() -> None:
    added = contributions({"dense": np.array([0.0, 2.0])}, {"dense": 0.25})
    assert added["dense"].tolist() == [-0.25, 0.25]


def test_scale_and_origin_of_a_part_do_not_matter() -> None:
    # Cosines lie between 0.8 and 0.9, BM25 between 0 and 40.
    scores = np.array([0.0, 1.0, 5.0])
    added = contributions({"lexical": scores, "dense": 0.8 + scores / 100}, {"lexical": 0.5, "dense": 0.5})
    assert added["dense"].tolist() == pytest.approx(added["lexical"].tolist())


def test_chance_characters_are_not_stretched_to_a_find() -> None:
    # One passage shares 2 % of the question's words, the others none: no reason to call it the best by far.
    weak, strong = np.array([0.02, *[0.0] * 20]), np.array([0.4, *[0.0] * 20])
    found = [contributions({"lexical": part}, {"lexical": 1.0})["lexical"][0] for part in (weak, strong)]
    assert found[0] < 0.5 < 4 < found[1]


@pytest.mark.parametrize("value", [0.0, 0.87, 1e-300], ids=["nothing found", "all alike", "tiny"])
def test_a_part_that_tells_nothing_apart_adds_nothing(value: float) -> None:
    assert contributions({"dense": np.full(3, value)}, {"dense": 1.0})["dense"].tolist() == [0.0, 0.0, 0.0]


def test_shares_of_words_and_meaning_make_a_whole() -> None:
    """The probability was fitted on their sum; topics, which most queries do not name, come on top."""
    assert WEIGHTS["lexical"] + WEIGHTS["dense"] == pytest.approx(1)
    assert set(WEIGHTS) == {"lexical", "dense", "topics"}
    assert 0 < WEIGHTS["topics"] < min(WEIGHTS["lexical"], WEIGHTS["dense"])


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=40))
def test_probability_keeps_the_order_and_its_bounds(totals: list[float]) -> None:
    likely = probability(np.array(totals))
    assert np.all((likely >= 0) & (likely <= 1))
    assert np.all(np.diff(likely[np.argsort(totals, kind="stable")]) >= 0)


def test_the_same_lead_says_less_among_more_passages() -> None:
    few, many = np.zeros(50), np.zeros(5000)
    few[0] = many[0] = 5.0
    assert probability(few)[0] > 0.9 > 0.2 > probability(many)[0]


def test_a_lonely_passage_is_not_taken_for_an_answer() -> None:
    assert probability(np.zeros(1))[0] < 0.3
