"""One sentence of a question → its reading: what it mentions, what it asks for, and what it is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import rjieba

from kb.numerals import DateMention, find_dates
from kb.qa.finding.finder import Finder, Matter
from kb.qa.knowledge import Knowledge
from kb.qa.mentions.ordinals import Ordinal, find_ordinals
from kb.qa.mentions.regulations import RegulationMention, find_regulations, unknown_regulations
from kb.qa.mentions.unit_names import ASKER, abridged_unit, misspelt_unit, unknown_units
from kb.qa.models import Entity
from kb.qa.words import Word, matter_words
from kb.rules import Rule, load_rules
from kb.units.registry import Unit, UnitMatch

_HERE = Path(__file__).parent
# What a description holds and a title does not.
_NO_TITLE = re.compile(r"的|上位|本规划|这|那|哪|什么")
# 交通＋工信: units set side by side with a sign.
_COINED = re.compile(r"“([^“”，。；、：]{2,12})”")
_JOINED = re.compile(r"[＋+&/／]")
_REFERS = re.compile(r"我们|咱们|本局|我局|本单位|名字|咱(?:局|单位|大队|公司|办|名)")
UNIT, REGULATION, PLACE, DATE, TASK = "〈单位〉", "〈文件〉", "〈条款〉", "〈时间〉", "〈任务〉"
_LONG_TITLE = 5


@dataclass(frozen=True)
class Mentions:
    """What a sentence mentions."""

    units: tuple[UnitMatch, ...] = ()
    unknown_units: tuple[str, ...] = ()
    regulations: tuple[RegulationMention, ...] = ()
    unknown_regulations: tuple[str, ...] = ()
    ordinals: tuple[Ordinal, ...] = ()
    dates: tuple[DateMention, ...] = ()
    task_titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One sentence as it is understood. ``masked``: mentions replaced; ``intent`` None when nothing fits."""

    text: str
    masked: str
    mentions: Mentions
    matter: Matter
    intent: Rule | None
    flags: frozenset[str] = frozenset()
    excluded_tasks: frozenset[str] = frozenset()
    entities: tuple[Entity, ...] = field(default=())

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units mentioned, each once, in order."""
        return tuple(dict.fromkeys(match.unit for match in self.mentions.units))

    @property
    def unit_groups(self) -> tuple[tuple[Unit, ...], ...]:
        """The units by mention: those that one name may mean in different documents stand together."""
        groups: list[dict[Unit, None]] = []
        by_span: dict[tuple[int, int], dict[Unit, None]] = {}
        for match in self.mentions.units:
            # Units carried over from another turn have no place of their own.
            key = (match.start, match.end) if match.end else (-len(by_span) - 1, 0)
            by_span.setdefault(key, {})[match.unit] = None
        for units in by_span.values():
            same = next((group for group in groups if group.keys() & units.keys()), None)
            if same is None:
                groups.append(units)
            else:
                same.update(units)
        return tuple(tuple(group) for group in groups)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the cited documents mentioned."""
        return tuple(dict.fromkeys(mention.title for mention in self.mentions.regulations))


@cache
def intents() -> tuple[Rule, ...]:
    """The intents in the order they are tried."""
    return load_rules(_HERE / "intents.yaml")


@cache
def _flag_rules() -> tuple[Rule, ...]:
    return load_rules(_HERE / "flags.yaml")


class Reader:
    """Reads sentences over one snapshot."""

    def __init__(self, knowledge: Knowledge, finder: Finder) -> None:
        self._knowledge = knowledge
        self._finder = finder
        titles = {task.title for task in knowledge.tasks if len(task.title) > 2}
        self._task_titles = tuple(sorted(titles, key=lambda title: (-len(title), title)))
        self._titles = tuple(dict.fromkeys(row.title for row in knowledge.citations if row.title))
        self._names = _coined(knowledge)

    def read(self, text: str) -> Reading:
        """The reading of one sentence."""
        mentions = self._mentions(text)
        masked = _without_titles(_masked(text, mentions), mentions.task_titles)
        words = matter_words(_blanked(text, mentions), self._names)
        reading = Reading(text, masked, mentions, Matter(words, text), None, flags_of(masked) | flags_of(text))
        return Reading(
            text,
            masked,
            mentions,
            reading.matter,
            self.intent_of(reading),
            reading.flags,
            entities=_entities(mentions),
        )

    def reread(self, reading: Reading) -> Reading:
        """The reading with the intent that fits what it now holds."""
        return replace(reading, intent=self.intent_of(reading))

    def intent_of(self, reading: Reading) -> Rule | None:
        """The first intent whose pattern is found and whose slots are filled."""
        return next((rule for rule in intents() if fits(rule, reading)), None)

    def unit(self, key: str) -> Unit | None:
        """The unit with this key."""
        return self._knowledge.units.by_key(key)

    def regulations_at_level(self, text: str) -> tuple[RegulationMention, ...]:
        """The cited documents named in a text that was put together from two turns."""
        return tuple(find_regulations(text, self._titles))

    def _mentions(self, text: str) -> Mentions:
        regulations = tuple(find_regulations(text, self._titles))
        named = () if regulations else unknown_regulations(text, self._titles)
        unknown = tuple(name for name in named if f"《{name}》" in text or not _NO_TITLE.search(name))
        taken = [(m.start, m.end) for m in regulations]
        units = tuple(
            match
            for match in self._knowledge.units.mentions(_JOINED.sub("、", text))
            if not any(start < match.end and match.start < end for start, end in taken)
            and (_REFERS.search(text) or not ASKER.search(text[: match.start]))
        )
        own = {(m.start, m.end) for m in units if m.unit.name == m.text}
        units = tuple(m for m in units if (m.start, m.end) not in own or m.unit.name == m.text)
        units = units or abridged_unit(text, self._knowledge.units)
        unknown_names = () if units else unknown_units(text)
        if not units and not unknown_names:
            units = misspelt_unit(text, self._knowledge.units)
        return Mentions(
            units=units,
            unknown_units=unknown_names,
            regulations=regulations,
            unknown_regulations=unknown,
            task_titles=tuple(title for title in self._task_titles if title in text),
            ordinals=tuple(find_ordinals(text)),
            dates=tuple(d for d in find_dates(text) if not any(s <= d.start < e for s, e in taken)),
        )


def _coined(knowledge: Knowledge) -> tuple[str, ...]:
    """The names that the documents put in quotation marks and no dictionary has (“四不两直”), longest first."""
    quoted = {name for text in knowledge.texts.values() for name in _COINED.findall(text)}
    return tuple(sorted((name for name in quoted if not rjieba.has_word(name)), key=lambda n: (-len(n), n)))


def fits(rule: Rule, reading: Reading) -> bool:
    """Whether the question asks for this."""
    if rule.id == "due_tasks" and "deadline_list" not in reading.flags and reading.matter.words[2:]:
        return False
    return filled(str(rule.extra["needs"]), reading) and rule.fires(reading.masked)


def filled(needs: str, reading: Reading) -> bool:
    """Whether a reading holds what an intent needs."""
    mentions = reading.mentions
    filled: Mapping[str, bool] = {
        "none": True,
        "unit": bool(mentions.units or mentions.unknown_units),
        "unit_or_unknown": bool(mentions.units or mentions.unknown_units),
        "units": len(reading.unit_groups) > 1,
        "collective": bool(mentions.units) and all(match.unit.collective for match in mentions.units),
        "any_regulation": bool(mentions.regulations or mentions.unknown_regulations),
        "date_or_list": bool(mentions.dates) or "deadline_list" in reading.flags,
        "any_collective": any(match.unit.collective for match in mentions.units),
        "tasks": len(mentions.task_titles) > 1,
    }
    return filled[needs]


def flags_of(text: str) -> frozenset[str]:
    """The constraints a sentence sets, by flags.yaml: exclusive, other, elliptical…"""
    return frozenset(rule.id for rule in _flag_rules() if rule.fires(text))


def _spans(mentions: Mentions) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = [(m.start, m.end, UNIT) for m in mentions.units]
    spans += [(m.start, m.end, REGULATION) for m in mentions.regulations]
    spans += [(o.start, o.end, PLACE) for o in mentions.ordinals]
    spans += [(d.start, d.end, DATE) for d in mentions.dates]
    return sorted(spans)


def _masked(text: str, mentions: Mentions) -> str:
    pieces: list[str] = []
    last = 0
    for start, end, mask in _spans(mentions):
        if start >= last:
            pieces += [text[last:start], mask]
            last = end
    masked = "".join(pieces) + text[last:]
    if mentions.units and ASKER.search(text[: mentions.units[0].start]):
        masked = _REFERS.sub(UNIT, masked, count=1)
    for names, mask in ((mentions.unknown_units, UNIT), (mentions.unknown_regulations, REGULATION)):
        for name in names:
            masked = masked.replace(f"《{name}》", mask).replace(name, mask)
    return masked


def _without_titles(masked: str, titles: Sequence[str]) -> str:
    """The masked text without the titles of tasks: their words (协同, 配合) ask for nothing."""
    for title in titles:
        if len(title) >= _LONG_TITLE:
            masked = masked.replace(title, TASK)
    return masked


def _blanked(text: str, mentions: Mentions) -> str:
    """The text with units and numbered places made blank: same length, so that words keep their offsets."""
    chars = list(text)
    blank = [(m.start, m.end) for m in mentions.units] + [(o.start, o.end) for o in mentions.ordinals]
    for name in mentions.unknown_units:
        start = text.find(name)
        blank.append((start, start + len(name)))
    for start, end in blank:
        chars[start:end] = "，" * (end - start)
    return "".join(chars)


def _entities(mentions: Mentions) -> tuple[Entity, ...]:
    units = [Entity(m.text, m.unit.key, "unit", m.kind) for m in mentions.units]
    unknown = [Entity(name, "", "unknown_unit", "name") for name in mentions.unknown_units]
    regulations = [Entity(m.text, m.title, "regulation", m.matched_by) for m in mentions.regulations]
    places = [Entity(o.text, "", "provision", "number") for o in mentions.ordinals]
    dates = [Entity(d.text, "", "date", d.rule) for d in mentions.dates]
    return (*units, *unknown, *regulations, *places, *dates)


def joined(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The words of two turns, each once."""
    seen = {word.text for word in first}
    return (*first, *(word for word in second if word.text not in seen))
