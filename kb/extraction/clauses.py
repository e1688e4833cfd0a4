"""Text → sentences → clauses → measures. A measure is one clause that orders something, with the clauses that say
on what premise before it and to what effect behind it. Quotations, titles and brackets are never cut.

Positions are offsets in the text; everything takes time linear in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.models import DocumentContext, Provision
from kb.rules import Rule, load_rules

QUOTED, BRACKETED = "□", "◇"

_DATA = Path(__file__).parent / "patterns" / "actions.yaml"
_OPENERS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "【": "】",
    "〔": "〕",
    "[": "]",
}
_BRACKETS = "（(【〔["
_DELIMITER = re.compile(r"[“”\"‘’《》〈〉「」『』（）()【】〔〕\[\]\n]")
# A closer further from its opener than this many open marks is a slip.
_DEEPEST = 8
_SENTENCE_END = re.compile(r"[。；！？;!?\n]+")
_COMMA = re.compile(r"，|,(?!\d{3})")
_EDGE = " \t　\xa0\r，,、：:）)"
# An effect that would make a measure longer than this stands on its own.
_LONGEST_WITH_EFFECT = 70
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


def blotted(text: str) -> str:
    """``text`` with matched quotations and titles as □ and matched brackets as ◇, of the same length.

    A mark pairs within its line only; marks without a partner stay.
    """
    pieces: list[str] = []
    done = 0
    for start, end in _outermost(_pairs(text)):
        if start >= done:
            pieces += (text[done:start], (BRACKETED if text[start] in _BRACKETS else QUOTED) * (end - start))
            done = end
    return "".join(pieces) + text[done:]


def bodies(context: DocumentContext, provision: Provision) -> Iterator[tuple[int, int]]:
    """Where the own text of ``provision`` behind its heading stands, responsibility statements cut out."""
    position, end = provision.body_start, provision.own_end
    statements = context.statements
    low, high = 0, len(statements)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if statements[middle].end <= position else (low, middle)
    while low < len(statements) and statements[low].start < end:
        yield position, statements[low].start
        position = max(position, statements[low].end)
        low += 1
    yield position, end


def measures(blot: str, start: int, end: int) -> Iterator[Measure]:
    """The measures of ``start..end`` of a blotted text, in order; they leave out only punctuation and blanks."""
    for sentence_start, sentence_end in _cut(_SENTENCE_END, blot, start, end):
        yield from _grouped(_clauses(blot, sentence_start, sentence_end))


def title_place(provision: Provision) -> tuple[int, int]:
    """Where the title of ``provision`` stands in its heading, behind the number."""
    quote, start = provision.heading.quote, provision.heading.start
    behind = max(quote.find(provision.number), 0) + len(provision.number)
    first, last = trimmed(quote, behind, len(quote))
    return start + first, start + last


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``start..end`` without punctuation and blanks at its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each matched pair of marks, inner before outer."""
    stack: list[tuple[str, int]] = []
    for found in _DELIMITER.finditer(text):
        mark, position = found[0], found.start()
        if mark == "\n":
            stack.clear()
            continue
        depth = _partner(stack, mark)
        if depth is not None:
            yield stack[depth][1], position + 1
            del stack[depth:]
        elif mark in _OPENERS or mark == '"':
            stack.append((_OPENERS.get(mark, "”"), position))


def _partner(stack: Sequence[tuple[str, int]], mark: str) -> int | None:
    """Index in ``stack`` of what ``mark`` closes; a straight quotation mark closes a curly one and the reverse."""
    closer = "”" if mark == '"' else mark
    for depth in range(len(stack) - 1, max(len(stack) - _DEEPEST, 0) - 1, -1):
        if stack[depth][0] == closer:
            return depth
    return None


def _outermost(pairs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in pairs:
        while kept and kept[-1][0] >= start:
            kept.pop()
        kept.append((start, end))
    return kept


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
    text = blot[start:end]
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
