"""Questions with their right answers, read from a file of one JSON object a line.

``{"id", "question", "type", "answerable", "gold"}`` and, if there is anything to say, ``"history"``, ``"must_cite"``
and ``"document"`` (the id of the one document that is asked about). Fields of other names are the author's notes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import InputError, reason_of
from kb.models import ROLES


@dataclass(frozen=True)
class GoldUnit:
    """A unit the answer must name; ``role`` is "" where the role does not matter."""

    name: str
    role: str


@dataclass(frozen=True)
class Gold:
    """What a right answer holds. Empty or None: nothing is required; what exactly, :mod:`kb.evaluation.scoring` says."""

    units: tuple[GoldUnit, ...] = ()
    tasks: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    regulations: tuple[str, ...] = ()
    yes_no: bool | None = None
    count: int | None = None


@dataclass(frozen=True)
class EvalQuestion:
    """One question of the set. ``must_cite``: stretches of the document, any of which proves the answer."""

    id: str
    question: str
    type: str
    answerable: bool
    gold: Gold = Gold()
    history: tuple[str, ...] = ()
    must_cite: tuple[str, ...] = ()
    document: str | None = None


def load_questions(path: Path) -> tuple[EvalQuestion, ...]:
    """The questions of the file in its order.

    :raises InputError: the file cannot be read, holds no question, or a line is malformed or repeats an id; the
        message names file and line.
    """
    questions: list[EvalQuestion] = []
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            question = _question(_object(json.loads(line), "这一行"))
        except _MalformedError as error:
            raise InputError(f"{path} 第 {number} 行不对：{error}；请改正这一行。") from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path} 第 {number} 行不是 JSON（{error}）；应每行写一个 JSON 对象。") from error
        if question.id in seen:
            raise InputError(
                f"{path} 第 {number} 行的 id {question.id} 与第 {seen[question.id]} 行重复；请改用别的 id。"
            )
        seen[question.id] = number
        questions.append(question)
    if not questions:
        raise InputError(f"{path} 里没有问题；应每行写一个 JSON 对象。")
    return tuple(questions)


def questions_digest(path: Path) -> str:
    """What tells one question file from another: SHA-256 of its bytes, in hexadecimal.

    :raises InputError: the file cannot be read.
    """
    return hashlib.sha256(_bytes(path)).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"问题文件读不到：{path}（{reason_of(error)}）；请检查路径。") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers from 1."""
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"问题文件不是 UTF-8：{path}；请转换编码。") from error
    # Not splitlines: a JSON string may hold other line separators as they are.
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


class _MalformedError(Exception):
    """A field is not what it should be."""


_GOLD_FIELDS = frozenset(Gold.__dataclass_fields__)


def _question(row: Mapping[str, Any]) -> EvalQuestion:
    answerable = row.get("answerable")
    if not isinstance(answerable, bool):
        raise _MalformedError("answerable 应为 true 或 false")
    return EvalQuestion(
        id=_text(row, "id"),
        question=_text(row, "question", may_be_empty=True),
        type=_text(row, "type"),
        answerable=answerable,
        gold=_gold(_object(row.get("gold"), "gold")),
        history=_texts(row, "history"),
        must_cite=_texts(row, "must_cite"),
        document=None if row.get("document") is None else _text(row, "document"),
    )


def _gold(row: Mapping[str, Any]) -> Gold:
    # A field nobody compares would make the question pass whatever the answer says.
    if unknown := sorted(row.keys() - _GOLD_FIELDS):
        raise _MalformedError(f"gold 里不认识 {'、'.join(unknown)}，可用 {'、'.join(sorted(_GOLD_FIELDS))}")
    yes_no, count = row.get("yes_no"), row.get("count")
    if yes_no is not None and not isinstance(yes_no, bool):
        raise _MalformedError("gold.yes_no 应为 true、false 或 null")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
        raise _MalformedError("gold.count 应为整数或 null")
    return Gold(
        units=tuple(_unit(_object(unit, "gold.units 的每一项")) for unit in _list(row, "units")),
        tasks=_texts(row, "tasks"),
        values=tuple(_text(_object(value, "gold.values 的每一项"), "text") for value in _list(row, "values")),
        regulations=_texts(row, "regulations"),
        yes_no=yes_no,
        count=count,
    )


def _unit(row: Mapping[str, Any]) -> GoldUnit:
    role = row.get("role") or ""
    if role and role not in ROLES:
        raise _MalformedError(f"gold.units 的 role {role!r} 不认识，可用 {'、'.join(ROLES)}")
    return GoldUnit(_text(row, "name"), role)


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _MalformedError(f"{what} 应为 JSON 对象")
    return value


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _MalformedError(f"{name} 应为列表")
    return value


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_checked(value, f"{name} 的每一项") for value in _list(row, name))


def _text(row: Mapping[str, Any], name: str, *, may_be_empty: bool = False) -> str:
    """``may_be_empty``: an empty question is a question worth asking."""
    return _checked(row.get(name), name, may_be_empty=may_be_empty)


def _checked(value: object, what: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(value, str) or not (value or may_be_empty):
        raise _MalformedError(f"{what} 应为{'' if may_be_empty else '非空的'}文字")
    # Half a surrogate pair can be written in JSON but in no file and on no screen.
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _MalformedError(f"{what} 含有不成对的代理字符")
    return value
