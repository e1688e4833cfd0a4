"""Dify's conditions on the metadata of a record: operators by name, values as text, numbers or days."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from kb.errors import InputError
from kb.numerals import find_dates

Value = str | float | int | Sequence[str | float | int] | None
Metadata = Mapping[str, str | int]
# Seconds since the epoch have nine digits from 1973 on; fewer are a year (2024) or a day (20240301).
_LEAST_SECONDS = 100_000_000
_COMPACT = re.compile(r"(\d{4})(?:(\d\d)(\d\d))?")
_LONGEST_DAY = 40


@dataclass(frozen=True)
class Condition:
    """What the metadata ``name`` has to be."""

    name: str
    operator: str
    value: Value = None


def holds(conditions: Sequence[Condition], any_of_them: bool, metadata: Metadata) -> bool:
    """Whether all conditions hold, or any; none hold always.

    :raises InputError: what should be a day is none.
    """
    results = (_OPERATORS[c.operator](str(metadata.get(c.name, "")), c.value) for c in conditions)
    return not conditions or (any(results) if any_of_them else all(results))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _texts(value: Value) -> list[str]:
    """A list, or a text with commas between its items."""
    if isinstance(value, str | int | float) or value is None:
        return [part.strip() for part in _text(value).replace("，", ",").split(",")]
    return [str(item) for item in value]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _compared(compare: Callable[[float, float], bool]) -> Callable[[str, Value], bool]:
    """What is no number is neither more nor less than one."""

    def check(own: str, value: Value) -> bool:
        left, right = _number(own), _number(_text(value))
        return left is not None and right is not None and compare(left, right)

    return check


def _same(own: str, value: Value) -> bool:
    left, right = _number(own), _number(_text(value))
    return own == _text(value) if left is None or right is None else left == right


@lru_cache
def _days(text: str) -> tuple[str, str]:
    """First and last day, in ISO format, of the year, month or day that ``text`` names, or of its seconds.

    :raises InputError: it is neither.
    """
    try:
        seconds = _number(text)
        if seconds is not None and abs(seconds) >= _LEAST_SECONDS:
            return (day := datetime.fromtimestamp(seconds, UTC).date().isoformat()), day
        if compact := _COMPACT.fullmatch(text):
            year, month, number = compact.groups()
            text = f"{year}-{month}-{number}" if month else f"{year}年"
        (found,) = find_dates(text[:_LONGEST_DAY])
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(
            f"before、after 的值 {text[:_LONGEST_DAY]!r} 不是一个日期；请写成 2024-03-01、2024年3月、2024，或 1970 年以来的秒数。"
        ) from error
    return (found.first or found.date).isoformat(), found.date.isoformat()


def _day_of(value: Value) -> tuple[str, str]:
    return _days(_text(value).strip())


_OPERATORS: Mapping[str, Callable[[str, Value], bool]] = {
    "contains": lambda own, value: _text(value) in own,
    "not contains": lambda own, value: _text(value) not in own,
    "start with": lambda own, value: own.startswith(_text(value)),
    "end with": lambda own, value: own.endswith(_text(value)),
    "is": lambda own, value: own == _text(value),
    "is not": lambda own, value: own != _text(value),
    "in": lambda own, value: own in _texts(value),
    "not in": lambda own, value: own not in _texts(value),
    "empty": lambda own, _: not own,
    "not empty": lambda own, _: bool(own),
    "=": _same,
    "≠": lambda own, value: not _same(own, value),
    ">": _compared(lambda left, right: left > right),
    "<": _compared(lambda left, right: left < right),
    "≥": _compared(lambda left, right: left >= right),
    "≤": _compared(lambda left, right: left <= right),
    "before": lambda own, value: bool(own) and own < _day_of(value)[0],
    "after": lambda own, value: bool(own) and own > _day_of(value)[1],
}
OPERATORS = tuple(_OPERATORS)
