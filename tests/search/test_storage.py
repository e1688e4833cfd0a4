"""An index as files: the same bytes each time, the same answers after reading them, and damage said plainly."""

import json
from collections.abc import Callable

import pytest

from kb.errors import SnapshotError
from kb.search.index import ExactIndex, build_index
from kb.search.passages import Passage
from kb.search.storage import HEAD, PASSAGES, VECTORS, from_files, to_files
from tests.search.conftest import TinyEncoder

Files = dict[str, bytes]


@pytest.fixture
def index(passages: tuple[Passage, ...], encoder: TinyEncoder) -> ExactIndex:
    return build_index(passages, encoder)


def test_round_trip(index: ExactIndex) -> None:
    files = to_files(index)
    read = from_files(files, TinyEncoder())
    assert read.search("孩子上学路上着火", k=6) == index.search("孩子上学路上着火", k=6)
    assert (read.passages, to_files(read)) == (index.passages, files)


def test_another_build_gives_the_same_bytes(index: ExactIndex, passages: tuple[Passage, ...]) -> None:
    assert to_files(build_index(passages, TinyEncoder())) == to_files(index)


def test_nothing_is_encoded_to_read(index: ExactIndex) -> None:
    encoder = TinyEncoder()
    from_files(to_files(index), encoder)
    assert (encoder.read, encoder.asked) == ([], [])


def test_an_empty_index_goes_there_and_back(encoder: TinyEncoder) -> None:
    assert from_files(to_files(build_index([], encoder)), encoder).search("消防") == []


def test_the_head_names_encoder_and_dimension(index: ExactIndex) -> None:
    head = json.loads(to_files(index)[HEAD])
    assert head == {"format": 1, "encoder": {"name": "tiny", "version": "1", "dimension": 5}, "passages": 6}


# (what is done to the files, a word of the message, why)
DAMAGE: list[tuple[Callable[[Files], object], str, str]] = [
    (lambda files: files.pop(HEAD), "缺失", "a snapshot of an older version has no index"),
    (lambda files: files.update({HEAD: b"{"}), "损坏", "no JSON"),
    (lambda files: files.update({HEAD: b"[]"}), "损坏", "JSON of another kind"),
    (lambda files: files.update({HEAD: files[HEAD].replace(b'"format": 1', b'"format": 2')}), "格式", "a later format"),
    (lambda files: files.update({VECTORS: files[VECTORS][:-1]}), "损坏", "half a vector"),
    (lambda files: files.update({PASSAGES: b"[]"}), "不完整", "vectors without passages"),
    (lambda files: files.update({PASSAGES: b'[{"id": 1}]'}), "损坏", "a passage that is none"),
]


@pytest.mark.parametrize(("damage", "word", "why"), DAMAGE, ids=[case[-1] for case in DAMAGE])
def test_damage_is_said(index: ExactIndex, damage: Callable[[Files], object], word: str, why: str) -> None:
    files = to_files(index)
    damage(files)
    with pytest.raises(SnapshotError, match=f"{word}.*zeren build"):
        from_files(files, TinyEncoder())


def test_all_damage_was_done() -> None:
    assert len(DAMAGE) == 7


@pytest.mark.parametrize(("version", "dimension"), [("2", 5), ("1", 4)], ids=["retrained", "of another size"])
def test_an_index_of_another_encoder_is_refused(index: ExactIndex, version: str, dimension: int) -> None:
    other = TinyEncoder()
    other.version, other.dimension = version, dimension
    with pytest.raises(SnapshotError, match=r"由编码器 tiny（1，5 维）建立.*zeren build"):
        from_files(to_files(index), other)
