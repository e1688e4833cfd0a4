"""Wilson intervals against known values, and what holds of any of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.evaluation.intervals import wilson


@pytest.mark.parametrize(
    ("part", "total", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),  # many, a middling share
        (15, 148, 0.0624, 0.1605),  # many, a small share
        (0, 20, 0.0000, 0.1611),  # none: the plain interval would be 0..0
        (1, 29, 0.0061, 0.1718),  # one: the plain interval would go below 0
        # Worked out by hand: with none or all right one end is 1 / (1 + z²/n) from the other extreme.
        (0, 10, 0.0000, 0.2775),  # few and none
        (10, 10, 0.7225, 1.0000),  # few and all
        (1, 1, 0.2065, 1.0000),  # one question says little
    ],
)
def test_known_values(part: int, total: int, low: float, high: float) -> None:
    assert wilson(part, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("part", "total"), [(0, 0), (-1, 5), (6, 5), (0, -3)])
def test_no_share_is_an_error(part: int, total: int) -> None:
    with pytest.raises(ValueError, match=f"{part} of {total}"):
        wilson(part, total)


_COUNTS = st.integers(1, 2000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(_COUNTS)
def test_it_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    part, total = counts
    low, high = wilson(part, total)
    assert 0 <= low <= part / total <= high <= 1
    assert low < high
    assert (low == 0, high == 1) == (part == 0, part == total)


@given(_COUNTS)
def test_failures_mirror_successes(counts: tuple[int, int]) -> None:
    part, total = counts
    low, high = wilson(part, total)
    assert wilson(total - part, total) == pytest.approx((1 - high, 1 - low))


@given(_COUNTS)
def test_more_questions_make_it_narrower(counts: tuple[int, int]) -> None:
    part, total = counts
    (low, high), (low_2, high_2) = wilson(part, total), wilson(2 * part, 2 * total)
    assert high_2 - low_2 < high - low
