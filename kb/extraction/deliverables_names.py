"""A phrase of a plan → the names of what it orders to be built.

A verb opens a list of noun phrases. A phrase that ends in a head noun of a category is a name; one that does not is
the beginning of the next one's name (县、镇综合应急指挥平台), unless it ends in a word that closes it. After 推进 and
its like the list counts only if it closes with 建设, 改造 ….
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.extraction.clauses import QUOTED
from kb.rules import Rule, load_rules

_DATA = Path(__file__).parent / "patterns" / "deliverables.yaml"
_QUOTATION_END = "”\"’」』"
# Characters: the longest head noun with its modifiers, the longest list after a verb, the longest likely name.
_HEAD, _LIST, _NAME = 20, 240, 32


@dataclass(frozen=True, slots=True)
class Named:
    """A name at ``start..end`` with its category and the rule that found it."""

    start: int
    end: int
    category: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Verbs:
    """Verbs in a row: 推动建设, 建立健全. ``classes`` are those of all of them."""

    start: int
    end: int
    classes: frozenset[str]
    rule: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text[start:end]`` with its blotted form ``blot``; offsets inside are relative to ``start``."""

    text: str
    start: int
    blot: str

    def named(self) -> Iterator[Named]:
        """The deliverables of the phrase."""
        for step in ("disposal", "passive"):
            if found := rule_of(step).pattern.search(self.blot):
                yield from self._listed(*found.span("object"), frozenset({rule_of(step).extra["class"]}), rule_of(step).id)
        rows = [row for row in _verbs(self.blot) if not _closing(self.blot, row.end)]
        limits = [row.start for row in rows[1:]] + [len(self.blot)]
        for row, limit in zip(rows, limits, strict=False):
            yield from self._listed(row.end, min(limit, row.end + _LIST), row.classes, row.rule)

    def titled(self) -> Iterator[Named]:
        """The phrase itself, if it is the name of a project."""
        if rule_of("title").pattern.search(self.blot):
            yield Named(self.start, self.start + len(self.blot), "project", rule_of("title").id)

    def _listed(self, start: int, end: int, classes: frozenset[str], rule: str) -> Iterator[Named]:
        """The names in the list ``start..end``; names of the class promote wait for a closing 建设."""
        waiting: list[Named] = []
        if premodifier := rule_of("premodifier").pattern.match(self.blot[start:end]):
            start += premodifier.end()
        opened = start
        for item_start, item_end in _items(self.blot, start, end):
            name_end, category = self._headed(item_start, item_end)
            if category:
                named = self._name(opened, item_start, name_end, category, rule)
                taken = set(category.extra["takes"])
                if named and taken & (classes - {"promote"}):
                    yield named
                elif named and taken & classes:
                    waiting.append(named)
            if category or rule_of("nothing").pattern.search(self.blot, item_start, name_end):
                opened = item_end + 1
            if waiting and self._closes(item_start, item_end):
                yield from waiting
                waiting = []

    def _closes(self, start: int, end: int) -> bool:
        """Whether the item closes a list with 建设, 改造 …; what follows 的 (…中的应用) closes none."""
        item = self.blot[start:end]
        nominal = rule_of("nominal").pattern.search(item)
        return nominal is not None and not item[: nominal.start()].endswith("的")

    def _headed(self, start: int, end: int) -> tuple[int, Rule | None]:
        """Where the name in the item ``start..end`` ends, and the category of its head noun."""
        stops = [found.start() for found in rule_of("stop").pattern.finditer(self.blot, start + 1, end)]
        tail = rule_of("tail").pattern.search(self.blot[start:end])
        bare = start + tail.start() if tail else end
        etcetera = [found.start() for found in rule_of("etcetera").pattern.finditer(self.blot, start, bare)]
        for place in (*etcetera[-1:], end, bare, *stops):
            if category := self._category(start, place):
                return place, category
        return bare, None

    def _category(self, start: int, end: int) -> Rule | None:
        head = self.blot[max(start, end - _HEAD) : end]
        if head.endswith(QUOTED):
            head = self.text[self.start + max(start, end - _HEAD) : self.start + end].rstrip(_QUOTATION_END)
        return next((rule for rule in categories() if rule.pattern.search(head)), None) if head else None

    def _name(self, opened: int, item_start: int, end: int, category: Rule, rule: str) -> Named | None:
        """The name from ``opened`` or ``item_start`` to ``end`` without what only leads up to it."""
        start = self._trimmed(min(opened, item_start), end)
        if start < item_start and end - start > _NAME:
            start = self._trimmed(item_start, end)
        if rule_of("generic").pattern.search(self.blot[start:end]):
            return None
        return Named(self.start + start, self.start + end, category.extra["category"], rule)

    def _trimmed(self, start: int, end: int) -> int:
        """``start`` moved behind 的, 等 and leading verbs and quantities, as long as a name of its own is left."""
        for mark in (r"的", rule_of("etcetera").pattern):
            for found in reversed(list(re.finditer(mark, self.blot[start:end]))):
                if not rule_of("generic").pattern.search(self.blot[start + found.end() : end]):
                    start += found.end()
                    break
                if mark == "的":
                    return start + found.end()
        lead = rule_of("lead").pattern.match(self.blot[start:end])
        return start + lead.end() if lead and start + lead.end() < end else start


@cache
def rule_of(step: str) -> Rule:
    """The rule of deliverables.yaml that serves ``step``."""
    return next(rule for rule in load_rules(_DATA) if rule.extra["step"] == step)


@cache
def categories() -> tuple[Rule, ...]:
    """The rules that name categories, in order."""
    return tuple(rule for rule in load_rules(_DATA) if rule.extra["step"] == "category")


@cache
def _verb_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(_DATA) if rule.extra["step"] == "verb")


def _verbs(blot: str) -> Iterator[_Verbs]:
    """The rows of verbs in ``blot``, in order."""
    at: dict[int, list[tuple[int, Rule]]] = {}
    for rule in _verb_rules():
        for found in rule.pattern.finditer(blot):
            at.setdefault(found.start(), []).append((found.end(), rule))
    done = 0
    for start in sorted(at):
        if start < done:
            continue
        classes: set[str] = set()
        first, done = at[start][0][1].id, start
        while done in at:
            classes |= {rule.extra["class"] for _, rule in at[done]}
            done = max(end for end, _ in at[done])
        yield _Verbs(start, done, frozenset(classes), first)


def _closing(blot: str, end: int) -> bool:
    """Whether verbs that end at ``end`` close a phrase (平台建设，) rather than open a list."""
    closers = (rule_of("separator"), rule_of("nominal"))
    return end == len(blot) or any(rule.pattern.match(blot[end:]) for rule in closers)


def _items(blot: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of the list ``start..end`` that are not empty."""
    position = start
    for found in rule_of("separator").pattern.finditer(blot, start, end):
        if found.start() > position:
            yield position, found.start()
        position = found.end()
    if position < end:
        yield position, end
