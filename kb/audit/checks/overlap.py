"""One thing ordered twice: deliverables with two leads, measures in two tasks, sentences printed twice."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from kb.audit.models import Spot
from kb.audit.plan import Plan, in_charge, named
from kb.audit.wordings import fires, wording, wordings_of
from kb.models import Action, Deliverable, Task

_MIN_MEASURE, _MIN_CLAUSE, _MIN_NAME = 8, 9, 5
_ALIKE = 0.8
# A pair of characters that more measures than this count among their rarest is a set phrase of the document.
_MOST_HOLDERS = 50
_CLAUSE = re.compile(r"[^，。；！？\n　]+")
_DATE = re.compile(r"(?:在|到)?\d{4}年(?:\d{1,2}月)?(?:上半年|下半年)?[底末]?前?[，,]?")
_NOT_HAN = re.compile(r"[^一-龥A-Za-z0-9]")


def overlap_spots(plan: Plan) -> Iterator[Spot]:
    """The overlaps between tasks that have units, and repetitions inside a task."""
    if plan.assigned:
        yield from _deliverables(plan)
        yield from _functions(plan)
        yield from _measures(plan)
        yield from _repeated(plan)


def _built(plan: Plan) -> list[tuple[Deliverable, Task]]:
    pairs = ((d, plan.task_around(d.provision)) for d in plan.document.deliverables if d.category != "project")
    return [(d, task) for d, task in pairs if task is not None and task.units]


def _apart(one: Task, other: Task) -> bool:
    return one.provision != other.provision and in_charge(one) != in_charge(other)


def _deliverables(plan: Plan) -> Iterator[Spot]:
    """The same thing, by its full name or the end of it, in tasks that different units answer for."""
    by_end: dict[str, list[tuple[Deliverable, Task]]] = defaultdict(list)
    for deliverable, task in _built(plan):
        if len(deliverable.name) >= _MIN_NAME:
            by_end[deliverable.name[-_MIN_NAME:]].append((deliverable, task))
    seen: set[tuple[str, str]] = set()
    for group in by_end.values():
        for (one, task), (other, second) in combinations(group[:_MOST_HOLDERS], 2):
            key = (task.provision, second.provision)
            if key not in seen and _apart(task, second) and _same_thing(one.name, other.name):
                seen.add(key)
                values = {
                    "name": min(one.name, other.name, key=len),
                    "first": f"{plan.name(task.provision)}由{named(in_charge(task))}",
                    "second": f"{plan.name(second.provision)}由{named(in_charge(second))}",
                }
                yield Spot("deliverable-two-leads", second.provision, other.span, values, ((one.provision, one.span),))


def _same_thing(one: str, other: str) -> bool:
    """Whether the names differ at most by words that tell where or which; a bare kind (信息管理系统) is no thing."""
    short, long = sorted((one, other), key=len)
    more = long.removesuffix(short)
    return not fires("bare-kind", short) and (not more or (long != more and fires("scope-words", more)))


def _functions(plan: Plan) -> Iterator[Spot]:
    """Systems of one function (监测预警, 指挥 …) in tasks that different units answer for: one spot a function."""
    for rule in wordings_of("systems-alike"):
        found = [(d, t) for d, t in _built(plan) if d.category in _SYSTEMS and rule.fires(d.name)]
        tasks = {task.provision: (deliverable, task) for deliverable, task in reversed(found)}
        if len(tasks) > 1 and len({in_charge(task) for _, task in tasks.values()}) > 1:
            (first, _), *rest = sorted(tasks.values(), key=lambda pair: pair[0].span.start)
            values = {
                "function": str(rule.extra["function"]),
                "names": "、".join(f"“{d.name}”" for d in (first, *(d for d, _ in rest))),
            }
            others = tuple((d.provision, d.span) for d, _ in rest)
            yield Spot("systems-alike", first.provision, first.span, values, others)


_SYSTEMS = frozenset({"platform", "information_system", "database"})


def _measures(plan: Plan) -> Iterator[Spot]:
    """Measures that order the same in tasks of different units; one spot a pair of tasks."""
    matters: list[tuple[frozenset[str], Action, Task]] = []
    for action in plan.document.actions:
        task = plan.task_around(action.provision)
        matter = _matter(action)
        if task is not None and task.units and len(matter) >= _MIN_MEASURE and "：" not in action.span.quote:
            matters.append((_pairs(matter), action, task))
    seen: set[tuple[str, str]] = set()
    for place, other in _candidates([pairs for pairs, _, _ in matters]):
        (one, first, task), (two, second, later) = matters[place], matters[other]
        key = (task.provision, later.provision)
        if key not in seen and _apart(task, later) and len(one & two) >= _ALIKE * len(one | two):
            seen.add(key)
            values = {
                "first": plan.name(task.provision),
                "second": plan.name(later.provision),
                "measure": second.span.quote,
            }
            yield Spot("measure-two-tasks", second.provision, second.span, values, ((first.provision, first.span),))


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _candidates(matters: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Places of two matters that may be alike, in order: two sets that share so much share one of the rarest pairs of
    each (prefix filtering, Chaudhuri et al. 2006), so that most of a long plan's measures are never compared."""
    frequency = Counter(pair for pairs in matters for pair in pairs)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, pairs in enumerate(matters):
        rarest = sorted(pairs, key=lambda pair: (frequency[pair], pair))
        for pair in rarest[: len(rarest) - math.ceil(_ALIKE * len(rarest)) + 1]:
            holders[pair].append(place)
    alike = {two for places in holders.values() if len(places) <= _MOST_HOLDERS for two in combinations(places, 2)}
    yield from sorted(alike)


def _matter(action: Action) -> str:
    """What the measure is about: without its date, its manner and its marks."""
    bare = wording("drafted-measure").sub("", _DATE.sub("", action.span.quote))
    return _NOT_HAN.sub("", bare)


def _repeated(plan: Plan) -> Iterator[Spot]:
    """A clause printed twice inside one task."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for sentence in plan.sentences:
        task = plan.task_around(sentence.section) if sentence.purpose == "task" else None
        if task is not None:
            for clause in _CLAUSE.finditer(sentence.masked):
                if len(_NOT_HAN.sub("", clause.group())) >= _MIN_CLAUSE:
                    places[task.provision, clause.group()].append(sentence.start + clause.start())
    for (section, words), starts in places.items():
        if len(starts) > 1:
            first, second, *_ = (plan.span(start, start + len(words)) for start in starts)
            yield Spot(
                "clause-repeated", section, second, {"words": words, "count": str(len(starts))}, ((section, first),)
            )
