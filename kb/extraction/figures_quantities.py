"""Numbers that measure something: where they stand, their value and unit. Names, dates and shorthand are left out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.extraction.figures_data import rules_for
from kb.numerals import parse_numeral
from kb.rules import Rule

_FAMILIES = ("share", "time", "measure", "concrete", "generic", "bare")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at ``start..end``. ``low`` is the lower end of a range, ``low_end`` where it is printed.

    ``family`` is share, time, measure, concrete, generic or bare; ``in_words``: written in Chinese number words;
    ``more``: 余 or 多 says it is somewhat more.
    """

    start: int
    end: int
    value: float
    unit: str
    family: str
    in_words: bool
    more: bool
    rule: str
    low: float | None = None
    low_end: int = 0


class Stops:
    """Stretches of the text whose numbers measure nothing."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def covers(self, start: int, end: int) -> bool:
        """Whether any of ``start..end`` lies in such a stretch."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and self._ends[index] > start


def stops_of(plain: str, others: Iterable[tuple[int, int]]) -> Stops:
    """The stretches of ``plain`` named by the stop rules, and ``others`` (dates, responsibility statements)."""
    found = [match.span() for rule in rules_for("stop") for match in rule.pattern.finditer(plain)]
    return Stops([*found, *others])


def find_quantities(plain: str, start: int, end: int, stops: Stops) -> list[Quantity]:
    """The quantities in ``plain[start:end]`` in order, none inside another; the longest wins."""
    found = [
        quantity
        for rule in rules_for("quantity")
        for match in rule.pattern.finditer(plain, start, end)
        if (quantity := _quantity(match, rule)) and not stops.covers(quantity.start, quantity.end)
    ]
    found.sort(key=lambda quantity: (quantity.start, -quantity.end))
    return list(_apart(found))


def _apart(found: Sequence[Quantity]) -> Iterator[Quantity]:
    done = -1
    for quantity in found:
        if quantity.start >= done:
            done = quantity.end
            yield quantity


def _quantity(match: re.Match[str], rule: Rule) -> Quantity | None:
    groups = match.groupdict()
    family = next((name for name in _FAMILIES if groups.get(name) is not None), "bare")
    written = groups.get("words") or groups.get("number") or ""
    value = parse_numeral(written + (groups.get("scale") or ""))
    if value is None:
        return None
    low, low_end = _low(match, groups)
    unit = groups.get(family) or ("%" if family == "share" else "")
    return Quantity(
        start=match.start("words" if groups.get("words") else "low" if low is not None else "number"),
        end=max(match.end(name) for name, group in groups.items() if group is not None),
        value=float(value),
        unit=unit,
        family=family,
        in_words=bool(groups.get("words")) and family != "share",
        more=bool(groups.get("more") or groups.get("more_after")),
        rule=rule.id,
        low=low,
        low_end=low_end,
    )


def _low(match: re.Match[str], groups: dict[str, str | None]) -> tuple[float | None, int]:
    """The lower end of a range; it shares the scale that only the upper end prints (1—3万)."""
    printed = groups.get("low")
    if not printed:
        return None, 0
    scale = "" if printed[-1] in "十百千万亿" else groups.get("scale") or ""
    low = parse_numeral(printed + scale)
    return (None if low is None else float(low)), match.end("low")
