"""Targets against what was reached before: weaker, without a baseline, without a base year, out of step."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.audit.indicators import smaller_is_better
from kb.audit.models import Spot
from kb.audit.plan import Plan, named
from kb.audit.wordings import fires
from kb.extraction.indicators import bare_name, indicator_key
from kb.extraction.measured import REACHED, RELATIVE, Reached, value_text
from kb.models import Figure

# A target that asks for this many times the change of the last period, or of a sister indicator, needs its reckoning.
_STEEP = 3.0
# Sister indicators share this many characters: 亿元GDP生产安全事故死亡率, 生产安全事故死亡人数.
_SISTER = 6


def target_spots(plan: Plan) -> Iterator[Spot]:
    """The spots of every target of the plan."""
    reached = Reached(figure for figure in plan.document.figures if figure.comparator not in RELATIVE)
    targets = [figure for figure in plan.document.figures if figure.kind == "target"]
    goals = [figure for figure in targets if plan.purpose(figure.provision) == "goal"]
    for target in targets:
        base = reached.before(target)
        if target.comparator not in RELATIVE and base:
            yield from _weaker(target, base[-1])
            yield from _steep(plan, target, base, goals)
    for target in goals:
        yield from _without_base(plan, target)
        yield from _without_unit(plan, target)
    yield from _without_baseline(plan, goals, reached)
    yield from _undated(plan)
    yield from _two_names(plan)


def _weaker(target: Figure, base: Figure) -> Iterator[Spot]:
    worse = target.value > base.value if smaller_is_better(target) else target.value < base.value
    if worse:
        values = {
            "indicator": target.indicator,
            "target": value_text(target.value, target.measure_unit),
            "base": value_text(base.value, base.measure_unit),
            "times": f"{target.value / base.value:.2g}" if base.value else "—",
        }
        yield Spot("target-weaker", target.provision, target.span, values, ((base.provision, base.span),))


def _steep(plan: Plan, target: Figure, base: Sequence[Figure], goals: Sequence[Figure]) -> Iterator[Spot]:
    """A change far steeper than the last period's, or than the one asked of a sister indicator in the same goals."""
    now = base[-1]
    if now.value <= 0 or (target.value > now.value) == smaller_is_better(target):
        return
    needed = abs(now.value - target.value) / now.value * 100
    before = base[-2] if len(base) > 1 and base[-2].provision == now.provision else None
    past = abs(before.value - now.value) / before.value * 100 if before and before.value else 0.0
    sister = next(
        (f for f in goals if f.comparator in RELATIVE and f.measure_unit == "%" and _sisters(f, target)), None
    )
    compared = (
        [(f"“{sister.indicator}”只要求变动{value_text(sister.value, sister.measure_unit)}", sister)]
        if sister and needed >= _STEEP * sister.value
        else []
    )
    if past and needed >= _STEEP * past:
        compared.append((f"上一时期实际变动{past:.1f}%", now))
    if compared:
        values = {
            "indicator": target.indicator,
            "needed": f"{needed:.1f}%",
            "compared": "，".join(words for words, _ in compared),
        }
        others = tuple((figure.provision, figure.span) for _, figure in compared)
        yield Spot("target-out-of-step", target.provision, target.span, values, others)


def _sisters(one: Figure, other: Figure) -> bool:
    first, second = indicator_key(one.indicator), indicator_key(other.indicator)
    shared = any(first[i : i + _SISTER] in second for i in range(len(first) - _SISTER + 1))
    return first != second and shared


def _without_base(plan: Plan, target: Figure) -> Iterator[Spot]:
    """A relative target that does not say against which year; in a plan of one year it is the year before."""
    relative = target.comparator in RELATIVE and target.measure_unit == "%" and plan.document.info.period
    if relative and not fires("base-of-change", _sentence(plan, target)):
        yield Spot("relative-without-base", target.provision, target.span, {"indicator": target.indicator})


def _without_baseline(plan: Plan, goals: Sequence[Figure], reached: Reached[Figure]) -> Iterator[Spot]:
    """Targets of which the plan does not tell the present value; one spot a provision."""
    unfounded: dict[str, list[Figure]] = defaultdict(list)
    for target in goals:
        full = target.measure_unit == "%" and target.value >= 100
        known = full or target.comparator in RELATIVE or bool(reached.of(target.indicator))
        told = known or any(fires(rule, _sentence(plan, target)) for rule in ("building-verb", "base-of-change"))
        if not told and fires("level-indicator", target.indicator):
            unfounded[target.provision].append(target)
    for section, (first, *rest) in unfounded.items():
        values = {"indicators": named(tuple(f"“{target.indicator}”" for target in (first, *rest)))}
        yield Spot("target-without-baseline", section, first.span, values, tuple((section, f.span) for f in rest))


def _sentence(plan: Plan, figure: Figure) -> str:
    sentence = plan.sentence_at(figure.span.start)
    return sentence.text if sentence is not None else figure.span.quote


def _without_unit(plan: Plan, target: Figure) -> Iterator[Spot]:
    if not target.measure_unit and fires("rate-noun", target.indicator):
        yield Spot("target-without-unit", target.provision, target.span, {"indicator": target.indicator})


def _undated(plan: Plan) -> Iterator[Spot]:
    """由A下降到B, without the years of A and B."""
    figures = [figure for figure in plan.document.figures if figure.kind in REACHED]
    for first, second in zip(figures, figures[1:], strict=False):
        together = first.indicator == second.indicator and _sentence(plan, first) == _sentence(plan, second)
        if (
            together
            and second.comparator not in RELATIVE
            and not any(fires("year", f.as_of or "") for f in (first, second))
        ):
            span = plan.span(first.span.start, second.span.end)
            yield Spot("baseline-without-year", first.provision, span, {"indicator": first.indicator})


def _two_names(plan: Plan) -> Iterator[Spot]:
    spellings: dict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in plan.document.figures:
        spellings[indicator_key(figure.indicator)].setdefault(figure.indicator, figure)
    for forms in spellings.values():
        if len({bare_name(name) for name in forms}) > 1:
            first, *rest = forms.values()
            values = {"forms": "、".join(f"“{name}”" for name in forms)}
            others = tuple((figure.provision, figure.span) for figure in rest)
            yield Spot("indicator-two-names", first.provision, first.span, values, others)
