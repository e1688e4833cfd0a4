"""Quantities as printed, and which measure units answer which question word."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kb.facts import FigureRow
from kb.numerals import parse_numeral
from kb.rules import load_yaml

_DATA = Path(__file__).with_name("quantifiers.yaml")
_NUMBER = re.compile(r"\d[\d.,]*|[零一二两三四五六七八九十百千]+")
_SCALE = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100}
_BOUND = "(?:以内|以上|以下|以外|左右|之内)?"


def figure_text(row: FigureRow) -> str:
    """The quantity of a figure as printed, measure unit and bound included: 0.01以内, 3300余家."""
    unit = re.escape(row.measure_unit)
    tail = re.compile(f"(?P<scale>[万亿千百]?)[余多几]?(?:{unit})?{_BOUND}")
    for match in _NUMBER.finditer(row.quote):
        after = tail.match(row.quote, match.end())
        number = parse_numeral(match[0].replace(",", ""))
        if after and number is not None and _is(number * _SCALE.get(after["scale"], 1), row.value):
            return match[0] + after[0]
    return f"{row.value}{row.measure_unit}"


def _is(number: float, value: str) -> bool:
    return abs(float(number) - float(value)) <= 1e-9 * max(1.0, abs(float(value)))


_CLAUSE = re.compile(r"[^，,；;。？?！!]+")
_ASKS = re.compile(r"多少|几|率|比例|总数|数量")


def asked_quantity(text: str) -> str:
    """The last clause of a question that asks for a quantity (死多少人的那个指标，要压到多少以内); else the whole."""
    clauses = [clause for clause in _CLAUSE.findall(text) if _ASKS.search(clause)]
    return clauses[-1] if len(clauses) > 1 and len(clauses[-1]) > _SHORT_CLAUSE else text


_SHORT_CLAUSE = 4


# 下降多少 may be told in percent of whatever is counted.
_CHANGE = re.compile(
    r"(?:下降|降低?|减少|压减|增长|增加|提高|上升)(?:了|幅度|幅|率)?(?:是|为)?(?:多少|几|百分之几)(?![家个人处台辆户起])"
)


@cache
def _quantifiers() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    data: list[Mapping[str, str]] = load_yaml(_DATA)["quantifiers"]
    return tuple((re.compile(entry["asked"]), frozenset(entry["units"])) for entry in data)


def asked_units(text: str) -> frozenset[str]:
    """The measure units that a question asks for (多少户 → 户); empty when any will do."""
    if _CHANGE.search(text):
        return frozenset()
    found: set[str] = set()
    for pattern, units in _quantifiers():
        if pattern.search(text):
            found |= units
    return frozenset(found)
