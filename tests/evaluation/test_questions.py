"""Question files: what is read, and that a malformed line is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from kb.errors import InputError
from kb.evaluation import EvalQuestion, Gold, GoldUnit, load_questions, questions_digest
from tests.evaluation.samples import QUESTIONS, ROW, row_of, write_rows


def test_everything_is_read(tmp_path: Path) -> None:
    gold = {
        "units": [{"name": "县公安局", "role": "lead"}, {"name": "县公安局"}],
        "tasks": ["3.1.1"],
        "values": [{"text": "5台"}],
        "regulations": ["安全生产法"],
        "yes_no": False,
        "count": 0,
    }
    row = {**ROW, "gold": gold, "history": ["上一问"], "must_cite": ["原文"], "document": "plan", "note": "not read"}
    assert load_questions(write_rows(tmp_path / "q.jsonl", row)) == (
        EvalQuestion(
            "q1",
            "消防谁管",
            "who_leads",
            True,
            Gold(
                (GoldUnit("县公安局", "lead"), GoldUnit("县公安局", "")),
                ("3.1.1",),
                ("5台",),
                ("安全生产法",),
                False,
                0,
            ),
            ("上一问",),
            ("原文",),
            "plan",
        ),
    )


def test_written_questions_are_read_back_in_order(tmp_path: Path) -> None:
    assert load_questions(write_rows(tmp_path / "q.jsonl", *map(row_of, QUESTIONS))) == QUESTIONS


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (json.dumps(ROW) + "\n\n  \n", "blank lines are no questions"),
        ("\ufeff" + json.dumps(ROW), "a byte order mark, as some editors write"),
        (json.dumps(ROW) + "\r\n", "line ends of another system"),
        (json.dumps({**ROW, "question": "甲\u2028乙"}, ensure_ascii=False), "a line separator inside a question"),
        (json.dumps({**ROW, "question": ""}), "an empty question is worth asking"),
    ],
)
def test_what_is_no_fault(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content, encoding="utf-8", newline="")
    assert [question.id for question in load_questions(path)] == ["q1"], why


_BAD_GOLD: list[tuple[Any, str]] = [
    ([], "gold"),
    ({"unit": []}, "unit"),  # a slip in a name: nothing would be compared
    ({"units": {}}, "units"),
    ({"units": ["县公安局"]}, "units"),
    ({"units": [{"role": "lead"}]}, "name"),
    ({"units": [{"name": "县公安局", "role": "leader"}]}, "leader"),
    ({"values": ["5台"]}, "values"),
    ({"tasks": [3.1]}, "tasks"),
    ({"tasks": [""]}, "tasks"),
    ({"yes_no": "是"}, "yes_no"),
    ({"count": True}, "count"),
    ({"count": "5"}, "count"),
]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": 7}, "id"),
        ({"id": ""}, "id"),
        ({"question": None}, "question"),
        ({"question": "\ud800"}, "question"),  # no screen can show it
        ({"type": None}, "type"),
        ({"answerable": "true"}, "answerable"),
        ({"answerable": 1}, "answerable"),
        ({"history": "上一问"}, "history"),
        ({"history": [1]}, "history"),
        ({"must_cite": [""]}, "must_cite"),  # every quote holds the empty text
        ({"document": ""}, "document"),
        *(({"gold": gold}, named) for gold, named in _BAD_GOLD),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({**ROW, "id": "q0"}) + "\n\n" + json.dumps({**ROW, **change}), encoding="utf-8")
    with pytest.raises(InputError, match=rf"q\.jsonl 第 3 行.*{named}"):
        load_questions(path)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "cut off"),
        ("[1]", "no object"),
        ("[" * 100_000, "nested beyond reading"),
        ('{"id": ' + "9" * 5000 + "}", "a number beyond reading"),
    ],
)
def test_a_line_that_is_no_object(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + line, encoding="utf-8")
    with pytest.raises(InputError, match="第 2 行"):
        load_questions(path)


def test_a_repeated_id_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="第 3 行的 id q1 与第 1 行重复"):
        load_questions(write_rows(tmp_path / "q.jsonl", ROW, {**ROW, "id": "q2"}, ROW))


@pytest.mark.parametrize(
    ("data", "says"), [(None, "不存在"), (b"\n\n", "没有问题"), ("消防".encode("gb18030"), "UTF-8")]
)
def test_a_file_without_questions(tmp_path: Path, data: bytes | None, says: str) -> None:
    path = tmp_path / "q.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match=says):
        load_questions(path)


def test_the_digest_follows_the_bytes(tmp_path: Path) -> None:
    first, second = write_rows(tmp_path / "a", ROW), write_rows(tmp_path / "b", ROW)
    assert questions_digest(first) == questions_digest(second)
    assert questions_digest(first) != questions_digest(write_rows(tmp_path / "c", ROW, {**ROW, "id": "q2"}))
    with pytest.raises(InputError, match="不存在"):
        questions_digest(tmp_path / "none")
