"""Wordings that single answers turn on, by the id of their rule in phrases.yaml."""

from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("phrases.yaml")


@cache
def phrase(rule_id: str) -> Rule:
    """The rule of this id."""
    return next(rule for rule in load_rules(_DATA) if rule.id == rule_id)
