"""From a quantity to what it measures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.extraction.figures_data import rules_for, word_pattern, words
from kb.extraction.figures_phrases import (
    Phrase,
    clause_start,
    clean,
    counted_noun,
    counts_ideas,
    distribute,
    phrase_before,
    subject,
)
from kb.extraction.figures_quantities import Quantity
from kb.extraction.figures_scene import Scene
from kb.models import Provision

# Characters from the head of a series of figures to a member that is still read with it.
_LONGEST_SERIES = 300
_BOUND_REACH = 12
_SERIES_LIMIT = 20
_ROUND_WORDS = (100, 1000)
_SERIES_GAP = re.compile(r"(?:以[上下内]|左右|[余多])?[、和与及 　]*")
_OUTCOME = re.compile(r"(?:全部|均)?(?:实现|完成|达到)(?P<outcome>[^，。；、\n\d]{2,30})")


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity and what it measures. ``start..end`` runs from the phrase to the number or the noun it counts.

    ``before`` is the clause up to the number, ``after`` the bound behind it (以上). ``follows``: it has no phrase of
    its own and goes on a series (65%和55%).
    """

    quantity: Quantity
    indicator: str
    start: int
    end: int
    before: str
    after: str
    follows: bool


def measure(
    scene: Scene, provision: Provision, quantity: Quantity, floor: int, earlier: Sequence[Measured]
) -> Measured | None:
    """``quantity`` with what it measures; None when that is nothing, an idea or a figure of speech.

    ``floor`` is where the quantity before it ended, ``earlier`` are those of the provision so far.
    """
    plain = scene.plain
    before = plain[clause_start(plain, quantity.start, floor) : quantity.start]
    bound_end = _bound_end(plain, quantity.end)
    phrase = phrase_before(plain, quantity.start, floor, list(scene.dates_between(floor, quantity.start)))
    if _only_describes(plain, quantity, phrase) or (quantity.family == "time" and not _leveled(before)):
        return None
    noun = _noun_after(plain, bound_end, provision.own_end, quantity, phrase, before)
    if not _counts(quantity, before, phrase, noun):
        return None
    indicator, end = _indicator(plain, bound_end, provision.own_end, quantity, phrase, noun)
    found = Measured(
        quantity, indicator, min(phrase.start, quantity.start), end, before, plain[quantity.end : bound_end], False
    )
    return found if indicator else _lent(scene, provision, found, phrase, earlier)


def distributed(measured: Sequence[Measured]) -> Iterator[Measured]:
    """As given; each member of a series starts where the series does, and 分别 deals its indicators out."""
    index = 0
    while index < len(measured):
        last = index + 1
        while last < len(measured) and measured[last].follows:
            last += 1
        series = measured[index:last]
        indicators = [item.indicator for item in series]
        if "分别" in series[0].before:
            indicators = distribute(series[0].indicator, len(series))
        for item, indicator in zip(series, indicators, strict=True):
            # A member far from the head of its series stands for itself: nobody reads a clause of that length as one.
            near = item.end - series[0].start <= _LONGEST_SERIES
            start = series[0].start if near else item.start
            yield replace(item, indicator=indicator, start=start, before=item.before or series[0].before)
        index = last


def _bound_end(plain: str, end: int) -> int:
    ends = (
        match.end() for rule in rules_for("after") if (match := rule.pattern.match(plain[end : end + _BOUND_REACH]))
    )
    return end + max(ends, default=0)


def _leveled(before: str) -> bool:
    """Whether a level or a change is stated: only then does a time measure an outcome."""
    changes = (rule for rule in rules_for("before") if "comparator" in rule.extra)
    return any(rule.pattern.search(before) for rule in (*rules_for("level"), *changes))


def _only_describes(plain: str, quantity: Quantity, phrase: Phrase) -> bool:
    """Whether the quantity only delimits or describes something else: 2000万元以上企业, 220千伏变电站."""
    if quantity.unit in words("attribute_units") and not phrase.cleaned:
        return True
    after = plain[quantity.end : quantity.end + _BOUND_REACH]
    delimits = quantity.family in ("measure", "time") or quantity.unit in words("qualifying_units")
    return delimits and any(rule.pattern.match(after) for rule in rules_for("qualifier"))


def _noun_after(plain: str, start: int, end: int, quantity: Quantity, phrase: Phrase, before: str) -> Phrase | None:
    """The noun behind the number, where the number counts it and not the phrase before it."""
    settled = bool(phrase.cleaned) and any(rule.pattern.search(before) for rule in rules_for("level"))
    if settled or quantity.family == "bare":
        return None
    if quantity.family == "share":
        opens = plain.startswith(("的", *words("rate_names")), start)
        noun = counted_noun(plain, start, end, whole=True) if opens else None
        return None if noun is None or noun.cleaned.startswith(words("rate_words")) else noun
    if quantity.family in ("measure", "time") and (phrase.cleaned or quantity.unit in words("attribute_units")):
        return None
    return counted_noun(plain, start, end)


def _indicator(
    plain: str, start: int, end: int, quantity: Quantity, phrase: Phrase, noun: Phrase | None
) -> tuple[str, int]:
    """What is measured, and where the span ends."""
    if noun:
        return noun.cleaned, noun.end
    granted = word_pattern("granted", r"的?[^，。；、\d]{0,6}?%s").match(plain, start, end)
    if quantity.family == "measure" and granted:
        return phrase.cleaned + granted.group().lstrip("的"), granted.end()
    outcome = _OUTCOME.match(plain, start, end)
    if quantity.family == "share" and outcome and phrase.cleaned:
        return phrase.cleaned + clean(outcome["outcome"]), outcome.end()
    return phrase.cleaned, start


def _counts(quantity: Quantity, before: str, phrase: Phrase, noun: Phrase | None) -> bool:
    """Whether something real is counted; number words need a verb of making and a thing made."""
    counted = noun.cleaned if noun else phrase.cleaned
    if quantity.family == "generic":
        ideas = counts_ideas(counted) if noun else counted.endswith(words("abstract_before"))
        if ideas or not counted:
            return False
    if not quantity.in_words:
        return True
    if quantity.unit in words("words_units_not") or quantity.value in _ROUND_WORDS:
        return False
    if not any(verb in before for verb in words("words_verbs")) or any(word in counted for word in words("slogans")):
        return False
    return quantity.family == "concrete" or counted.endswith(words("words_nouns"))


def _lent(
    scene: Scene, provision: Provision, found: Measured, phrase: Phrase, earlier: Sequence[Measured]
) -> Measured | None:
    """``found`` with the indicator that a number without a phrase of its own leans on.

    That is what the last number in the sentence measures, with the same unit if there is one; else what the clause
    before it or the heading is about.
    """
    quantity = found.quantity
    sentence = scene.sentence_start(quantity.start, provision.start)
    before = [item for item in earlier[-_SERIES_LIMIT:] if item.quantity.start >= sentence]
    if not before:
        indicator = _clause_subject(scene, sentence, phrase.start - 1) or (provision.title if provision.listed else "")
        return replace(found, indicator=indicator) if indicator else None
    alike = [item for item in before if item.quantity.unit == quantity.unit]
    follows = bool(_SERIES_GAP.fullmatch(scene.plain, before[-1].quantity.end, quantity.start))
    indicator = (alike or before)[-1].indicator
    return replace(found, indicator=indicator, before="" if follows else found.before, follows=follows)


def _clause_subject(scene: Scene, sentence: int, end: int) -> str:
    """What the clause that ends at ``end`` is about; "" when none begins after ``sentence``."""
    if end <= sentence:
        return ""
    begin = clause_start(scene.plain, end, sentence)
    return subject(scene.plain, begin, end, list(scene.dates_between(begin, end)))
