"""Numbers as xsd:decimal: exact, in plain notation."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.literals import decimal_literal, numbered
from kb.graph.view import title_key


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.01, "0.01"),
        (33000.0, "33000"),
        # neither may come out in scientific notation, which xsd:decimal does not know
        (1e22, "10000000000000000000000"),
        (0.0000275, "0.0000275"),
        (-13.8, "-13.8"),
        (100.0, "100"),
    ],
)
def test_decimal_is_plain(value: float, text: str) -> None:
    assert str(decimal_literal(value)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimal_keeps_the_value(value: float) -> None:
    text = str(decimal_literal(value))
    assert "e" not in text.lower()
    assert Decimal(text) == Decimal(repr(value))


def test_numbered_counts_within_a_key() -> None:
    assert list(numbered("abac", ["x", "y", "x", "x"])) == [(1, "a"), (1, "b"), (2, "a"), (3, "c")]


def test_titles_compare_without_title_marks_and_white_space() -> None:
    assert title_key("《某县 粮食规划》") == title_key("某县粮食规划")
    assert title_key("某县粮食规划") != title_key("某市粮食规划")
