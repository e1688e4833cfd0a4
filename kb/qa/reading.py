"""One sentence of a question → its reading: what it mentions, what it asks for, and what it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path

from kb.collector import weakly
from kb.qa.asking import asking_part
from kb.qa.content import without_content
from kb.qa.finding.finder import Finder, Matter
from kb.qa.knowledge import Knowledge
from kb.qa.mentioning import Mentions, Spotter, blanked, entities, masked, without_titles
from kb.qa.mentions.regulations import RegulationMention
from kb.qa.models import Entity
from kb.qa.thresholds import SURE
from kb.qa.words import Word, matter_words, whole_words
from kb.rules import Rule, load_rules
from kb.sieve import Sieve
from kb.units.registry import Unit

_HERE = Path(__file__).parent
# How many sentences are looked at for what a question repeats from them.
_MOST_ALIKE = 3
# Readings that are kept: a question is asked sentence by sentence over what was told and asked before it.
_KEPT_READINGS = 64


@dataclass(frozen=True)
class Reading:
    """One sentence as it is understood. ``masked``: mentions replaced; ``intent`` None when nothing fits; ``plans``: the
    titles of the documents asked about, one after the other; ``of_tasks``: the tasks spoken of before, where it asks on
    about them and names no matter of its own."""

    text: str
    masked: str
    mentions: Mentions
    matter: Matter
    intent: Rule | None
    flags: frozenset[str] = frozenset()
    excluded_tasks: frozenset[str] = frozenset()
    of_tasks: frozenset[str] = frozenset()
    plans: str = ""
    entities: tuple[Entity, ...] = field(default=())

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units mentioned, each once, in order."""
        return tuple(dict.fromkeys(match.unit for match in self.mentions.units))

    @cached_property
    def of_whole(self) -> bool:
        """Whether it names neither a matter nor a place, time or document but the plan's own; units may be named."""
        mentions = self.mentions
        if self.flags & {"refers_task", "refers_unit", "narrowed"}:
            return False
        if mentions.regulations or mentions.unknown_regulations or mentions.ordinals or mentions.task_titles:
            return False
        named = [word.text for word in self.matter.words] + [date.text for date in mentions.dates]
        return all(text in self.plans or text in whole_words() for text in named)

    @cached_property
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
def intent_named(intent_id: str) -> Rule:
    """The intent of this id."""
    return next(rule for rule in intents() if rule.id == intent_id)


@cache
def _intents_by_need() -> Sieve:
    return Sieve(intents())


@cache
def _flag_rules() -> tuple[Rule, ...]:
    return load_rules(_HERE / "flags.yaml")


@cache
def _flags_by_need() -> Sieve:
    return Sieve(_flag_rules())


class Reader:
    """Reads sentences over one snapshot."""

    def __init__(self, knowledge: Knowledge, finder: Finder) -> None:
        self._knowledge = knowledge
        self._finder = finder
        self._spotter = Spotter(knowledge)
        self._kept = lru_cache(maxsize=_KEPT_READINGS)(weakly(self._read))

    def read(self, text: str) -> Reading:
        """The reading of one sentence; one that was read lately is not read again."""
        return self._kept(text)

    def _read(self, text: str) -> Reading:
        mentions = self._spotter.mentions(text)
        titles = tuple(self._knowledge.titles.values())
        words = matter_words(blanked(text, mentions, self._spotter.places, titles), self._spotter.names)
        said = without_titles(masked(text, mentions), mentions.task_titles)
        reading = Reading(
            text,
            said,
            mentions,
            Matter(words, text),
            None,
            flags_of(said) | (flags_of(text) if text != said else frozenset()),
            plans="\n".join(titles),
            entities=entities(mentions),
        )
        return replace(reading, intent=self.intent_of(reading))

    def _about(self, matter: Matter) -> list[str]:
        """The sentences that cover most of a matter."""
        return [found.sentence.text for found in self._finder.ranked(matter, k=_MOST_ALIKE)] if matter else []

    def stands_alone(self, reading: Reading) -> bool:
        """Whether a sentence says itself what it is about: by a task's title or a topic; one common word (方式) does not."""
        return bool(reading.mentions.task_titles) or bool(self._finder.topics.mentions(reading.text))

    def spoken_of(self, matter: Matter) -> float:
        """How much of a matter the documents' best sentence covers, 0..1."""
        found = self._finder.ranked(matter, k=1) if matter else []
        return found[0].score if found else 0.0

    def tells_more(self, matter: Matter, other: Matter) -> bool:
        """Whether the documents speak of a matter whose words are all rarer than those of another one."""
        weights = [max(map(self._finder.weight, one.words), default=0.0) for one in (matter, other)]
        return weights[0] > weights[1] and self.spoken_of(matter) >= SURE

    def intent_of(self, reading: Reading) -> Rule | None:
        """The first intent whose pattern is found and whose slots are filled."""
        own = replace(reading, masked=without_content(reading.masked, self._about(reading.matter)))
        # The part that asks is of the same characters, its clauses set side by side with commas.
        return next((rule for rule in _intents_by_need().rules_for(f"{own.masked}，") if fits(rule, own)), None)

    def unit(self, key: str) -> Unit | None:
        """The unit with this key."""
        return self._knowledge.units.by_key(key)

    def regulations_at_level(self, text: str) -> tuple[RegulationMention, ...]:
        """The cited documents named in a text that was put together from two turns."""
        return self._spotter.regulations(text)


def fits(rule: Rule, reading: Reading) -> bool:
    """Whether the question asks for this."""
    asked = asking_part(reading.masked) if rule.extra.get("of") == "asking" else reading.masked
    # Of the many intents few are found, so their patterns are looked for first.
    if not rule.fires(asked) or not filled(str(rule.extra["needs"]), reading):
        return False
    most = rule.extra.get("most_matter")
    return most is None or rule.extra["any_matter_with"] in reading.flags or len(undated(reading)) <= int(most)


def undated(reading: Reading) -> list[Word]:
    """The words of the matter outside the dates that are named, and the years."""
    dates = [(date.start, date.end) for date in reading.mentions.dates]
    words = reading.matter.words
    return [w for w in words if w.text[:2] != "20" and not any(s <= w.start < e for s, e in dates)]


def _has_units(reading: Reading) -> bool:
    return bool(reading.mentions.units or reading.mentions.unknown_units)


# What an intent may need of a reading, by its name in intents.yaml.
_NEEDS: Mapping[str, Callable[[Reading], bool]] = {
    "none": lambda reading: True,
    "whole": lambda reading: reading.of_whole and not _has_units(reading),
    "unit_or_whole": lambda reading: reading.of_whole,
    "place": lambda reading: (
        bool(reading.mentions.ordinals) and not (reading.matter or reading.mentions.units or reading.mentions.dates)
    ),
    "unit": _has_units,
    "units": lambda reading: len(reading.unit_groups) > 1,
    "unit_and_matter": lambda reading: bool(reading.mentions.units) and bool(reading.matter),
    "collective": lambda reading: (
        bool(reading.mentions.units) and all(match.unit.collective for match in reading.mentions.units)
    ),
    "any_regulation": lambda reading: bool(reading.mentions.regulations or reading.mentions.unknown_regulations),
    "date_or_list": lambda reading: bool(reading.mentions.dates) or "deadline_list" in reading.flags,
    "any_collective": lambda reading: any(match.unit.collective for match in reading.mentions.units),
    "tasks": lambda reading: len(reading.mentions.task_titles) > 1,
}


def filled(needs: str, reading: Reading) -> bool:
    """Whether a reading holds what an intent needs."""
    return _NEEDS[needs](reading)


def names_something(reading: Reading) -> bool:
    """Whether the sentence itself names anything: its mentions, or words of its matter that no other turn lent it."""
    return bool(reading.entities) or any(word.text in reading.text for word in reading.matter.words)


def flag_rule(flag: str) -> Rule:
    """The rule of a flag."""
    return next(rule for rule in _flag_rules() if rule.id == flag)


def flags_of(text: str) -> frozenset[str]:
    """The constraints a sentence sets, by flags.yaml: exclusive, other, elliptical…"""
    return frozenset(rule.id for rule in _flags_by_need().rules_for(text) if rule.fires(text))


def joined(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The words of two turns, each once."""
    seen = {word.text for word in first}
    return (*first, *(word for word in second if word.text not in seen))
