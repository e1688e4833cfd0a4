"""Numbers as Word prints them; the formats are data in ``number_formats.yaml``."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kb.rules import load_yaml

FILE = Path(__file__).with_name("number_formats.yaml")

_ROMAN = {
    "m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40, "x": 10, "ix": 9, "v": 5, "iv": 4,
    "i": 1,
}  # fmt: skip
_COUNTING_DIGITS = "〇一二三四五六七八九"
_COUNTING_PLACES = ("", "十", "百", "千")


def printed_number(number: int, number_format: str) -> str | None:
    """``number`` in the ST_NumberFormat of this name; None where what Word prints is not plain.

    >>> printed_number(21, "chineseCounting")
    '二十一'
    """
    entry = _formats().get(number_format)
    return _KINDS[entry["kind"]](number, entry) if entry else None


def _decimal(number: int, entry: Mapping[str, Any]) -> str:
    return "".join(entry["digits"][int(digit)] for digit in str(number).zfill(entry.get("width", 1)))


def _series(number: int, entry: Mapping[str, Any]) -> str | None:
    symbols = entry["symbols"]
    return symbols[number - 1] if 1 <= number <= len(symbols) else None


def _roman(number: int, entry: Mapping[str, Any]) -> str | None:
    if not 1 <= number <= 3999:
        return None
    printed = ""
    for letters, value in _ROMAN.items():
        printed += letters * (number // value)
        number %= value
    return printed.upper() if entry.get("upper") else printed


def _counting(number: int, entry: Mapping[str, Any]) -> str | None:
    if not 1 <= number <= entry["largest"]:
        return None
    digits = str(number)
    printed = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit:
            printed += _COUNTING_DIGITS[digit] + _COUNTING_PLACES[place]
        elif place and digits[-place] != "0":  # the last of a run of zeros before another digit
            printed += entry["zero"]
    return printed[1:] if 10 <= number <= 19 else printed


_KINDS: Mapping[str, Callable[[int, Mapping[str, Any]], str | None]] = {
    "decimal": _decimal,
    "series": _series,
    "roman": _roman,
    "counting": _counting,
}


@cache
def _formats() -> Mapping[str, Mapping[str, Any]]:
    return {name: entry for entry in load_yaml(FILE)["formats"] for name in entry["names"]}
