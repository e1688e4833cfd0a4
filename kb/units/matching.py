"""A trie over words: which of them begin at a place of a text, at the cost of the longest word."""

from collections.abc import Iterable, Iterator
from typing import Any

# What marks the end of a word among the characters that may follow.
_END = ""


class WordTrie:
    """The words; an empty word is left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self._beginnings: set[str] = set()
        # Character → what may follow it, in dictionaries within each other: texts are gone through character by character.
        self._root: dict[str, Any] = {}
        for word in filter(None, words):
            self._beginnings.add(word[:2])
            following = self._root
            for char in word:
                following = following.setdefault(char, {})
            following[_END] = True

    def starts(self, text: str) -> Iterator[int]:
        """The places of ``text`` where a word may begin, in order: the first two characters of one stand there."""
        beginnings = self._beginnings
        return (at for at in range(len(text)) if text[at : at + 2] in beginnings or text[at] in beginnings)

    def ends(self, text: str, start: int) -> list[int]:
        """The ends of all words that begin at ``start``, the longest first."""
        found: list[int] = []
        following = self._root
        for position in range(start, len(text)):
            if text[position] not in following:
                break
            following = following[text[position]]
            if _END in following:
                found.insert(0, position + 1)
        return found
