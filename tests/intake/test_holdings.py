"""The list of documents: every edit keeps what it does not speak of, and an edit that makes no sense is refused."""

from datetime import date

import pytest

from kb.errors import ConflictError, NotFoundError, SnapshotError
from kb.holdings import Expression, Holding, Holdings, Supplied, from_json, to_json

_PLAN = Holding(
    "plan", "corpus", Expression("plan.txt", "a" * 64), supplied=Supplied("规划", issued=date(2021, 12, 10))
)
_NOTICE = Holding("notice", "upload", Expression("通知.docx", "b" * 64, "2026-01-01T00:00:00+00:00", "张三"))
_HELD = Holdings((_PLAN, _NOTICE))
_NEW = Expression("新规划.docx", "c" * 64, "2026-02-01T00:00:00+00:00", "李四")


def test_added_last() -> None:
    new = Holding("other", "upload", _NEW)
    assert _HELD.adding(new).documents == (_PLAN, _NOTICE, new)


def test_replaced_in_its_place_and_the_old_file_remembered() -> None:
    once = _HELD.replacing("plan", _NEW, Supplied(title="新规划"))
    assert [held.id for held in once] == ["plan", "notice"]
    assert once.documents[0] == Holding("plan", "upload", _NEW, (_PLAN.current,), Supplied(title="新规划"))
    twice = once.replacing("plan", Expression("再新.docx", "d" * 64), Supplied())
    assert twice.documents[0].earlier == (_NEW, _PLAN.current)


def test_removed_with_every_file_that_it_had() -> None:
    removed = _HELD.replacing("plan", _NEW, Supplied()).removing("plan")
    assert [held.id for held in removed] == ["notice"]
    assert set(removed.removed) == {("plan", "a" * 64), ("plan", "c" * 64)}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Holding("plan", "upload", _NEW), "已有标识为 plan"),
        (Holding("fresh", "upload", _NOTICE.current), "已在库中，标识为 notice"),
    ],
)
def test_the_same_id_or_file_is_not_added_twice(held: Holding, said: str) -> None:
    with pytest.raises(ConflictError, match=said):
        _HELD.adding(held)


def test_what_is_not_there_can_be_neither_replaced_nor_removed() -> None:
    with pytest.raises(NotFoundError):
        _HELD.replacing("none", _NEW, Supplied())
    with pytest.raises(NotFoundError):
        _HELD.removing("none")
    with pytest.raises(ConflictError, match="没有可替换的内容"):
        _HELD.replacing("plan", _PLAN.current, Supplied())


def test_the_list_survives_its_file() -> None:
    held = _HELD.replacing("plan", _NEW, Supplied(issued=date(2026, 3, 1))).removing("notice")
    assert from_json(to_json(held)) == held


@pytest.mark.parametrize("data", [b"", b"[]", b'{"documents": [{}], "removed": []}', b'{"documents": []}'])
def test_a_list_of_another_version_is_told(data: bytes) -> None:
    with pytest.raises(SnapshotError, match="文件清单读不懂"):
        from_json(data)
