"""How a quantity is compared, which kind of figure it is, and the time it holds for."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from kb.extraction.figures_data import kinds, rules_for, words
from kb.extraction.figures_scene import REACH, SENTENCE_ENDS
from kb.models import Outline, Provision
from kb.numerals import DateMention

_TRENDS = ("down", "up")
_LEAD = re.compile(r"(?:截止|截至|到|至|较|比|与|和|同|低于|高于|超过|由|从|自)?$")
# 由2020年的60%: the year right before the number is the number's own.
_ADJACENT = re.compile(r"的?(?:约|近)?[ 　]?")
_COMPARED = re.compile(r"较|比|与|和|同|低于|高于|超过|由|从|自")
# The times that hold beyond their sentence, by purpose.
_GOVERNING = {
    "goal": re.compile(r"^(?:到|至)"),
    "situation": re.compile(r"^截[止至]"),
    "review": re.compile(r"五[”\"]?(?:期间|时期)$"),
}


def comparator_of(before: str, after: str, family: str, more: bool) -> str:
    """One of = <= >= < > ~ down up, from the text on both sides; a change outweighs a bound (增长20%以上 is up).

    ``family`` is that of the quantity, ``more`` whether 余 or 多 stands in it.
    """
    rules = (rule for rule in rules_for("before") if family in rule.extra.get("families", (family,)))
    ahead = next((rule for rule in rules if rule.pattern.search(before)), None)
    sign = str(ahead.extra.get("comparator", "=")) if ahead else "="
    if sign in _TRENDS:
        return sign
    behind = next(
        (rule for rule in rules_for("after") if "comparator" in rule.extra and rule.pattern.match(after)), None
    )
    if behind:
        return str(behind.extra["comparator"])
    return ">" if more and sign == "=" else sign


def starts_a_change(before: str, after: str) -> bool:
    """Whether the number is where a change starts: 由A提高到B, 在A的基础上."""
    pairs = ((rules_for("before"), before), (rules_for("after"), after))
    return any(
        rule.extra.get("role") == "from" and rule.pattern.search(text) for rules, text in pairs for rule in rules
    )


def kind_of(purpose: str, comparator: str, indicator: str, clause: str, sentence: str) -> str:
    """The kind of a figure in a part with ``purpose``: a rule that fits its clause or sentence, else the part's own."""
    scopes = {"clause": clause, "sentence": sentence}
    for rule in rules_for("kind"):
        if purpose in rule.extra["purposes"] and rule.pattern.search(scopes[rule.extra["scope"]]):
            return str(rule.extra["kind"])
    if purpose == "review" and comparator not in _TRENDS and indicator.endswith(words("rate_nouns")):
        return "baseline"
    return kinds()[purpose]


def as_of(outline: Outline, provision: Provision, purpose: str, start: int, dates: Sequence[DateMention]) -> str | None:
    """The time a figure at ``start`` holds for, as printed.

    A time named in its sentence; else the last one that governs what follows it, in its own provision or the one
    above: 到2025年 in goals, 截至2020年底 in accounts of the situation, “十三五”期间 in reviews.
    """
    found = _named_before(outline.text, provision.start, start, purpose, dates)
    if found is None and provision.parent and purpose in _GOVERNING:
        parent = outline.by_id(provision.parent)
        found = _named_before(outline.text, parent.start, parent.own_end, purpose, dates)
    return found


def _named_before(text: str, floor: int, start: int, purpose: str, dates: Sequence[DateMention]) -> str | None:
    floor = max(floor, start - 10 * REACH)
    index = bisect_left(dates, start, key=lambda mention: mention.start) - 1
    same_sentence = True
    while index >= 0 and dates[index].start >= floor:
        mention = dates[index]
        same_sentence = same_sentence and not any(mark in text[mention.end : start] for mark in SENTENCE_ENDS)
        if _ADJACENT.fullmatch(text, mention.end, start):
            return mention.text
        lead = _LEAD.search(text, max(floor, mention.start - 4), mention.start)
        printed = (lead.group() if lead else "") + mention.text
        if lead and not _COMPARED.fullmatch(lead.group()) and (same_sentence or _governs(purpose, printed)):
            return printed
        if not same_sentence and purpose not in _GOVERNING:
            return None
        index -= 1
    return None


def _governs(purpose: str, printed: str) -> bool:
    return purpose in _GOVERNING and bool(_GOVERNING[purpose].search(printed))
