"""Words of the plans typed with wrong characters of the same sound → the words meant (消访 → 消防)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from operator import ne
from pathlib import Path

import rjieba

from kb.collector import weakly
from kb.qa.mentions.sounds import heard_as, is_alike, near_readings
from kb.rules import load_rules, load_yaml

_DATA = Path(__file__).with_name("homophones.yaml")
_SHORTEST, _LONGEST = 2, 12
# From this length on a similar sound is enough.
_NEAR_FROM = 3
# One wrong character for so many.
_CHARACTERS_A_SLIP = 4

# Pairs of characters for which the words that sound so are kept: those that questions are made of.
_KEPT_PAIRS = 4_000

Repair = tuple[int, int, str, str]


@dataclass(frozen=True)
class Mended:
    """``text`` has the length of what was asked; each of ``repairs`` is (start, end, printed, meant), in order."""

    text: str
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class _Candidate:
    start: int
    word: str
    slips: tuple[int, ...]
    same_sound: bool


class HomophoneIndex:
    """The words that slips are held against. ``printed`` is text whose wordings are right as they are."""

    def __init__(self, vocabulary: Iterable[str], printed: str = "") -> None:
        self._words = frozenset(w for w in vocabulary if _SHORTEST <= len(w) <= _LONGEST and _is_chinese(w))
        self._printed = printed
        self._by_sound: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word in sorted(self._words):
            for sounds in product(near_readings(word[0]), near_readings(word[1])):
                self._by_sound[sounds].append(word)
        self._beginning: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._beginning[word[:2]].append(word)
        self._sounding = lru_cache(maxsize=_KEPT_PAIRS)(weakly(self._sounding_so))

    def mend(self, text: str) -> Mended:
        """``text`` with the slips mended; a word that is right as printed - known to the dictionary, the vocabulary
        or the printed text - is never touched."""
        repairs = list(_listed(text))
        single = _single_characters(text)
        taken = {at for start, end, _, _ in repairs for at in range(start, end)}
        for found in self._chosen(text, single):
            places = range(found.start, found.start + len(found.word))
            if taken.isdisjoint(places):
                taken.update(places)
                repairs.append((places.start, places.stop, text[places.start : places.stop], found.word))
        return _mended(text, sorted(repairs))

    def _chosen(self, text: str, single: Sequence[bool]) -> list[_Candidate]:
        """The candidates, surest first; where two of the same kind differ, neither."""
        ranked: dict[tuple[int, int, bool], list[_Candidate]] = defaultdict(list)
        for candidate in self._candidates(text, single):
            ranked[candidate.start, len(candidate.word), candidate.same_sound].append(candidate)
        sure = [group[0] for group in ranked.values() if len(group) == 1]
        return sorted(sure, key=lambda c: (-len(c.word), len(c.slips), not c.same_sound, c.start))

    def _candidates(self, text: str, single: Sequence[bool]) -> Iterator[_Candidate]:
        for start, right in enumerate(_right_from(single)[:-1]):
            for word in self._beginning_like(text[start], text[start + 1], right):
                if len(word) > right and text.startswith(word[:right], start):
                    candidate = self._held_against(text, start, word, single)
                    if candidate is not None:
                        yield candidate

    def _beginning_like(self, first: str, second: str, right: int) -> Collection[str]:
        """The words whose first two characters may be meant by these two, of which so many are right as they are."""
        if right >= _LONGEST:
            return ()
        return self._beginning.get(first + second, ()) if right > 1 else self._sounding(first, second)

    def _sounding_so(self, first: str, second: str) -> frozenset[str]:
        sounds = product(heard_as(first), heard_as(second))
        return frozenset(word for pair in sounds for word in self._by_sound.get(pair, ()))

    def _held_against(self, text: str, start: int, word: str, single: Sequence[bool]) -> _Candidate | None:
        window = text[start : start + len(word)]
        if len(window) < len(word) or window == word:
            return None
        # Most words differ in more characters than one may be wrong in; they are counted first, for that is quick.
        if sum(map(ne, window, word)) > max(1, len(word) // _CHARACTERS_A_SLIP):
            return None
        slips = tuple(at for at, (char, meant) in enumerate(zip(window, word, strict=True)) if char != meant)
        if not all(single[start + at] for at in slips):
            return None
        near = len(word) >= _NEAR_FROM
        if not all(is_alike(window[at], word[at], near=near) for at in slips):
            return None
        if self._is_right(text, start, window, slips):
            return None
        same = all(is_alike(window[at], word[at], near=False) for at in slips)
        return _Candidate(start, word, slips, same)

    def _is_right(self, text: str, start: int, window: str, slips: Sequence[int]) -> bool:
        """Whether the window may stand as printed."""
        if any(window[at] in _characters("particles") for at in slips):
            return True
        if len(window) == _SHORTEST and any(char in _characters("function_characters") for char in window):
            return True
        # The printed text may be long: what is a word by itself is known at once.
        if window in self._words or window in self._printed or not _ends_with_words(text, start, start + len(window)):
            return True
        return any(self._in_known_word(text, start + at) for at in slips)

    def _in_known_word(self, text: str, at: int) -> bool:
        return any(
            (piece := text[begin : begin + length]) in self._words or piece in _known_words()
            for length in range(_SHORTEST, _LONGEST + 1)
            for begin in range(max(0, at - length + 1), at + 1)
        )


@cache
def _characters(key: str) -> frozenset[str]:
    return frozenset(load_yaml(_DATA)[key])


@cache
def _known_words() -> frozenset[str]:
    return frozenset(load_yaml(_DATA)["known"])


def _is_chinese(word: str) -> bool:
    return all("一" <= char <= "龥" for char in word)


def _listed(text: str) -> Iterator[Repair]:
    """The common slips that homophones.yaml lists."""
    for rule in load_rules(_DATA):
        for match in rule.pattern.finditer(text):
            start = next(match.start(name) for name, slip in match.groupdict().items() if slip)
            yield start, start + 1, text[start], str(rule.extra["meant"])


@lru_cache(maxsize=64)
def _borders(text: str) -> frozenset[int]:
    """Where words begin and end by the dictionary alone, unknown words cut into characters."""
    borders, position = {0}, 0
    for word in rjieba.cut(text, False):
        position += len(word)
        borders.add(position)
    return frozenset(borders)


def _single_characters(text: str) -> list[bool]:
    borders = _borders(text)
    return [at in borders and at + 1 in borders for at in range(len(text))]


def _right_from(single: Sequence[bool]) -> list[int]:
    """For each place how many characters from there on are right: only single ones can be wrong."""
    right, ahead = [0] * len(single), _LONGEST
    for place in range(len(single) - 1, -1, -1):
        ahead = right[place] = 0 if single[place] else ahead + 1
    return right


def _ends_with_words(text: str, start: int, end: int) -> bool:
    borders = _borders(text)
    return start in borders and end in borders


def _mended(text: str, repairs: Sequence[Repair]) -> Mended:
    characters = list(text)
    for start, end, _, meant in repairs:
        characters[start:end] = meant
    return Mended("".join(characters), tuple(repairs))
