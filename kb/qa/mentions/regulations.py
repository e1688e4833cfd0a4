"""Which known documents a question names: in marks or without, whole or shortened (省里的全员安全责任清单)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from kb.qa.mentions.regulation_matching import Aligned, Said, align, enough, said_before, said_behind
from kb.qa.mentions.regulation_titles import (
    Known,
    Plain,
    all_words_generic,
    conflicting,
    genre_pattern,
    known_titles,
    level_of_place,
    period_of,
    place_of,
    plain_of,
    regulation_rule,
    version_of,
    words,
)
from kb.qa.places import place_in
from kb.units.identity import short_place

# A title in marks with slips is still that title from this likeness on.
_ALIKE = 0.9
# Titles this close to the best fit as well.
_CLOSE = 0.05
# The shortest title without a genre word that is looked for.
_SHORTEST = 4
# A question is looked through several times.
_KEPT = 64
_MARKED = re.compile(r"《(?P<name>[^《》]{1,80})》(?P<version>[（(][^（）()]{1,16}[）)])?")
_VERSION_BEHIND = re.compile(
    r"[ 　》”]?(?P<version>[（(](?:\d{4}[^（）()]{0,12}|试行|暂行)[）)]|\d{4}年?[-—–－―~～至]{1,2}\d{4}年?|\d{4}年?版)"
)


@dataclass(frozen=True)
class RegulationMention:
    """A known document named at ``text[start:end]``, marks and level word included.

    ``matched_by``: quoted (in marks, whole), title (whole, without marks), abbreviated, or similar (in marks, with
    slips). ``score`` 0..1 is the share of the title's telling characters that the name holds.
    """

    start: int
    end: int
    text: str
    title: str
    matched_by: str
    score: float


def find_regulations(text: str, titles: Sequence[str]) -> tuple[RegulationMention, ...]:
    """The known documents that ``text`` names, in its order; several at one place when it does not tell them apart."""
    return _found(text, tuple(titles))


@lru_cache(maxsize=_KEPT)
def _found(text: str, titles: tuple[str, ...]) -> tuple[RegulationMention, ...]:
    known = known_titles(titles)
    marked = [(m.start(), m.end(), _in_marks(text, m, known)) for m in _MARKED.finditer(text)]
    found = [mention for _, _, mentions in marked for mention in mentions]
    found += [
        mention
        for mention in (*_shortened(text, known), *_without_genre(text, known))
        if not any(mention.start < end and start < mention.end for start, end, _ in marked)
    ]
    return tuple(sorted(found, key=lambda mention: (mention.start, -mention.score)))


def unknown_regulations(text: str, titles: Sequence[str]) -> tuple[str, ...]:
    """Names of documents in ``text`` that no known title answers to: in 《》, laws, and regulations of a place.

    A name in 《》 counts whatever it is; the caller may know it as something else, such as a task's title.
    """
    mentions = find_regulations(text, titles)
    spans = [(match.start(), match.end(), match["name"]) for match in _MARKED.finditer(text)]
    for start, end, name in _unmarked_laws(text, known_titles(tuple(titles))):
        if not any(start < other_end and other < end for other, other_end, _ in spans):
            spans.append((start, end, name))
    unknown = [
        (start, name)
        for start, end, name in spans
        if not all_words_generic(name) and not any(m.start < end and start < m.end for m in mentions)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(unknown)))


def _unmarked_laws(text: str, known: Sequence[Known]) -> Iterator[tuple[int, int, str]]:
    """Names of laws and of another place's documents; a plan of a known place is too easily made of common words."""
    for rule_id in ("law", "local-law", "local-plan"):
        for match in regulation_rule(rule_id).pattern.finditer(text):
            if rule_id != "local-plan" or _is_elsewhere(match["place"], known):
                yield match.start(), match.end(), match[0]
    for match in _laws().finditer(text):
        yield match.start(), match.end(), match[0]


def _is_elsewhere(said: str, known: Sequence[Known]) -> bool:
    """Whether what stands before a plan's name is a place, and no place of a known document."""
    return bool(place_in(said)) and not any(said.endswith(k.place) for k in known if k.place)


@cache
def _laws() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(map(re.escape, words("laws"))) + ")(?![律治制院人]|规(?!定))")


def _in_marks(text: str, match: re.Match[str], known: Sequence[Known]) -> list[RegulationMention]:
    """The titles that a name in 《》 stands for: the whole name must be theirs."""
    if all_words_generic(match["name"]):
        return []
    said = said_before(text, match.start(), known)
    name = match["name"] + (match["version"] or "")
    scored = [(title, *_likeness(name, title, said)) for title in known]
    best = max((score for _, score, _ in scored), default=0.0)
    return [
        RegulationMention(match.start(), match.end(), match[0], title.title, how, round(score, 3))
        for title, score, how in scored
        if score and score >= best - _CLOSE
    ]


def _likeness(name: str, known: Known, said: Said) -> tuple[float, str]:
    bare, version = version_of(name)
    plain = plain_of(bare)
    if plain_of(name).text == known.plain:
        return 1.0, "quoted"
    place = place_of(plain.text) or said.place
    level = level_of_place(place_of(plain.text)) or said.level
    if conflicting(known, place=place, level=level, period=period_of(plain.text), version=version):
        return 0.0, ""
    whole = plain_of(version_of(known.title.strip("《》"))[0]).text
    if plain.text == whole:
        return 1.0, "quoted"
    aligned = [
        found
        for form in known.forms
        if plain.text.endswith(form.genre) and (found := align(plain.text, len(plain.text) - len(form.genre), form))
    ]
    covering = [a.score for a in aligned if _is_prefix(plain.text[: a.start], known) and enough(a, agreed=bool(place))]
    if covering:
        return max(covering), "abbreviated"
    matcher = SequenceMatcher(None, plain.text, whole, autojunk=False)
    # Most names are too short or too long for most titles.
    likeness = matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE else 0.0
    return (likeness, "similar") if likeness >= _ALIKE else (0.0, "")


def _is_prefix(front: str, known: Known) -> bool:
    """Whether ``front`` holds only a place, a level and set phrases."""
    rest = regulation_rule("issuing").pattern.sub("", front).removeprefix(known.place)
    return not rest or rest == short_place(known.place) or said_before(front, len(front), (known,)).start == 0


def _shortened(text: str, known: Sequence[Known]) -> Iterator[RegulationMention]:
    """Names without 《》: each genre word with what stands before it, held against every title of that genre."""
    plain = plain_of(text)
    reached = 0
    for genre in reversed(list(genre_pattern().finditer(plain.text))):
        if reached and genre.end() > reached:
            continue
        mentions = _ending_at(text, plain, genre.start(), genre.end(), known)
        if mentions:
            reached = min(bisect_left(plain.places, mention.start) for mention in mentions) or -1
            yield from mentions


def _without_genre(text: str, known: Sequence[Known]) -> Iterator[RegulationMention]:
    """Whole titles that end with no genre word and so can only be found as they are."""
    plain = plain_of(text)
    for title in known:
        at = plain.text.find(title.plain) if not title.forms and len(title.plain) >= _SHORTEST else -1
        if at >= 0:
            start, end = plain.places[at], plain.places[at + len(title.plain) - 1] + 1
            yield RegulationMention(start, end, text[start:end], title.title, "title", 1.0)


def _ending_at(text: str, plain: Plain, genre: int, end: int, known: Sequence[Known]) -> list[RegulationMention]:
    """The best titles for the name that ends with the genre word at ``genre..end`` of the plain text."""
    behind = plain.places[end - 1] + 1
    version = _VERSION_BEHIND.match(text, behind)
    years = re.sub(r"\D", "", version["version"]) if version else ""
    stop = version.end() if version and (not years or any(title.version == years for title in known)) else behind
    candidates: list[tuple[bool, RegulationMention]] = []
    # Many titles are found at the same place of the text.
    before = cache(lambda start: said_before(plain.text, start, known))
    after = cache(lambda: said_behind(text, stop, known))
    for title in known:
        for form in title.forms:
            if form.genre != plain.text[genre:end] or not (found := align(plain.text, genre, form)):
                continue
            said = before(found.start)
            told = said if said.level or said.place else after()
            if conflicting(title, place=told.place, level=told.level, period=found.period, version=years):
                continue
            agreed = bool((told.level and title.level) or (told.place and title.place))
            if enough(found, agreed=agreed):
                candidates.append((agreed, _mention(text, plain, said.start, stop, title, found)))
    return _best(candidates)


def _best(candidates: Sequence[tuple[bool, RegulationMention]]) -> list[RegulationMention]:
    """Of those whose place or level agrees, if any do, the best and those as good; one for each title."""
    agreeing = [mention for agreed, mention in candidates if agreed] or [mention for _, mention in candidates]
    best = max((mention.score for mention in agreeing), default=0.0)
    close = {m.title: m for m in sorted(agreeing, key=lambda m: m.score) if m.score >= best - _CLOSE}
    return list(close.values())


def _mention(text: str, plain: Plain, begin: int, end: int, known: Known, found: Aligned) -> RegulationMention:
    start = plain.places[begin]
    for opening, closing in ("“”", "「」", "『』", '""'):
        if text[start - 1 : start] == opening and text[end : end + 1] == closing:
            start, end = start - 1, end + 1
    printed = text[start:end]
    whole = plain_of(printed).text in (known.plain, plain_of(version_of(known.title.strip("《》"))[0]).text)
    marked = printed[0] in '“「『"'
    matched_by = ("quoted" if marked else "title") if whole else "abbreviated"
    return RegulationMention(start, end, printed, known.title, matched_by, 1.0 if whole else round(found.score, 3))
