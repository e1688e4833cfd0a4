"""Questions to refuse before anything is looked up, by refusals.yaml."""

from functools import cache
from pathlib import Path

from kb.qa.places import place_in
from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("refusals.yaml")


@cache
def _rule(rule_id: str) -> Rule:
    return {rule.id: rule for rule in load_rules(_DATA)}[rule_id]


def is_negated(text: str) -> bool:
    """Whether the question asks who does not do something."""
    return _rule("negation").fires(text)


def is_order_to_system(text: str) -> bool:
    """Whether the text orders the system to do something else, or is a query or update in a query language."""
    return _rule("order_to_system").pattern.search(text) is not None


def is_off_topic(text: str, known: str) -> bool:
    """Whether the question is about weather, shares, verse, code … and ``known`` (all texts) does not speak of it."""
    match = _rule("off_topic").pattern.search(text)
    return match is not None and match[0] not in known


def is_personal_affair(text: str) -> bool:
    """Whether the question is about a citizen's own papers or insurance, which a plan may or may not speak of."""
    return _rule("personal_affairs").pattern.search(text) is not None


def other_place(text: str, known: str) -> str | None:
    """A place the question names and ``known`` (all texts of the snapshot) does not."""
    for match in _rule("place").pattern.finditer(text):
        place = place_in(match["place"])
        if place and place not in known:
            return place
    return None
