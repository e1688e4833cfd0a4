"""Cosines of a query with passages are inner products of unit vectors, of the passages asked for alone."""

import numpy as np
import pytest

from kb.search.dense import DensePart
from kb.search.encoder import FloatArray


class _Fixed:
    """An encoder that says one vector of every text."""

    name, version = "fixed", "1"

    def __init__(self, vector: FloatArray) -> None:
        self.vector, self.dimension = vector, len(vector)

    def encode_query(self, sentences: list[str]) -> FloatArray:
        return np.stack([self.vector for _ in sentences])

    encode_document = encode_query


def _unit(rows: int, size: int) -> FloatArray:
    drawn = np.random.default_rng(7).normal(size=(rows, size)).astype(np.float32)
    unit: FloatArray = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def test_scores_are_the_cosines_of_those_asked_for() -> None:
    rows, query = _unit(50, 384).astype(np.float16), _unit(1, 384)[0]
    among = np.array([3, 8, 49])
    scores = DensePart(rows, _Fixed(query)).scores("消防", among)
    assert scores.dtype == np.float64
    assert np.allclose(scores, rows.astype(np.float32)[among] @ query, atol=1e-6)


def test_vectors_of_another_length_are_not_taken() -> None:
    with pytest.raises(ValueError, match="384"):
        DensePart(_unit(2, 10).astype(np.float16), _Fixed(_unit(1, 384)[0]))
