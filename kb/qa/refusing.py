"""Questions to refuse before anything is looked up, by refusals.yaml."""

import re
from functools import cache, lru_cache
from pathlib import Path

from kb.qa.asking import asking_part
from kb.qa.places import place_in
from kb.qa.splitting import asks, split
from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("refusals.yaml")


@cache
def _rule(rule_id: str) -> Rule:
    return {rule.id: rule for rule in load_rules(_DATA)}[rule_id]


def is_negated(text: str) -> bool:
    """Whether the question asks who does not do something."""
    rule = _rule("negation")
    # What is only told (有人说消防不归民政管) denies nothing.
    return any(rule.fires(asking_part(sentence)) for sentence in split(text) if asks(sentence))


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
    """A place the question names and ``known`` (the texts asked about) does not, unless it asks for a document of it.

    Titles of cited documents do not count: a county plan that names 《淄博市……规划》 says nothing of who does what there.
    """
    own = _titleless(known)
    for match in _rule("place").pattern.finditer(
        _TITLE.sub(lambda title: "，" * len(title[0]) if title[0] in known else title[0], text)
    ):
        place = place_in(match["place"])
        if place and place not in own and not (place in known and _DOCUMENT.search(text)):
            return place
    return None


@lru_cache(maxsize=16)
def _titleless(text: str) -> str:
    return _TITLE.sub("", text)


_TITLE = re.compile(r"《[^》]*》")
_DOCUMENT = re.compile("规划|计划|办法|细则|意见|方案|文件|清单|条例|规定|措施|纲要|标准|依据")
