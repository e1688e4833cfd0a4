"""Figures that do not add up: a change that does not follow from its two ends, parts beyond their whole, lists that
are not as long as they say."""

import re
from collections.abc import Iterator, Sequence

from kb.audit.models import Spot
from kb.audit.plan import Plan, Sentence
from kb.audit.wordings import wording
from kb.extraction.measured import RELATIVE, value_text
from kb.models import Figure
from kb.numerals import parse_numeral

_DIGITS = 6  # of a sum; what lies behind them is an error of floating point
_PRINTED = re.compile(r"\d+(?:\.(?P<decimals>\d+))?\s*[余多]?(?P<scale>[十百千]?万?亿?)")


def quantity_spots(plan: Plan) -> Iterator[Spot]:
    """The spots of every sentence that holds figures."""
    for sentence in plan.sentences:
        inside = plan.figures_by_sentence.get(sentence.start, [])
        yield from _changes(plan, inside)
        yield from _parts(plan, sentence, inside)
        yield from _lists(plan, sentence)


def _half_unit(figure: Figure) -> float:
    """Half a unit of the last printed digit, in the unit of the value: what rounding may hide (500户 of 3.3万户)."""
    numbers = list(_PRINTED.finditer(figure.span.quote))
    if not numbers:
        return 0.5
    scale = parse_numeral("1" + numbers[-1]["scale"]) or 1
    return 0.5 * 10.0 ** -len(numbers[-1]["decimals"] or "") * scale


def _changes(plan: Plan, figures: Sequence[Figure]) -> Iterator[Spot]:
    """由A下降到B，下降了p%: p must lie between what the rounded ends allow."""
    for first, second, change in zip(figures, figures[1:], figures[2:], strict=False):
        same = first.indicator == second.indicator == change.indicator and first.measure_unit == second.measure_unit
        level = first.comparator not in RELATIVE and second.comparator not in RELATIVE
        if not (same and level and change.comparator in RELATIVE and change.measure_unit == "%" and first.value > 0):
            continue
        ends = [
            (a - b) / a * 100
            for a in (first.value - _half_unit(first), first.value + _half_unit(first))
            for b in (second.value - _half_unit(second), second.value + _half_unit(second))
            if a > 0
        ]
        sign = 1 if change.comparator == "down" else -1
        low, high = min(sign * e for e in ends), max(sign * e for e in ends)
        slack = _half_unit(change)
        if not low - slack <= change.value <= high + slack:
            exact = sign * (first.value - second.value) / first.value * 100
            values = {
                "printed": value_text(change.value, change.measure_unit),
                "exact": f"{exact:.1f}%",
                "from": value_text(first.value, first.measure_unit),
                "to": value_text(second.value, second.measure_unit),
            }
            yield Spot("arithmetic", change.provision, plan.span(first.span.start, change.span.end), values)


def _parts(plan: Plan, sentence: Sentence, figures: Sequence[Figure]) -> Iterator[Spot]:
    """N家，其中A…a家、B…b家: the parts together are no more than the whole."""
    for marker in wording("whole-part").finditer(sentence.text):
        at = sentence.start + marker.start()
        ahead = [f for f in figures if f.span.end <= at]
        if not ahead or at - ahead[-1].span.end > 2:
            continue
        whole = ahead[-1]
        stop = re.search(r"[；;。]", sentence.text[marker.end() :])
        end = sentence.start + marker.end() + (stop.start() if stop else len(sentence.text))
        parts = [f for f in figures if at < f.span.start < end and f.measure_unit == whole.measure_unit]
        if whole.measure_unit == "%" or whole.comparator != "=" or not parts:
            continue
        if (total := sum(f.value for f in parts)) > whole.value and max(f.value for f in parts) != whole.value:
            values = {
                "whole": value_text(whole.value, whole.measure_unit),
                "total": value_text(round(total, _DIGITS), whole.measure_unit),
            }
            yield Spot("parts-beyond-whole", whole.provision, plan.span(whole.span.start, parts[-1].span.end), values)


def _lists(plan: Plan, sentence: Sentence) -> Iterator[Spot]:
    """A镇、B镇、C镇4个建制镇."""
    for found in wording("list-of-places").finditer(sentence.masked):
        count = parse_numeral(found["count"]) if found["count"] and not found["open"] else None
        listed = len(found["list"].split("、"))
        if count is not None and count != listed:
            span = plan.span(sentence.start + found.start(), sentence.start + found.end())
            yield Spot("list-miscounted", sentence.section, span, {"listed": str(listed), "count": f"{count:g}"})
