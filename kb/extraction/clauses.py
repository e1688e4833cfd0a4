"""Text → sentences → clauses → measures. A measure is one clause that orders something, with the clauses that say
on what premise before it and to what effect behind it. Quotations, titles and brackets are never cut.

Positions are offsets in the text; everything takes time linear in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.extraction.places import trimmed
from kb.rules import Rule, load_rules

_DATA = Path(__file__).parent / "patterns" / "actions.yaml"
_SENTENCE_END = re.compile(r"[。；！？;!?\n]+")
_COMMA = re.compile(r"，|,(?!\d{3})")
# An effect that would make a measure longer than this stands on its own.
_LONGEST_WITH_EFFECT = 70
# Characters at either end of a clause that are read; the middle of a longer one tells nothing more.
_EDGE = 200
# More clauses than this are no enumeration of means.
_LONGEST_ENUMERATION = 6


@dataclass(frozen=True, slots=True)
class Clause:
    """``start..end`` between two commas; ``rule`` tells its kind, None when no rule matches."""

    start: int
    end: int
    rule: Rule | None

    @property
    def kind(self) -> str:
        """order, context, outcome or goes_on."""
        return self.rule.extra["kind"] if self.rule else "goes_on"

    def is_(self, trait: str) -> bool:
        """Whether the rule carries ``trait``."""
        return self.rule is not None and bool(self.rule.extra.get(trait))


@dataclass(frozen=True, slots=True)
class Measure:
    """Neighbouring clauses that order one thing; ``rule`` is that of the ordering clause, "" when none orders.

    ``parts`` are the stretches that read as one phrase each: a clause with those that go on with it.
    """

    parts: tuple[tuple[int, int], ...]
    rule: str

    @property
    def start(self) -> int:
        """Where the first clause begins."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Where the last clause ends."""
        return self.parts[-1][1]


def measures(blot: str, start: int, end: int) -> Iterator[Measure]:
    """The measures of ``start..end`` of a blotted text, in order; they leave out only punctuation and blanks."""
    for sentence_start, sentence_end in _cut(_SENTENCE_END, blot, start, end):
        yield from _grouped(_clauses(blot, sentence_start, sentence_end))


def _cut(separator: re.Pattern[str], blot: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The trimmed stretches between separators that are not empty."""
    position = start
    for found in separator.finditer(blot, start, end):
        yield from _unless_empty(blot, position, found.start())
        position = found.end()
    yield from _unless_empty(blot, position, end)


def _unless_empty(blot: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = trimmed(blot, start, end)
    if start < end:
        yield start, end


def _clauses(blot: str, start: int, end: int) -> list[Clause]:
    clauses = [_clause(blot, *_without_number(blot, *place)) for place in _cut(_COMMA, blot, start, end)]
    opened: int | None = None
    for index, clause in enumerate(clauses):
        text = blot[clause.start : clause.end]
        if _rule("enumeration_open").pattern.match(text):
            opened = index
        elif opened is not None and _rule("enumeration_close").pattern.search(text):
            if index - opened <= _LONGEST_ENUMERATION:
                means = clauses[opened : index + 1]
                clauses[opened : index + 1] = [Clause(c.start, c.end, _rule("enumeration_close")) for c in means]
            opened = None
    return clauses


def _without_number(blot: str, start: int, end: int) -> tuple[int, int]:
    number = _rule("number").pattern.match(blot[start:end])
    return (start + number.end(), end) if number and start + number.end() < end else (start, end)


def _clause(blot: str, start: int, end: int) -> Clause:
    text = blot[start:end] if end - start <= 2 * _EDGE else blot[start : start + _EDGE] + blot[end - _EDGE : end]
    prefix = _rule("prefix").pattern.match(text)
    return Clause(start, end, (_told(text[prefix.end() :]) if prefix else None) or _told(text))


def _told(text: str) -> Rule | None:
    return next((rule for rule in _kinds() if rule.pattern.search(text)), None)


def _grouped(clauses: Sequence[Clause]) -> Iterator[Measure]:
    """Joins premises to the order behind them, effects and continuations to the order before them."""
    current: Clause | None = None
    parts: list[tuple[int, int]] = []
    premises: list[tuple[int, int]] = []
    for clause in clauses:
        joinable = current is not None and not premises and clause.end - parts[0][0] <= _LONGEST_WITH_EFFECT
        if _opens(clause, alone=not joinable, prohibiting=current is not None and current.is_("prohibits")):
            if current:
                yield _measure(parts, current)
            current, parts, premises = clause, [*premises, (clause.start, clause.end)], []
        elif clause.kind == "context" or current is None or premises:
            _add(premises, clause)
        else:
            _add(parts, clause)
    if current or premises:
        yield _measure([*parts, *premises], current)


def _add(parts: list[tuple[int, int]], clause: Clause) -> None:
    """Appends ``clause``, or lets the last part go on through it."""
    if parts and clause.kind == "goes_on":
        parts[-1] = (parts[-1][0], clause.end)
    else:
        parts.append((clause.start, clause.end))


def _measure(parts: Sequence[tuple[int, int]], ordering: Clause | None) -> Measure:
    return Measure(tuple(parts), ordering.rule.id if ordering and ordering.rule else "")


def _opens(clause: Clause, alone: bool, prohibiting: bool) -> bool:
    """Whether a new measure begins with ``clause``; an effect that can join no measure is one itself."""
    if clause.kind == "order":
        return not (prohibiting and clause.is_("weak"))
    return clause.kind == "outcome" and alone


@cache
def _rule(step: str) -> Rule:
    return next(rule for rule in load_rules(_DATA) if rule.extra.get("step") == step)


@cache
def _kinds() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(_DATA) if "step" not in rule.extra)
