"""How well the words before a genre word fit a known title, and what stands around them: place and level."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.qa.mentions.regulation_titles import (
    Form,
    Known,
    level_of_place,
    period_of,
    regulation_rule,
)
from kb.rules import load_yaml
from kb.units.identity import short_place

_DATA = Path(__file__).with_name("regulations.yaml")
# The share of a title's matter that a shortened name must hold: when place or level agree, when the name holds
# several telling characters, and else.
_ENOUGH_AGREED, _ENOUGH_TELLING, _ENOUGH = 0.35, 0.45, 0.5
_TELLING, _FEWEST = 4, 2
_WHOLE = 0.95
# How far around a name its place or level is looked for.
_NEAR = 40


@dataclass(frozen=True)
class Aligned:
    start: int
    score: float
    telling: int
    together: bool
    period: str


@dataclass(frozen=True)
class Said:
    """What stands before a name: where it begins, the place and the level."""

    start: int
    place: str = ""
    level: str = ""


def align(text: str, end: int, form: Form) -> Aligned | None:
    """Reads back from ``end`` as long as the characters stand, in order, in the form's matter."""
    index, left, period = end - 1, len(form.matter), ""
    held: list[tuple[int, int]] = []
    while index >= 0:
        if said := _period_ending(text, index + 1):
            period, index = period_of(said), index - len(said)
            continue
        at = form.matter.rfind(text[index], 0, left)
        if at >= 0:
            held.append((index, at))
            left = at
        elif text[index] not in load_yaml(_DATA)["links"]:
            break
        index -= 1
    # A first character that stands apart in the title is no part of the name: 实 of 落实 before 总监办法.
    if len(held) > 1 and held[-2][1] - held[-1][1] > 1:
        held.pop()
    return _aligned(text, held, form, period) if held else None


def _aligned(text: str, held: Sequence[tuple[int, int]], form: Form, period: str) -> Aligned:
    """``held`` are offsets in the text and in the matter, the last first."""
    first, last = held[-1], held[0]
    weight = sum(form.weights[at] for _, at in held)
    return Aligned(
        start=first[0] - len(_period_ending(text, first[0])),
        score=weight / sum(form.weights),
        telling=sum(form.weights[at] == 1 for _, at in held),
        together=last[1] == len(form.matter) - 1 and last[1] - first[1] == len(held) - 1,
        period=period,
    )


def _period_ending(text: str, end: int) -> str:
    """The five-year period printed right before ``end``, or ""."""
    match = re.search(rf"(?:{regulation_rule('period').pattern.pattern})$", text[max(0, end - 7) : end])
    return match[0] if match else ""


def enough(found: Aligned, *, agreed: bool) -> bool:
    """Whether so much of a title is held that the name means it; ``agreed``: place or level is said and is the title's."""
    if found.score >= _WHOLE:
        return True
    if found.telling < _FEWEST or (found.telling == _FEWEST and not found.together):
        return False
    need = _ENOUGH_AGREED if agreed else _ENOUGH_TELLING if found.telling >= _TELLING else _ENOUGH
    return found.score >= need


def said_before(text: str, end: int, known: Sequence[Known]) -> Said:
    """The place or level word right before ``end``, over 的, 那个, 印发的 and the like; ``end`` where there is none."""
    cut = max(0, end - _NEAR)
    said = _said_in(text[cut:end], known)
    return Said(cut + said.start, said.place, said.level)


def _said_in(front: str, known: Sequence[Known]) -> Said:
    for place in _places_in(front, known):
        match = re.search(f"(?:{place}|{short_place(place)})(?:[省市县]级)?{_between()}[《“]?$", front)
        if match:
            return Said(match.start(), place, level_of_place(place))
    for level, pattern in _level_words():
        match = re.search(f"{pattern}{_between()}[《“]?$", front)
        if match:
            return Said(match.start(), "", level)
    other = re.search(f"(?P<place>[一-龥]{{2}}[省市县]){_between()}[《“]?$", front)
    return Said(other.start(), other["place"], level_of_place(other["place"])) if other else Said(len(front))


def said_behind(text: str, end: int, known: Sequence[Known]) -> Said:
    """The place or level word that comes after a name: …三年行动计划，市里的那个."""
    rest = text[end : end + _NEAR]
    for place in _places_in(rest, known):
        if re.match(rf"[，, （(]{{0,2}}(?:{place}|{short_place(place)})(?:的|那|自己|这|[)）])", rest):
            return Said(0, place, level_of_place(place))
    for level, pattern in _level_words():
        if re.match(rf"[，, （(]{{0,2}}(?:是|要|指|说)?{pattern}(?:的|那|自己|这|[)）])", rest):
            return Said(0, "", level)
    return Said(0)


def _places_in(text: str, known: Sequence[Known]) -> list[str]:
    """The places of the known titles that the text may name: of a thousand, the few whose short name it holds."""
    return [
        place for place in dict.fromkeys(title.place for title in known if title.place) if short_place(place) in text
    ]


def _between() -> str:
    return str(load_yaml(_DATA)["between"])


@cache
def _level_words() -> tuple[tuple[str, str], ...]:
    """Each level with a pattern of its words; 县 alone only where it cannot be the end of a place's name."""
    data = load_yaml(_DATA)
    alone = rf"(?:(?<![一-龥])|(?<={data['before_level']}))"
    return tuple(
        (level, "(?:" + "|".join(re.escape(w) if len(w) > 1 else alone + w for w in listed) + ")")
        for level, listed in data["levels"].items()
    )
