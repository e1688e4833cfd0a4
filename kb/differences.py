"""What changed in responsibility between two expressions of a document, unit by unit.

Both sides are objects of the parse contract (:mod:`kb.contract`). Tasks are the same when their titles are, or, where
titles were reworded, when their numbers and wording are near; a task that only moved has not changed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Row = Mapping[str, Any]
Kind = Literal["added", "removed", "role"]
# From here on, two wordings are the same task reworded: set by eye on pairs of plans of successive periods.
_NEAR = 0.72
_NOISE = re.compile(r"[\s，。、；：“”‘’（）()《》]")


@dataclass(frozen=True)
class Place:
    """A responsibility as one expression states it: role, and where (id of the provision, characters of its text)."""

    role: str
    section: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class Difference:
    """One unit's change at one task; ``before`` is None for what is new, ``after`` for what is gone."""

    unit: str
    kind: Kind
    task: str
    before: Place | None
    after: Place | None


@dataclass(frozen=True)
class TaskPair:
    """A task in both expressions, or in one."""

    before: Row | None
    after: Row | None

    @property
    def title(self) -> str:
        """Its title, as the later expression has it."""
        return str((self.after or self.before or {})["title"])


def differences(before: Row, after: Row) -> tuple[Difference, ...]:
    """The changes of responsibility, by unit in the order of the later expression, those of units that are gone last."""
    found = [
        difference
        for pair in paired_tasks(before["tasks"], after["tasks"])
        for difference in _of_task(pair, before, after)
    ]
    order: dict[str, int] = {}
    for side in (after, before):
        for task in side["tasks"]:
            for unit in task["units"]:
                order.setdefault(unit["name"], len(order))
    return tuple(sorted(found, key=lambda difference: order[difference.unit]))


def paired_tasks(before: Sequence[Row], after: Sequence[Row]) -> tuple[TaskPair, ...]:
    """Every task of either expression once, in the order of the later one."""
    left = list(before)
    pairs: dict[int, Row] = {}
    for same in (_same_title, _near):
        for place, task in enumerate(after):
            if place not in pairs and (found := next((one for one in left if same(one, task)), None)):
                pairs[place] = found
                left.remove(found)
    matched = [TaskPair(pairs.get(place), task) for place, task in enumerate(after)]
    return (*matched, *(TaskPair(one, None) for one in left))


def _same_title(one: Row, other: Row) -> bool:
    return bool(one["title"]) and _NOISE.sub("", one["title"]) == _NOISE.sub("", other["title"])


def _near(one: Row, other: Row) -> bool:
    matcher = SequenceMatcher(None, _NOISE.sub("", one["quote"]), _NOISE.sub("", other["quote"]), autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _of_task(pair: TaskPair, before: Row, after: Row) -> Iterator[Difference]:
    old, new = _places(pair.before, before), _places(pair.after, after)
    for unit in dict.fromkeys((*new, *old)):
        was, now = old.get(unit), new.get(unit)
        if was is None or now is None:
            yield Difference(unit, "removed" if now is None else "added", pair.title, was, now)
        elif was.role != now.role:
            yield Difference(unit, "role", pair.title, was, now)


def _places(task: Row | None, side: Row) -> dict[str, Place]:
    """The units of a task, each with its role and the statement that gives it."""
    if task is None:
        return {}
    statements = [row for row in side["assignments"] if row["task"] == task["id"]]
    places = {}
    for unit in task["units"]:
        stated = next((row for row in statements if any(u["name"] == unit["name"] for u in row["units"])), task)
        places[unit["name"]] = Place(unit["role"], task["id"], stated["quote"], stated["start"], stated["end"])
    return places
