"""Kinds of collective bodies by their names (bodies.yaml)."""

import re
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("bodies.yaml")
_GOVERNMENT = re.compile(r"(?:政府|办事处|管委会|镇|乡|街道|[市县区州旗])$")


@cache
def kinds() -> tuple[Rule, ...]:
    """The kinds of bodies."""
    return load_rules(_DATA)


def kinds_in(text: str) -> tuple[Rule, ...]:
    """The kinds of bodies that a text names."""
    return tuple(rule for rule in kinds() if rule.fires(text))


def may_hold(collective: str, unit: str) -> bool:
    """Whether a collective body may include a unit: 各县区政府 holds no bureau, 有关部门 may.

    >>> may_hold("各县区政府", "市应急局"), may_hold("有关部门", "市应急局")
    (False, True)
    >>> may_hold("各县区有关部门", "市应急局")
    True
    """
    found = kinds_in(collective)
    of_places = bool(found) and all(rule.extra.get("of_places") for rule in found)
    return not of_places or bool(_GOVERNMENT.search(unit))
