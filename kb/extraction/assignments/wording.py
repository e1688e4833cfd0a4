"""The wordings of responsibility statements, from patterns/assignments.yaml, ready to apply."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).parent.parent / "patterns" / "assignments.yaml"
# A label is at most this long; a window of this size before a colon holds it.
LABEL_CHARS = 20
_HAN = re.compile(r"[一-龥]")


@dataclass(frozen=True)
class Label:
    """What a label says: the ``role`` of the units after it, or that it ``holds`` a deadline or something else."""

    rule: str
    role: str | None
    holds: str
    start: int


@cache
def wordings(kind: str) -> tuple[Rule, ...]:
    """The rules of one kind in the order they are tried."""
    return tuple(rule for rule in load_rules(_DATA) if rule.extra["kind"] == kind)


def label_before(text: str, end: int, low: int = 0) -> Label | None:
    """The label that ends at ``end`` (a colon or closing bracket stands there), looking no further back than ``low``."""
    begin = max(low, end - LABEL_CHARS)
    window = text[begin:end].rstrip(" 　为是")
    for rule in wordings("label"):
        match = rule.pattern.search(window)
        if match and (match.start() > 0 or begin == low or text[begin - 1] == "\n"):
            word_start = match.start() if _HAN.match(match[0]) else match.start() + 1
            return Label(rule.id, rule.extra.get("role"), rule.extra.get("holds", "units"), begin + word_start)
    return None


@dataclass(frozen=True)
class Verb:
    """A role-giving verb at the end of a segment; the units end at ``start``."""

    rule: str
    role: str
    start: int


def verb_at_end(segment: str) -> Verb | None:
    """The role verb that ends ``segment``."""
    for rule in wordings("verb"):
        match = rule.pattern.search(segment, max(0, len(segment) - 40))
        if match:
            return Verb(rule.id, rule.extra["role"], match.start())
    return None


def open_end(segment: str) -> int | None:
    """Where 等, 等部门 … begin at the end of ``segment``, or None when the list is closed."""
    rule = wordings("open")[0]
    match = rule.pattern.search(segment, max(0, len(segment) - 16))
    return match.start() if match and match.start() > 0 else None


def is_undated(segment: str) -> bool:
    """Whether the segment is a time that names no date (长期坚持)."""
    return any(rule.pattern.fullmatch(segment) for rule in wordings("undated"))


def is_name_like(text: str) -> bool:
    """Whether a piece that a label vouches for may stand as a name: short, and no order or remark."""
    return (
        2 <= len(text) <= 30
        and re.fullmatch(r"[一-龥（）()〔〕]+", text) is not None
        and not any(rule.pattern.search(text) for rule in wordings("remark"))
    )


def is_gloss(inside: str) -> bool:
    """Whether what a bracket holds is a remark on the words before it."""
    return any(rule.pattern.search(inside) for rule in wordings("gloss"))
