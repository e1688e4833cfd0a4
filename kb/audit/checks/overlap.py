"""One thing ordered twice: deliverables with two leads, measures in two tasks, sentences printed twice."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from kb.audit.models import Spot
from kb.audit.plan import Plan, in_charge, named
from kb.audit.wordings import fires, wording, wordings_of
from kb.models import Action, Deliverable, Task

_MIN_MEASURE, _MIN_CLAUSE, _MIN_NAME = 8, 9, 5
_ALIKE = 0.8
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
    seen: set[tuple[str, str]] = set()
    for (one, task), (other, second) in combinations(_built(plan), 2):
        short, long = sorted((one.name, other.name), key=len)
        more = long.removesuffix(short)
        # A bare kind (信息管理系统) is no thing of its own.
        own = len(short) >= _MIN_NAME and not fires("bare-kind", short)
        same = own and (not more or (long != more and fires("scope-words", more)))
        key = (task.provision, second.provision)
        if same and _apart(task, second) and key not in seen:
            seen.add(key)
            values = {
                "name": short,
                "first": f"{plan.name(task.provision)}由{named(in_charge(task))}",
                "second": f"{plan.name(second.provision)}由{named(in_charge(second))}",
            }
            yield Spot("deliverable-two-leads", second.provision, other.span, values, ((one.provision, one.span),))


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
    matters = [
        (matter, action, task)
        for action in plan.document.actions
        if (task := plan.task_around(action.provision)) is not None and task.units and "：" not in action.span.quote
        for matter in (_matter(action),)
        if len(matter) >= _MIN_MEASURE
    ]
    seen: set[tuple[str, str]] = set()
    for (one, first, task), (other, second, later) in combinations(matters, 2):
        key = (task.provision, later.provision)
        if key not in seen and _apart(task, later) and _alike(one, other):
            seen.add(key)
            values = {
                "first": plan.name(task.provision),
                "second": plan.name(later.provision),
                "measure": second.span.quote,
            }
            yield Spot("measure-two-tasks", second.provision, second.span, values, ((first.provision, first.span),))


def _matter(action: Action) -> str:
    """What the measure is about: without its date, its manner and its marks."""
    bare = wording("drafted-measure").sub("", _DATE.sub("", action.span.quote))
    return _NOT_HAN.sub("", bare)


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > len(one) * (1 - _ALIKE) + 1:
        return False
    first, second = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    return len(first & second) >= _ALIKE * len(first | second)


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
