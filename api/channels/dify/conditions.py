"""Dify's conditions on the metadata of a record: operators by name, values as text, numbers or days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Value = str | float | int | Sequence[str | float | int] | None
Metadata = Mapping[str, str | int]


@dataclass(frozen=True)
class Condition:
    """What the metadata ``name`` has to be."""

    name: str
    operator: str
    value: Value = None


def holds(conditions: Sequence[Condition], any_of_them: bool, metadata: Metadata) -> bool:
    """Whether all conditions hold, or any; none hold always."""
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


def _day(value: Value) -> str:
    """A day in ISO format, of a text or of seconds since the epoch."""
    seconds = _number(_text(value))
    return _text(value)[:10] if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()


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
    "before": lambda own, value: bool(own) and own < _day(value),
    "after": lambda own, value: bool(own) and own > _day(value),
}
OPERATORS = tuple(_OPERATORS)
