"""Times in the text that are no time limits of tasks, by times.yaml."""

from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("times.yaml")


@cache
def time_rule(rule_id: str) -> Rule:
    """The rule with this id."""
    return next(rule for rule in load_rules(_DATA) if rule.id == rule_id)
