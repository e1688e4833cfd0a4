"""A question in its sentences; a sentence that asks two things, or of a unit it describes, as questions of their own."""

import re
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).with_name("splitting.yaml")
_SENTENCE = re.compile(r"[^。！？?!；;\n]+[。！？?!；;]?")
_PIECES = re.compile("[、，]")
_SHORTEST_REST = 4


@cache
def _pattern(rule_id: str) -> re.Pattern[str]:
    return next(rule.pattern for rule in load_rules(_DATA) if rule.id == rule_id)


@cache
def _rules_for(use: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(_DATA) if rule.extra.get("use") == use)


def split(text: str) -> list[str]:
    """The sentences of a question."""
    found: list[str] = []
    for match in _SENTENCE.finditer(_with_stops(text)):
        sentence = _pattern("filler").sub("", match[0].strip())
        if not any(char.isalnum() for char in sentence):
            continue
        # 只说司法机关: narrows the question before it.
        if found and _pattern("narrows").match(sentence):
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


def _with_stops(text: str) -> str:
    """The text with a question mark where a clause asks on beside what the one before it asks."""
    text = _pattern("another").sub("？", text)
    for rule in _rules_for("asked-on"):
        text = rule.pattern.sub(lambda match: f"{match[0].rstrip('，,')}？", text)
    return text


def unfolded(sentence: str) -> tuple[str, str] | None:
    """A unit that is described instead of named, as a question of its own: 牵头X的那个局还有哪些任务 → X由谁牵头 + 它还有哪些任务.

    None when the sentence describes no unit.
    """
    for rule in _rules_for("described"):
        match = rule.pattern.search(sentence)
        if match and len(sentence) - match.end() > _SHORTEST_REST:
            role = "牵头" if "牵头" in match[0] else "负责"
            rest = sentence[match.end() :].lstrip("，,")
            return f"{match['matter']}由谁{role}？", f"{sentence[: match.start()]}它{rest}"
    return None


def full_years(text: str) -> str:
    """Years of two digits written out: 21年底 → 2021年底."""
    return _pattern("short-year").sub(lambda match: f"20{match[0]}", text)


def is_question(sentence: str) -> bool:
    """Whether a sentence asks something; others only tell the story."""
    return asks(sentence) and not _pattern("told").search(sentence)


def asks(text: str) -> bool:
    """Whether a text has a word that asks."""
    return bool(_pattern("asks").search(text))


def parted(sentence: str) -> tuple[str, ...]:
    """A sentence that asks the same of two matters as two (甲、乙两项工作的完成时限), else the sentence itself.

    >>> parted("安全总监应配尽配、执法人员专业比例达标两项工作的完成时限？")
    ('安全总监应配尽配的完成时限？', '执法人员专业比例达标的完成时限？')
    """
    pieces = [piece for piece in _PIECES.split(sentence) if piece]
    for rule_id in ("own-figure", "figure-clause"):
        if len(pieces) > 1 and all(_pattern(rule_id).search(piece) for piece in pieces):
            return tuple(pieces)
    found = (_pattern(rule_id).search(sentence) for rule_id in ("two-matters", "two-figures", "two-times"))
    match = next(filter(None, found), None)
    if match is None or not is_question(match["tail"] or sentence):
        return (sentence,)
    end = sentence[match.end() :]
    return tuple(f"{sentence[: match.start()]}{match[part]}{match['tail']}{end}" for part in ("one", "two"))
