"""Whether a date says by when something is due: the rules of ``deadlines.yaml`` applied to what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kb.numerals import DateMention
from kb.rules import Rule, load_rules

_RULES = Path(__file__).with_name("patterns") / "deadlines.yaml"
_TITLE = re.compile(r"《(?P<title>[^《》\n]{1,120})》")
_CLAUSE_ENDS = "，。；！？,;!?\n"
_SENTENCE_ENDS = "。；！？;!?\n"
_REACH = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A date in its clause (``clause_start..clause_end``) and sentence, and the title it stands in, if any."""

    mention: DateMention
    clause_start: int
    clause_end: int
    sentence_start: int
    sentence_end: int
    title_start: int | None = None
    title: str = ""


def places(text: str, mentions: list[DateMention]) -> Iterator[Place]:
    """The surroundings of each mention; a date inside 《》 has the clause around the title."""
    titles = _TITLE.finditer(text)
    title = next(titles, None)
    for mention in mentions:
        while title is not None and title.end() <= mention.start:
            title = next(titles, None)
        inside = title is not None and title.start() < mention.start
        start, end = (title.start(), title.end()) if title is not None and inside else (mention.start, mention.end)
        yield Place(
            mention,
            _start(text, start, _CLAUSE_ENDS),
            _end(text, end, _CLAUSE_ENDS),
            _start(text, start, _SENTENCE_ENDS),
            _end(text, end, _SENTENCE_ENDS),
            start if inside else None,
            title["title"] if title is not None and inside else "",
        )


def _start(text: str, position: int, marks: str) -> int:
    floor = max(0, position - _REACH)
    return max(floor, *(text.rfind(mark, floor, position) + 1 for mark in marks))


def _end(text: str, position: int, marks: str) -> int:
    ceiling = min(len(text), position + _REACH)
    return min((at for mark in marks if (at := text.find(mark, position, ceiling)) >= 0), default=ceiling)


def evidence(text: str, place: Place, issued: date | None, own_title: str) -> str | None:
    """The id of the rule that makes the date a deadline, or None."""
    if place.title_start is not None:
        return _title_evidence(text, place, own_title)
    before, after = text[place.clause_start : place.mention.start], text[place.mention.end : place.sentence_end]
    clause = text[place.clause_start : place.clause_end]
    refused = {"refuse_before": before, "refuse_after": after, "refuse_lead": before, "refuse_clause": clause}
    if any(rule.pattern.search(around) for use, around in refused.items() for rule in _rules(use)):
        return None
    accepted = {"accept_before": before, "accept_mention": place.mention.text, "accept_after": after}
    for use, around in accepted.items():
        for rule in _rules(use):
            if rule.pattern.search(around) and (
                rule.extra.get("strong") or issued is None or place.mention.date >= issued
            ):
                return rule.id
    return None


def _title_evidence(text: str, place: Place, own_title: str) -> str | None:
    """Years in the title of a plan of action that the clause carries out, the document itself aside."""
    before = text[place.clause_start : place.title_start]
    ground = any(rule.pattern.search(before) for rule in _rules("title_before"))
    if place.mention.precision != "range" or ground or place.title in own_title:
        return None
    return next((rule.id for rule in _rules("title") if rule.pattern.search(place.title)), None)


@cache
def _rules(use: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(_RULES) if rule.extra["use"] == use)
