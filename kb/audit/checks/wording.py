"""Wordings that are faults by themselves: weak commitments, confused words, mismatched marks."""

from collections.abc import Iterator

from kb.audit.models import Spot
from kb.audit.plan import Plan, Sentence
from kb.audit.wordings import finding_wordings
from kb.rules import Rule

# How much of the sentence around a found word is quoted, on each side.
_AROUND = 30
# Longer wordings are shown in part in the message; the quotation has them whole.
_LONGEST = 30
_STOPS = "，。；：、！？\n　"


def wording_spots(plan: Plan) -> Iterator[Spot]:
    """One spot for each wording and sentence it stands in; further places in the sentence are the same fault."""
    for sentence in plan.sentences:
        for rule in finding_wordings():
            purposes = rule.extra.get("purposes")
            if purposes is None or (sentence.purpose in purposes and plan.assigned):
                yield from _spots(plan, sentence, rule)


def _spots(plan: Plan, sentence: Sentence, rule: Rule) -> Iterator[Spot]:
    if not rule.fires(sentence.masked):
        return
    for found in rule.pattern.finditer(sentence.masked):
        start, end = _clause(plan.text, sentence, sentence.start + found.start(), sentence.start + found.end())
        words = found.group().strip(_STOPS)
        values = {
            "words": words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……",
            "instead": str(rule.extra.get("instead", "")),
        }
        yield Spot(str(rule.extra["finding"]), sentence.section, plan.span(start, end), values)


def _clause(text: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The found words with what stands beside them up to the next stop, so that the quotation can be understood."""
    floor, ceiling = max(sentence.start, start - _AROUND), min(sentence.end, end + _AROUND)
    while start > floor and text[start - 1] not in _STOPS:
        start -= 1
    while end < ceiling and text[end] not in _STOPS:
        end += 1
    return start, end
