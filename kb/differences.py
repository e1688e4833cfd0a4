"""What changed in responsibility between two expressions of a document, unit by unit.

Both sides are objects of the parse contract (:mod:`kb.contract`). Tasks are the same when their titles are, or, where
titles were reworded, when the wording is near; a task that only moved has not changed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

Row = Mapping[str, Any]
Kind = Literal["added", "removed", "role"]
# From here on, two wordings are the same task reworded: set by eye on pairs of plans of successive periods.
_NEAR = 0.72
_CANDIDATES = 5
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
    """One unit's change at one task; ``before`` is None for what is new, ``after`` for what is gone. A unit that has
    another role (role) may have one more or one less: then that side is None."""

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
    """Every task of either expression once, in the order of the later one; the nearest are paired first."""
    pairs: dict[int, int] = {}
    for place, task in enumerate(after):
        same = (n for n, one in enumerate(before) if n not in pairs.values() and _same_title(one, task))
        if (found := next(same, None)) is not None:
            pairs[place] = found
    left = [n for n in range(len(before)) if n not in pairs.values()]
    for _, _, place, found in sorted(_near([n for n in range(len(after)) if n not in pairs], left, before, after)):
        if place not in pairs and found not in pairs.values():
            pairs[place] = found
    matched = [TaskPair(before[pairs[n]] if n in pairs else None, task) for n, task in enumerate(after)]
    return (*matched, *(TaskPair(one, None) for n, one in enumerate(before) if n not in pairs.values()))


def _same_title(one: Row, other: Row) -> bool:
    return bool(one["title"]) and _NOISE.sub("", one["title"]) == _NOISE.sub("", other["title"])


def _near(
    places: Sequence[int], left: Sequence[int], before: Sequence[Row], after: Sequence[Row]
) -> Iterator[tuple[float, int, int, int]]:
    """Reworded tasks: how far apart the wordings are (0 is equal) and the places, and the tasks of either side.

    Only the tasks that share most pairs of characters are looked at closely.
    """
    texts = {n: _NOISE.sub("", before[n]["quote"]) for n in left}
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for n, text in texts.items():
        for pair in {text[i : i + 2] for i in range(len(text) - 1)}:
            holding[pair].append(n)
    for place in places:
        own = _NOISE.sub("", after[place]["quote"])
        shared = Counter(n for i in range(len(own) - 1) for n in holding.get(own[i : i + 2], ()))
        for n, _ in shared.most_common(_CANDIDATES):
            ratio = SequenceMatcher(None, texts[n], own, autojunk=False).ratio()
            if ratio >= _NEAR:
                yield 1 - ratio, abs(place - n), place, n


def _of_task(pair: TaskPair, before: Row, after: Row) -> Iterator[Difference]:
    old, new = _places(pair.before, before), _places(pair.after, after)
    for unit in dict.fromkeys((*new, *old)):
        was, now = old.get(unit, {}), new.get(unit, {})
        lost = [was[role] for role in was if role not in now]
        gained = [now[role] for role in now if role not in was]
        if not was or not now:
            yield from (Difference(unit, "added", pair.title, None, place) for place in gained)
            yield from (Difference(unit, "removed", pair.title, place, None) for place in lost)
        else:
            for one, other in zip_longest(lost, gained):
                yield Difference(unit, "role", pair.title, one, other)


def _places(task: Row | None, side: Row) -> dict[str, dict[str, Place]]:
    """The roles of each unit of a task, each with the statement that gives it."""
    if task is None:
        return {}
    statements = [row for row in side["assignments"] if row["task"] == task["id"]]
    places: dict[str, dict[str, Place]] = {}
    for unit in task["units"]:
        given = (row for row in statements if any(_gives(one, unit) for one in row["units"]))
        stated = next(given, task)
        place = Place(unit["role"], task["id"], stated["quote"], stated["start"], stated["end"])
        places.setdefault(unit["name"], {}).setdefault(unit["role"], place)
    return places


def _gives(one: Row, unit: Row) -> bool:
    return (one["name"], one["role"]) == (unit["name"], unit["role"])
