"""How characters sound, without tones: the same, nearly the same (z and zh, n and l, in and ing), or alike to the eye."""

import re
from functools import cache, lru_cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

from kb.rules import load_yaml

_DATA = Path(__file__).with_name("homophones.yaml")
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "l": "n", "h": "f"}
_INITIAL = re.compile("^(?:zh|ch|sh|l|h)")
_FINAL = re.compile("(?<=[aei])ng$")


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """All readings of one character; none for what is no Chinese character."""
    if not "一" <= character <= "龥":
        return frozenset()
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=20_000)
def near_readings(character: str) -> frozenset[str]:
    """All readings with sounds that are easily mixed up made one."""
    return frozenset(map(_near, readings(character)))


@lru_cache(maxsize=20_000)
def heard_as(character: str) -> frozenset[str]:
    """The near readings that a typed character may be meant for: its usual one, and all of what it is taken for."""
    usual = frozenset(map(_near, _usual(character)))
    return usual.union(*(near_readings(other) for other in _taken_for(character)))


def is_alike(printed: str, meant: str, *, near: bool) -> bool:
    """Whether ``printed`` may stand for ``meant``: by sound, by shape, or - ``near`` - by a similar sound.

    What is typed counts with its usual reading; the rare ones would liken 霍 to 锁.
    """
    if _usual(printed) & readings(meant) or meant in _taken_for(printed):
        return True
    return near and bool(frozenset(map(_near, _usual(printed))) & near_readings(meant))


@lru_cache(maxsize=20_000)
def _usual(character: str) -> frozenset[str]:
    return frozenset(lazy_pinyin(character)) if "一" <= character <= "龥" else frozenset()


@lru_cache(maxsize=4_000)
def _near(sound: str) -> str:
    return _FINAL.sub("n", _INITIAL.sub(lambda match: _INITIALS[match[0]], sound))


@cache
def _groups() -> dict[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for listed in load_yaml(_DATA)["alike"]:
        for character in listed:
            groups[character] = groups.get(character, frozenset()) | frozenset(listed)
    return groups


def _taken_for(character: str) -> frozenset[str]:
    return _groups().get(character, frozenset())
