"""Departures from the SHACL shapes → spots, with the names that a message needs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from kb.audit.checks.citing import needs_number
from kb.audit.models import Spot
from kb.audit.plan import Plan, leads, named
from kb.audit.wordings import fires
from kb.graph.shapes import Departure
from kb.models import Task, UnitMention
from kb.units.recognition import looks_like_unit

_UNCLEAR = "unclear-collective"
# A task without units stands out where this share of the tasks of its part have some.
_USUAL = 0.5


def shape_spots(plan: Plan, departed: Iterable[Departure]) -> Iterator[Spot]:
    """The spots of one plan's departures."""
    by_rule: dict[str, list[Departure]] = defaultdict(list)
    for departure in departed:
        by_rule[departure.rule].append(departure)
    if plan.assigned:
        for rule, word in _OF_TASK.items():
            for departure in by_rule[rule]:
                task = plan.tasks.get(departure.section)
                if task is not None:
                    yield from word(plan, task)
        yield from _collectives(plan, by_rule["collective-unlisted"])
    yield from _citations(plan, by_rule["citation-no-number"])


def _no_lead(plan: Plan, task: Task) -> Iterator[Spot]:
    units = tuple(unit.name for unit in task.units if unit.role != "guide")
    if all(fires("territorial", name) for name in units):
        return
    span = plan.statement_span(task)
    note = "" if fires("divided-duties", span.quote) else "，也没有写各自的分工"
    values = {"task": plan.name(task.provision), "units": named(units), "count": str(len(units)), "note": note}
    yield Spot("no-lead", task.provision, span, values)


def _no_unit(plan: Plan, task: Task) -> Iterator[Spot]:
    safeguard = plan.is_safeguard(task.provision)
    rule = "no-unit-safeguard" if safeguard else "no-unit"
    usual = plan.share_with_units[task.provision.split(".")[0]] >= _USUAL
    # A heading that is the name of a body tells what it does (职责); it orders nothing of others.
    if not safeguard and (not usual or fires("appeal-title", task.title) or looks_like_unit(task.title)):
        return
    yield Spot(rule, task.provision, plan.heading_span(task.provision), {"task": plan.name(task.provision)})


def _only_collective(plan: Plan, task: Task) -> Iterator[Spot]:
    units = tuple(unit.name for unit in task.units if unit.role != "guide")
    if not all(fires(_UNCLEAR, name) for name in units):
        return
    values = {"task": plan.name(task.provision), "units": named(units)}
    yield Spot("only-collective", task.provision, plan.statement_span(task), values)


def _joint_lead(plan: Plan, task: Task) -> Iterator[Spot]:
    units = tuple(unit.name for unit in leads(task))
    values = {"task": plan.name(task.provision), "units": named(units)}
    yield Spot("joint-lead", task.provision, plan.statement_span(task), values)


def _open_list(plan: Plan, task: Task) -> Iterator[Spot]:
    values = {"task": plan.name(task.provision)}
    yield Spot("open-list", task.provision, plan.statement_span(task), values)


_OF_TASK: Mapping[str, Callable[[Plan, Task], Iterator[Spot]]] = {
    "no-lead": _no_lead,
    "no-unit": _no_unit,
    "only-collective": _only_collective,
    "joint-lead": _joint_lead,
    "open-list": _open_list,
}


def _collectives(plan: Plan, departed: Iterable[Departure]) -> Iterator[Spot]:
    """One spot a collective, at its first statement."""
    mentions = {unit.span.start: unit for a in plan.document.assignments for unit in a.units}
    places: dict[str, list[tuple[Departure, UnitMention]]] = defaultdict(list)
    for departure in departed:
        unit = mentions.get(departure.start)
        if unit is not None and fires(_UNCLEAR, unit.name):
            places[unit.name].append((departure, unit))
    for name, found in places.items():
        (first, unit), *rest = found
        others = tuple((departure.section, other.span) for departure, other in rest)
        yield Spot("collective-unlisted", first.section, unit.span, {"unit": name, "count": str(len(found))}, others)


def _citations(plan: Plan, departed: Iterable[Departure]) -> Iterator[Spot]:
    """One spot a title, where it is cited first."""
    titles = {(c.span.start, c.span.end): c for c in plan.document.citations}
    seen: set[str] = set()
    for departure in departed:
        citation = titles.get((departure.start, departure.end))
        if citation is None or citation.title in seen or not needs_number(citation.title):
            continue
        seen.add(citation.title)
        yield Spot("citation-no-number", citation.provision, citation.span, {"title": citation.title})
