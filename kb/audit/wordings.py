"""The wordings that checks look for: ``wordings.yaml``, rules as data (see :mod:`kb.rules`)."""

import re
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("wordings.yaml")


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in load_rules(_DATA)}


def wording(rule_id: str) -> re.Pattern[str]:
    """The pattern of one wording. :raises KeyError: there is none of this id."""
    return _by_id()[rule_id].pattern


def fires(rule_id: str, text: str) -> bool:
    """Whether a wording is found in ``text`` and nothing there forbids it."""
    return _by_id()[rule_id].fires(text)


@cache
def wordings_of(finding_class: str) -> tuple[Rule, ...]:
    """The wordings that make findings of this class."""
    return tuple(rule for rule in load_rules(_DATA) if rule.extra.get("finding") == finding_class)


@cache
def finding_wordings() -> tuple[Rule, ...]:
    """Every wording that is a finding wherever it stands; one marked ``named_only`` needs a check that compares."""
    return tuple(r for r in load_rules(_DATA) if "finding" in r.extra and not r.extra.get("named_only"))
