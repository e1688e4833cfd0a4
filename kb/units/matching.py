"""A trie over words: which of them begin at a place of a text, at the cost of the longest word."""

from __future__ import annotations

from collections.abc import Iterable


class _Node:
    __slots__ = ("following", "is_end")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.is_end = False


class WordTrie:
    """The words; an empty word is left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self._root = _Node()
        for word in filter(None, words):
            node = self._root
            for char in word:
                node = node.following.setdefault(char, _Node())
            node.is_end = True

    def ends(self, text: str, start: int) -> list[int]:
        """The ends of all words that begin at ``start``, the longest first."""
        found: list[int] = []
        node: _Node | None = self._root
        for position in range(start, len(text)):
            node = node.following.get(text[position]) if node else None
            if node is None:
                break
            if node.is_end:
                found.append(position + 1)
        return found[::-1]
