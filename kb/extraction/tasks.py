"""Provisions and assignments → tasks: what each provision orders, with the units its statements name."""

from collections import defaultdict
from collections.abc import Sequence

from kb.models import Assignment, Outline, Provision, Task, UnitMention, trimmed_span
from kb.parsing.purpose import purpose_of


def extract_tasks(outline: Outline, assignments: Sequence[Assignment]) -> tuple[Task, ...]:
    """A task for each provision that has an assignment, and for each lowest heading of a part that orders things."""
    by_provision: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_provision[assignment.provision].append(assignment)
    tasks = []
    for provision in outline.provisions:
        own = by_provision.get(provision.id, [])
        if own or _orders(outline, provision):
            tasks.append(_task(outline, provision, own))
    return tuple(tasks)


def _orders(outline: Outline, provision: Provision) -> bool:
    return (
        provision.listed
        and provision.level in ("part", "section", "item")
        and outline.is_leaf(provision)
        and bool(outline.text[provision.body_start : provision.own_end].strip())
        and purpose_of(outline, provision) == "task"
    )


def _task(outline: Outline, provision: Provision, assignments: Sequence[Assignment]) -> Task:
    units: dict[tuple[str, str], UnitMention] = {}
    for assignment in assignments:
        for unit in assignment.units:
            units.setdefault((unit.name, unit.role), unit)
    title = provision.title or next((assignment.heading for assignment in assignments), "")
    return Task(
        provision=provision.id,
        title=title,
        units=tuple(units.values()),
        open_list=any(assignment.open_list for assignment in assignments),
        span=trimmed_span(outline.text, provision.start, provision.own_end),
    )
