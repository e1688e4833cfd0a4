"""A title → what tells it apart: its place and level, its period and version, its genre, and the matter in between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kb.rules import Rule, load_rules, load_yaml
from kb.units.identity import short_place

# What stands before the name of a law and is left out when people name it.
_STATE = "中华人民共和国"
_DATA = Path(__file__).with_name("regulations.yaml")
# What a common word counts for against a word of its own.
_WEAK = 0.3
_LEVEL_OF_HEAD = {"省": "省", "自治区": "省", "市": "市", "州": "市", "县": "县", "区": "县", "旗": "县"}
_NOT_NAME = re.compile(r"[^0-9A-Za-z一-龥+，。？！；、,?!;\n]")


@dataclass(frozen=True)
class Form:
    """A title up to one of its genre words: ``matter`` without place, period and 的, a weight for each character."""

    matter: str
    genre: str
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Known:
    """A known title. ``plain`` has no marks; ``version`` are its digits (20152030); "" where not printed."""

    title: str
    plain: str
    place: str
    level: str
    period: str
    version: str
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Plain:
    """Text without marks and blanks; ``places`` has the offset in the text of each character."""

    text: str
    places: tuple[int, ...]


@cache
def regulation_rule(rule_id: str) -> Rule:
    """A rule of regulations.yaml."""
    return {rule.id: rule for rule in load_rules(_DATA)}[rule_id]


@cache
def words(key: str) -> tuple[str, ...]:
    """A word list of regulations.yaml, longest first."""
    return tuple(sorted(load_yaml(_DATA)[key], key=len, reverse=True))


@cache
def genre_pattern() -> re.Pattern[str]:
    """Any genre word; 法 only where it is no part of 法律, 办法 or 执法."""
    listed = "|".join(word for word in words("genres") if word != "法")
    return re.compile(rf"{listed}|(?<![办方执依司普违看用做])法(?![律治规制院人定])")


@lru_cache(maxsize=4096)
def plain_of(text: str) -> Plain:
    """``text`` with marks, brackets and blanks left out; stops stay, for a name never goes across one."""
    left_out = {match.start() for match in _NOT_NAME.finditer(text)}
    kept = tuple(at for at in range(len(text)) if at not in left_out)
    return Plain("".join(map(text.__getitem__, kept)), kept)


@lru_cache(maxsize=16)
def known_titles(titles: tuple[str, ...]) -> tuple[Known, ...]:
    """The titles, read."""
    return tuple(_read(title) for title in dict.fromkeys(titles) if title.strip())


def version_of(title: str) -> tuple[str, str]:
    """A title without its version, and the version's years ("" for 试行)."""
    match = regulation_rule("version").pattern.search(title)
    if match is None:
        return title, ""
    return title[: match.start()], re.sub(r"\D", "", match[0])


def place_of(name: str) -> str:
    """The place a name begins with, or ""."""
    match = regulation_rule("place").pattern.search(name)
    return match["place"] if match else ""


def period_of(name: str) -> str:
    """The five-year period in a name (十四五), or ""."""
    match = regulation_rule("period").pattern.search(name)
    return f"十{match['nth']}五" if match else ""


def level_of_place(place: str) -> str:
    """省, 市, 县 by the end of a place's name."""
    return next((level for head, level in _LEVEL_OF_HEAD.items() if place.endswith(head)), "")


def weights_of(matter: str) -> tuple[float, ...]:
    """How much each character tells: those of common words little."""
    weights = [1.0] * len(matter)
    for match in re.finditer("|".join(map(re.escape, words("weak"))), matter):
        weights[match.start() : match.end()] = [_WEAK] * len(match[0])
    return tuple(weights)


def _read(title: str) -> Known:
    unmarked = title.strip().strip("《》")
    bare, version = version_of(unmarked)
    name = plain_of(bare).text
    inner = regulation_rule("issuing").pattern.sub("", name)
    place = place_of(inner) or place_of(name)
    matter = inner.removeprefix(place).removeprefix(_STATE)
    level = level_of_place(place) or _level_word(matter)
    matter = _without_level(matter)
    return Known(title, plain_of(unmarked).text, place, level, period_of(matter), version, _forms(matter))


def _level_word(matter: str) -> str:
    return next(
        (
            lv
            for lv, listed in load_yaml(_DATA)["levels"].items()
            if matter.startswith(tuple(w for w in listed if len(w) > 1))
        ),
        "",
    )


def _without_level(matter: str) -> str:
    return re.sub(r"^[省市县区]级", "", matter)


def _forms(matter: str) -> tuple[Form, ...]:
    found = []
    for match in genre_pattern().finditer(matter):
        before = regulation_rule("period").pattern.sub("", matter[: match.start()])
        named = re.sub(f"[{load_yaml(_DATA)['links']}]", "", before)
        found.append(Form(named, match[0], weights_of(named)))
    return tuple(found)


def all_words_generic(name: str) -> bool:
    """Whether a name only says what sort of document it is: 规划, 本规划, 三年行动计划."""
    return plain_of(name).text in words("generic")


def conflicting(known: Known, *, place: str, level: str, period: str, version: str) -> bool:
    """Whether what the question says of a document (each "" when it says nothing) speaks against ``known``."""
    pairs: Sequence[tuple[str, str]] = ((known.period, period), (known.version, version), (known.level, level))
    if any(said and title and said != title for title, said in pairs):
        return True
    return bool(place and known.place and short_place(place) != short_place(known.place))
