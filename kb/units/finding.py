"""Finding units in running text, such as a question: aliases with whole-word checks, in one pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import rjieba

from kb.units.identity import short_place
from kb.units.lexicon import load_lexicon
from kb.units.matching import WordTrie
from kb.units.reading import read_name, read_stem
from kb.units.recognition import level_prefix
from kb.units.unit import Alias, Unit, UnitMatch

_LEVEL_ENDS = frozenset("省市县区州盟旗镇乡")
_JOINERS = ("、", "和", "跟", "与", "及", "同", "以及", "，", ",")
_SPOKEN = "部门"
_LONGEST_TAIL = 12
_LONGEST_PLACE = 12

# Kinds of aliases that are names of the unit itself, not words for it.
_OWN_NAMES = ("printed", "full", "short")

Named = tuple[Unit, Alias]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    named: tuple[Named, ...]
    bare_stem: bool = False


class Finder:
    """Finds the aliases of units in text; built once for a registry."""

    def __init__(self, aliases: Mapping[str, Sequence[Named]]) -> None:
        words = load_lexicon().words
        uncertain = {text for text, pairs in aliases.items() if text in words["too_general"] or _is_stem(text, pairs)}
        self._aliases = {text: pairs for text, pairs in aliases.items() if text not in uncertain}
        self._stems = {text: aliases[text] for text in uncertain} | {
            text.removesuffix(_SPOKEN): [pair for pair in pairs if pair[1].kind == "colloquial"]
            for text, pairs in self._aliases.items()
            if text.endswith(_SPOKEN) and text.removesuffix(_SPOKEN) not in aliases
        }
        # 财政部 is no mention of a county's bureau, but it is one where the ministry itself has a task; and 公安厅 is one
        # where the department of a province has.
        own = {text for text, pairs in aliases.items() if any(alias.kind in _OWN_NAMES for _, alias in pairs)}
        named = own | {unit.name for pairs in aliases.values() for unit, _ in pairs}
        self._blocked = frozenset(words["not_a_mention"]) - named
        self._trie = WordTrie((*aliases, *self._stems, *self._blocked))
        self._after_stem = words["spoken_after"]
        self._places = {p: u.place for pairs in aliases.values() for u, _ in pairs for p in _names_of_place(u.place)}

    def matches(self, text: str) -> list[UnitMatch]:
        """The units named in the text, in order; one match for each unit that has the alias."""
        found = self._with_stems_in_context(text, self._scan(text))
        return [UnitMatch(f.start, f.end, text[f.start : f.end], u, a.kind) for f in found for u, a in f.named]

    def _scan(self, text: str) -> list[_Found]:
        found: list[_Found] = []
        reached = 0
        for start in self._trie.starts(text):
            hit = self._at(text, start) if start >= reached else None
            if hit is not None:
                reached = hit.end
                found += [hit] if hit.named else []
        return found

    def _at(self, text: str, start: int) -> _Found | None:
        """The longest acceptable word here; without units when it is a word that only holds an alias."""
        for end in self._trie.ends(text, start):
            word = text[start:end]
            if word in self._blocked:
                return _Found(start, end, ())
            named = tuple(pair for pair in self._aliases.get(word, ()) if self._stands_free(text, start, word, pair))
            if named and not _goes_on(text, start, end):
                return _Found(start, end, named)
            if stem := self._stems.get(word):
                return _Found(start, end, tuple(stem), bare_stem=True)
        return None

    def _stands_free(self, text: str, start: int, word: str, named: Named) -> bool:
        """Whether nothing around the word makes it another unit's name: a place, a prefix, 国家; a slip going on."""
        unit, alias = named
        if alias.kind == "slip" and not _ends_here(text, start + len(word)):
            return False
        before = text[max(0, start - _LONGEST_PLACE) : start]
        if not before or (unit.place and before.endswith((unit.place, short_place(unit.place)))):
            return True
        prefix = level_prefix(word)
        if self._other_place(before + prefix, unit):
            return False
        if prefix:
            free = len(before) == 1 or not _is_han(before[-2:]) or before[-1] in _openers()
            return free or _ends_in_common_word(before)
        return before[-1] not in _LEVEL_ENDS and (unit.level == "state" or not before.endswith(_national()))

    def _other_place(self, before: str, unit: Unit) -> bool:
        endings = (before[-size:] for size in range(2, _LONGEST_PLACE + 1))
        return any(self._places.get(ending, unit.place) != unit.place for ending in endings)

    def _with_stems_in_context(self, text: str, found: Sequence[_Found]) -> list[_Found]:
        """Bare stems stay where the words after them show that departments are meant: 住建、交通两家."""
        kept: list[_Found] = []
        chained_from = -1
        for item in reversed(found):
            if not item.bare_stem:
                kept.append(item)
                continue
            after = text[item.end : item.end + 6]
            joined = any(after.startswith(j) and item.end + len(j) == chained_from for j in _JOINERS)
            if joined or after.startswith(self._after_stem):
                kept.append(item)
                chained_from = item.start
        return kept[::-1]


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the name is only the beginning of a longer one that the lexicon knows: 县委 in 县委组织部."""
    return any(
        (reading := read_name(text[start:longer])) is not None and reading.body and not reading.own
        for longer in range(end + 1, min(len(text), end + _LONGEST_TAIL) + 1)
    )


def _is_stem(text: str, pairs: Sequence[Named]) -> bool:
    """Whether a text printed a department without its head (公安); elsewhere that is mostly no unit."""
    printed = any(alias.kind == "printed" for _, alias in pairs)
    return printed and read_stem(text) is not None and read_name(text) is None


def _ends_in_common_word(before: str) -> bool:
    """Whether a text ends in a word of the dictionary that is no name (这事儿 before 县应急局): no place goes on there."""
    word, tag = rjieba.tag(before)[-1]
    return len(word) > 1 and rjieba.has_word(word) and not tag.startswith(_NAME_TAGS)


# Tags of names of places, people and others (ICTCLAS).
_NAME_TAGS = ("ns", "nr", "nz", "nt")


def _ends_here(text: str, end: int) -> bool:
    return end == len(text) or not _is_han(text[end]) or text.startswith(load_lexicon().words["after_slip"], end)


def _names_of_place(place: str) -> tuple[str, ...]:
    return (place, short_place(place)) if place else ()


def _is_han(text: str) -> bool:
    return all("一" <= char <= "鿿" for char in text)


@cache
def _national() -> tuple[str, ...]:
    return tuple(word for word in load_lexicon().words["national"] if len(word) > 1 and word != "国网")


@cache
def _openers() -> frozenset[str]:
    return frozenset(load_lexicon().words["before_prefix"])
