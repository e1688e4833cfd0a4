"""Sentences that hold from there on: 列第一位者为牵头单位，下同; 以下均需各市州政府落实."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.extraction.assignments.brackets import top_groups
from kb.extraction.assignments.mentions import Standing, mentions_of
from kb.extraction.assignments.statement import read_statement
from kb.extraction.assignments.wording import wordings
from kb.models import UnitMention

_GOES_ON = re.compile(r"下同|以下|以上|各项|所有|均")
_NOTE = re.compile(r"(?:注|备注|说明)\s*[：:][^\n]{0,80}$")


@dataclass(frozen=True, slots=True)
class StandingSentence:
    """A standing sentence at ``start``; it holds for statements that end in ``first..last``."""

    start: int
    first: int
    last: int
    first_leads: bool
    added: tuple[UnitMention, ...]


def standing_sentences(text: str) -> tuple[StandingSentence, ...]:
    """Every standing sentence of ``text`` with its reach: 注： reaches back; inside a statement it holds there only
    unless it says 下同."""
    sentences: list[StandingSentence] = []
    for rule in wordings("standing"):
        for match in rule.pattern.finditer(text):
            around = text[match.start() : match.end() + 6]
            first = 0 if _NOTE.search(text, max(0, match.start() - 90), match.start()) else match.start()
            goes_on = first == 0 or _GOES_ON.search(around) or not _in_bracket(text, match.start())
            last = len(text) if goes_on else match.end() + 4
            added: tuple[UnitMention, ...] = ()
            if rule.extra["effect"] == "add_units":
                reading = read_statement(text, *match.span("units"))
                added = mentions_of(text, reading.units, Standing()) if not reading.strange else ()
                if not added:
                    continue
            sentences.append(StandingSentence(match.start(), first, last, not added, added))
    return tuple(sorted(sentences, key=lambda sentence: sentence.start))


def _in_bracket(text: str, offset: int) -> bool:
    """Whether a bracket is open at ``offset`` in its line; a sentence of the text itself holds from there on."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset][-2000:]
    return any(not group.closed for group in top_groups(line, 0, len(line)))


def standing_for(sentences: Sequence[StandingSentence], start: int, end: int) -> tuple[Standing, int]:
    """What holds for the statement ``start..end``, and where its own text ends before a standing sentence inside it."""
    inside = [s.start for s in sentences if start <= s.start < end]
    holding = [s for s in sentences if s.first <= end and (start <= s.last)]
    added = tuple(unit for s in holding for unit in s.added if s.first == 0 or s.start < start)
    return Standing(any(s.first_leads for s in holding), added), min(inside, default=end)
