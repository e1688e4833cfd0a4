"""A phrase of a plan → the names of what it orders to be built.

A verb opens a list of noun phrases. A phrase that ends in a head noun of a category is a name; one that does not is
the beginning of the next one's name (县、镇综合应急指挥平台), unless it ends in a word that closes it. After 推进 and
its like the list counts only if it closes with 建设, 改造 ….
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.extraction.blotting import QUOTED
from kb.extraction.deliverables_wording import PROMOTE, Verbs, category_of, items_in, rule_of, says, verbs_in
from kb.rules import Rule

_QUOTATION_END = '”"’」』'
# Characters: the longest head noun with its modifiers, the longest list after a verb, the longest likely name.
_HEAD, _LIST, _NAME = 20, 240, 32
# More items than this are no beginning of one name.
_MOST_JOINED = 4
_COMMAS = ("，", ",")
# What only modifies the name of a project when it stands inside (管网改造工程).
_MODIFYING = frozenset({"build", "renew", "improve"})
_DESCRIPTION_END = re.compile("的")


@dataclass(frozen=True, slots=True)
class Named:
    """A name at ``start..end`` with its category and the rule that found it."""

    start: int
    end: int
    category: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Item:
    """One phrase of a list. ``name_end``: where its name ends; ``cut``: a further verb ends it, not the item."""

    start: int
    end: int
    name_end: int
    category: Rule | None
    cut: bool = False

    def is_taken_by(self, classes: frozenset[str]) -> bool:
        """Whether verbs of ``classes`` make it a deliverable."""
        return self.category is not None and not classes.isdisjoint(self.category.extra["takes"])

    def is_cut_by(self, rows: Sequence[Verbs]) -> bool:
        """Whether another row of verbs begins inside, so that the item is no noun phrase. The name of a project may
        hold verbs (管网改造工程)."""
        end = self.end if self.category is None else self.name_end
        inner = [row for row in rows if self.start <= row.start < end]
        if self.category is not None and self.category.extra["category"] == "project":
            return any(not row.classes <= _MODIFYING for row in inner)
        return bool(inner)


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text[start:]`` as far as its blotted form ``blot`` goes; offsets inside are relative to ``start``."""

    text: str
    start: int
    blot: str

    def named(self) -> Iterator[Named]:
        """The deliverables of the phrase."""
        for step in ("disposal", "passive"):
            if found := rule_of(step).pattern.search(self.blot):
                verbs = Verbs(0, found.start("object"), frozenset({rule_of(step).extra["class"]}), rule_of(step).id)
                yield from self._listed(verbs, found.end("object"), ())
        rows, done = verbs_in(self.blot), 0
        for index, row in enumerate(rows):
            if row.start >= done:
                end = min(len(self.blot), row.end + _LIST)
                behind = rows[index + 1 : bisect_left(rows, end, key=lambda later: later.start)]
                for named in self._listed(row, end, behind):
                    done = max(done, named.end - self.start)
                    yield named

    def titled(self) -> Iterator[Named]:
        """The phrase itself, if it is the name of a project."""
        if says("title", self.blot):
            yield Named(self.start, self.start + len(self.blot), "project", rule_of("title").id)

    def _listed(self, verbs: Verbs, end: int, rows: Sequence[Verbs]) -> Iterator[Named]:
        """The names in the list behind ``verbs``; what only 推进 goes before waits for a closing 建设. The list ends
        where another of the verb ``rows`` begins, unless that stands inside the name of a project."""
        start = self._behind_premodifier(verbs.end, end)
        embedded = says("embedded", self.blot[start:end])
        opened = behind_name = start
        waiting: list[Named] = []
        for item in (self._item(*place) for place in items_in(self.blot, start, end)):
            direct = item.is_taken_by(verbs.direct)
            if self.blot[item.start - 1 : item.start] in _COMMAS:
                opened = item.start
            if item.is_cut_by(rows):
                return
            named = self._name(behind_name if self._is_open(item) else opened, item, verbs.rule)
            if named and direct:
                yield named
            elif named and not embedded and item.is_taken_by(verbs.classes & {PROMOTE}):
                waiting.append(named)
            if item.category:
                opened = behind_name = item.end + 1
            elif self._is_complete(item):
                opened = item.end + 1
            if waiting and self._closes(item):
                yield from waiting
                waiting = []

    def _behind_premodifier(self, start: int, end: int) -> int:
        found = rule_of("premodifier").pattern.match(self.blot[start:end])
        return start + found.end() if found else start

    def _item(self, start: int, end: int) -> _Item:
        """The item with its head noun: before 等, at its end, before 建设 and the like, before a further verb."""
        tail = rule_of("tail").pattern.search(self.blot[start:end])
        bare = start + tail.start() if tail else end
        etcetera = [found.start() for found in rule_of("etcetera").pattern.finditer(self.blot, start, bare)]
        for place in (*etcetera[-1:], end, bare):
            if category := self._category(start, place):
                return _Item(start, end, place, category)
        for found in rule_of("stop").pattern.finditer(self.blot, start + 1, end):
            if category := self._category(start, found.start()):
                return _Item(start, end, found.start(), category, cut=True)
        return _Item(start, end, bare, None)

    def _category(self, start: int, end: int) -> Rule | None:
        head = self.blot[max(start, end - _HEAD) : end]
        if head.endswith(QUOTED):
            head = self.text[self.start + max(start, end - _HEAD) : self.start + end].rstrip(_QUOTATION_END)
        return category_of(head)

    def _is_open(self, item: _Item) -> bool:
        """Whether the item ends an enumeration that names its head: 档案、病历等数据库."""
        return says("etcetera", self.blot[item.start : item.name_end])

    def _is_complete(self, item: _Item) -> bool:
        """Whether the item without a head noun is no beginning of the next item's name."""
        phrase = self.blot[item.start : item.name_end]
        counted = any(character.isdecimal() for character in self.blot[item.name_end : item.end])
        return counted or phrase.endswith(QUOTED) or says("nothing", phrase)

    def _closes(self, item: _Item) -> bool:
        """Whether the item closes a list with 建设, 改造 …; what belongs to another 的 (…中的应用) closes none."""
        phrase = self.blot[item.start : item.end]
        return not item.cut and says("nominal", phrase) and (item.category is not None or "的" not in phrase)

    def _name(self, opened: int, item: _Item, rule: str) -> Named | None:
        """The name of ``item``, begun as early as ``opened``, without what only leads up to it; None if that is a
        mere 平台, 重点项目."""
        if item.category is None:
            return None
        start, end = self._trimmed(item.start, item.name_end), item.name_end
        if says("generic", self.blot[start:end]):
            return None
        if start == item.start and opened < item.start:
            whole = self._trimmed(opened, end)
            joined = len(rule_of("separator").pattern.findall(self.blot, whole, item.start))
            start = whole if end - whole <= _NAME and (joined <= _MOST_JOINED or self._is_open(item)) else start
        return Named(self.start + start, self.start + end, item.category.extra["category"], rule)

    def _trimmed(self, start: int, end: int) -> int:
        """``start`` moved behind descriptions, leading verbs and quantities, as long as more than a mere 平台 is left."""
        for mark in (_DESCRIPTION_END, rule_of("etcetera").pattern):
            for found in reversed(list(mark.finditer(self.blot, start, end))):
                if not says("generic", self.blot[found.end() : end]):
                    start = found.end()
                    break
        lead = rule_of("lead").pattern.match(self.blot[start:end])
        return start + lead.end() if lead and start + lead.end() < end else start
