"""Fixture policy: the encoder of unit tests knows a few words and nothing else, so that every vector can be foretold."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.search.passages import Passage

# Words of one meaning share an axis: what a real encoder learns, small enough to read.
MEANINGS = (
    ("火灾", "起火", "着火", "消防", "一点就着"),
    ("道路", "交通", "开车", "车祸"),
    ("学校", "学生", "上学", "孩子"),
    ("农药", "打药", "种地"),
)


class TinyEncoder:
    """Counts the words of each meaning; ``read`` keeps what was encoded as a document."""

    name = "tiny"
    version = "1"
    dimension = len(MEANINGS) + 1

    def __init__(self) -> None:
        self.read: list[str] = []
        self.asked: list[str] = []

    def encode_query(self, sentences: list[str]) -> NDArray[np.float32]:
        self.asked += sentences
        return self._encode(sentences)

    def encode_document(self, sentences: list[str]) -> NDArray[np.float32]:
        self.read += sentences
        return self._encode(sentences)

    def _encode(self, sentences: list[str]) -> NDArray[np.float32]:
        counted = [[*(sum(map(text.count, words)) for words in MEANINGS), 0.1] for text in sentences]
        rows = np.array(counted, dtype=np.float32).reshape(len(sentences), self.dimension)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


@pytest.fixture
def encoder() -> TinyEncoder:
    """A new encoder."""
    return TinyEncoder()


@pytest.fixture
def passage() -> Callable[..., Passage]:
    """Makes a passage of a text."""

    def make(text: str, document: str = "d1", section: str = "1", context: str = "") -> Passage:
        return Passage(f"{document}#{section}", document, section, text, 0, len(text), context)

    return make


@pytest.fixture
def passages(passage: Callable[..., Passage]) -> tuple[Passage, ...]:
    """Two documents of four and two passages."""
    return (
        passage("排查消防安全隐患，整治老旧小区。", section="1.1"),
        passage("加强道路交通安全管理。", section="1.2"),
        passage("开展学校安全教育。", section="1.3"),
        passage("规范农药经营使用。", section="1.4"),
        passage("推进消防站建设。", document="d2", section="2.1"),
        passage("改善农村道路条件。", document="d2", section="2.2"),
    )
