"""The words of a question that say what it is about, by segmentation and a list of words that say nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rjieba

from kb.rules import load_yaml

_DATA = Path(__file__).with_name("stopwords.yaml")
_HAS_WORD = re.compile(r"[0-9A-Za-z一-鿿]")
# Shares of a word's weight by its part of speech (ICTCLAS tags): nouns name the matter, verbs less so.
_NOUNS, _VERBS = ("n", "l", "i", "j", "eng", "b", "s"), ("v", "a")
_NOUN_SHARE, _VERB_SHARE, _OTHER_SHARE = 1.0, 0.6, 0.35
# A name that sums up a list by its number: “三管三必须”, “五进”.
_COUNTED_NAME = re.compile(r"[“\"‘「]((?:[二两三四五六七八九十][^二两三四五六七八九十\W]{1,2}){1,3})[”\"’」]")
# Characters that bind words: a piece with one that no dictionary has is no word (前要, 局新来, 说照).
_FUNCTION = re.compile(r"[的了着过在要被把对向从由归上前后里内外说照名也都就还又但再跟和与是给让个这那哪谁咱我你他]")
_YEAR = re.compile(r"20\d\d")
_NUMBER = re.compile(r"[0-9.%]+|[一二三四五六七八九十百千万两]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question at ``start``..``end``; ``share`` (0..1) is how much its kind says about the matter."""

    text: str
    start: int
    end: int
    share: float

    @property
    def names(self) -> bool:
        """Whether it is a noun, which names the matter."""
        return self.share == _NOUN_SHARE


@cache
def _stopwords() -> tuple[frozenset[str], re.Pattern[str]]:
    data = load_yaml(_DATA)
    words = frozenset(str(word) for group in data["words"].values() for word in group)
    phrases = sorted((str(p) for p in data["phrases"]), key=len, reverse=True)
    return words, re.compile("|".join(phrases))


@cache
def whole_words() -> frozenset[str]:
    """Words beside which a question is still about a whole plan."""
    return frozenset(map(str, load_yaml(_DATA)["whole"]))


def matter_words(text: str, names: Sequence[str] = ()) -> tuple[Word, ...]:
    """The words of ``text`` that carry its matter, in order; masked mentions (〈…〉) are none.

    ``names`` are words whole as the documents have them (四不两直), longest first.
    """
    words, phrases = _stopwords()
    blanked = phrases.sub(lambda m: "，" * len(m[0]), re.sub(r"〈[^〉]*〉", lambda m: "，" * len(m[0]), text))
    found: list[Word] = [Word(m[1], m.start(1), m.end(1), _NOUN_SHARE) for m in _COUNTED_NAME.finditer(blanked)]
    taken = {offset for word in found for offset in range(word.start, word.end)}
    for name in names:
        start = blanked.find(name)
        if start >= 0 and name not in words and taken.isdisjoint(range(start, start + len(name))):
            found.append(Word(name, start, start + len(name), _NOUN_SHARE))
            taken.update(range(start, start + len(name)))
    position = 0
    for word, tag in rjieba.tag(blanked):
        start, position = position, position + len(word)
        if word in words or start in taken or not _HAS_WORD.search(word):
            continue
        if not rjieba.has_word(word) and _FUNCTION.search(word):
            continue
        if (share := _share(word, tag)) > 0:
            found.append(Word(word, start, position, share))
    return tuple(sorted(found, key=lambda word: word.start))


def _share(word: str, tag: str) -> float:
    if _YEAR.fullmatch(word):
        return _VERB_SHARE
    if tag == "m" and not word[0].isdigit():
        return 0.0
    if _NUMBER.fullmatch(word):
        return _OTHER_SHARE if word[0].isdigit() else 0.0
    if len(word) == 1:
        return 0.0
    if tag.startswith(_NOUNS):
        return _NOUN_SHARE
    return _VERB_SHARE if tag.startswith(_VERBS) else _OTHER_SHARE
