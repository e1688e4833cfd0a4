"""Duties that the text of a task gives to bodies which none of its statements names."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kb.audit.checks.building import clause_around
from kb.audit.models import Spot
from kb.audit.plan import Plan
from kb.audit.wordings import fires, wording
from kb.models import Task
from kb.rules import Rule, load_rules

DATA = Path(__file__).parent.parent / "bodies.yaml"
_PARTS = re.compile(r"[、和及]")


def body_spots(plan: Plan) -> Iterator[Spot]:
    """Bodies by their matter, places named one by one, and the subjects of orders."""
    if plan.assigned:
        for task in plan.document.tasks:
            if task.units:
                yield from _by_matter(plan, task)
                yield from _places(plan, task)
        yield from _subjects(plan)


def _by_matter(plan: Plan, task: Task) -> Iterator[Spot]:
    """One spot a clause, whatever number of bodies it speaks of."""
    bodies: dict[tuple[int, int], list[str]] = defaultdict(list)
    for rule in load_rules(DATA):
        if (found := _spoken_of(plan, task, rule)) is None:
            continue
        start, end = clause_around(plan.text, *found.span())
        body = _absent(plan, task, rule) if rule.fires(plan.text[start:end]) else None
        if body:
            bodies[start, end].append(body)
    for place, absent in bodies.items():
        values = {"task": plan.name(task.provision), "body": "、".join(absent)}
        yield Spot("named-not-assigned", task.provision, plan.span(*place), values)


def _spoken_of(plan: Plan, task: Task, rule: Rule) -> re.Match[str] | None:
    place = plan.heading_span(task.provision) if rule.extra.get("where") == "title" else task.span
    return rule.pattern.search(plan.masked, place.start, place.end)


def _absent(plan: Plan, task: Task, rule: Rule) -> str | None:
    """The body of the rule when none of the task's units is one; by its printed name where it must be known."""
    words = rule.extra["units"]
    if any(word in unit.name for unit in task.units for word in words):
        return None
    if rule.extra.get("known"):
        return next((name for name in _known(plan) if any(word in name for word in words)), None)
    return str(rule.extra["label"])


def _known(plan: Plan) -> Iterator[str]:
    yield from plan.document.info.addressees
    for task in plan.document.tasks:
        yield from (unit.name for unit in task.units)


def _places(plan: Plan, task: Task) -> Iterator[Spot]:
    """Towns named in the text that are none of the task's units, towns as a collective included."""
    names = [unit.name for unit in task.units]
    if any(fires("town", name) for name in names):
        return
    for found in wording("list-of-places").finditer(plan.masked, task.span.start, task.span.end):
        values = {"task": plan.name(task.provision), "body": found["list"]}
        yield Spot("named-not-assigned", task.provision, plan.span(*found.span("list")), values)


def _subjects(plan: Plan) -> Iterator[Spot]:
    """各镇（街道）要…: a body ordered by a sentence, in no statement of the whole document. One spot a body."""
    given = [unit.name for task in plan.document.tasks for unit in task.units]
    seen: set[str] = set()
    for sentence in plan.sentences:
        found = wording("ordered-subject").search(sentence.masked.strip()) if sentence.purpose == "task" else None
        if found is None or plan.task_around(sentence.section) is None:
            continue
        absent = [part for part in _PARTS.split(found["who"]) if fires("town", part) and not _given(part, given)]
        for part in absent:
            if part not in seen and (start := sentence.text.find(part)) >= 0:
                seen.add(part)
                span = plan.span(sentence.start + start, sentence.start + start + len(part))
                task = plan.name(sentence.section)
                yield Spot("named-nowhere", sentence.section, span, {"task": task, "body": part})


def _given(part: str, given: list[str]) -> bool:
    return any(part in name or name in part for name in given)
