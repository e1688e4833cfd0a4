"""Bracket groups of a text, of any kind and any depth, in one pass."""

from collections.abc import Iterator
from dataclasses import dataclass

OPENING = "（([［〔【〈<｛{"
CLOSING = "）)]］〕】〉>｝}"


@dataclass(frozen=True, slots=True)
class Group:
    """A bracket group ``start..end``, brackets included; ``closed`` is false when the closing one is missing."""

    start: int
    end: int
    closed: bool = True


def top_groups(text: str, start: int, end: int) -> Iterator[Group]:
    """Outermost groups of one line. Kinds are not told apart: real documents close （ with 〕."""
    depth, opened = 0, start
    for i in range(start, end):
        char = text[i]
        if char in OPENING:
            opened = i if depth == 0 else opened
            depth += 1
        elif char in CLOSING and depth:
            depth -= 1
            if depth == 0:
                yield Group(opened, i + 1)
    if depth:
        yield Group(opened, end, closed=False)


def split_top(text: str, start: int, end: int, separators: str) -> Iterator[tuple[int, int, str]]:
    """Pieces of ``text[start:end]`` between separators outside brackets, each with the separator before it."""
    depth, begin, before = 0, start, ""
    for i in range(start, end):
        char = text[i]
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and char in separators:
            yield begin, i, before
            begin, before = i + 1, char
    yield begin, end, before
