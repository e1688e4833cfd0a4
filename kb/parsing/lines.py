"""Text → logical lines: printed lines, and the lines inside text that has lost its line breaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A printed line longer than this is a document pasted as one line; its blanks stand where the breaks were.
FOLDED_LINE_CHARS = 1500
_BLANK = " \t　\xa0\u2002\u2003"
_FOLD = re.compile(rf"[{_BLANK}]+")


@dataclass(frozen=True, slots=True)
class Line:
    """Characters ``start..end`` of the text without surrounding blanks. ``soft``: no line break stood before it."""

    start: int
    end: int
    soft: bool = False


def printed_lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line, without its break."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def logical_lines(text: str) -> Iterator[Line]:
    """Non-blank lines in order; a folded line is cut at its blanks."""
    for start, end in printed_lines(text):
        if end - start < FOLDED_LINE_CHARS:
            yield from _trimmed(text, start, end, soft=False)
            continue
        cut, soft = start, False
        for blank in _FOLD.finditer(text, start, end):
            yield from _trimmed(text, cut, blank.start(), soft)
            cut, soft = blank.end(), True
        yield from _trimmed(text, cut, end, soft)


def _trimmed(text: str, start: int, end: int, soft: bool) -> Iterator[Line]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Line(start, end, soft)
