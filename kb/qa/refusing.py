"""Questions to refuse before anything is looked up, by refusals.yaml."""

from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("refusals.yaml")


@cache
def _rule(rule_id: str) -> Rule:
    return {rule.id: rule for rule in load_rules(_DATA)}[rule_id]


def is_negated(text: str) -> bool:
    """Whether the question asks who does not do something."""
    return _rule("negation").pattern.search(text) is not None


def other_place(text: str, known: str) -> str | None:
    """A place the question names and ``known`` (all texts of the snapshot) does not."""
    match = _rule("place").pattern.search(text)
    return match["place"] if match and match["place"] not in known else None
