"""Lines to paragraphs: which line goes on with the one above.

A line goes on if the one above is full, which is to say that its own first word had no place there, unless it is
indented or of another size. Where paragraphs are not indented, a line also begins one if it opens something numbered
after the end of a sentence. The lines of a heading that is set in the middle of the page and larger than the text go on
with one another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from kb.corpus.layout.model import Line
from kb.rules import load_rules

RULES_FILE = Path(__file__).with_name("openings.yaml")
# Shares of the character size. First lines are indented by two characters; a block may be by more.
_INDENT = 1.0
_BLOCK_INDENT = 3.0
_SHORT = 3.0
_SAME_EDGE = 0.5
_SLACK = 1.0
_CENTRED_INDENT = 2.0
# A full line reaches this share of the width of the page.
_LEAST_REACH = 0.75
# Shares of another size: of the text, above which a line is a heading; of the line above, within which sizes are equal.
_LARGER = 1.12
_EQUAL_SIZE = 0.12
_SENTENCE_ENDS = tuple("。！？：；.!?:;）)")
_HANGING = tuple("，。、；：？！）》”’,.;:?!)")
# What cannot be parted at the end of a line: a number or Latin word, with the marks that must not be parted from it.
_WORD = re.compile(r"[〔（(《“‘]*([A-Za-z0-9.,%/+\-]+|.)[〕，。、；：？！）)》”’%]*")


@dataclass(frozen=True)
class Column:
    """The edges of a column of text, the size of its characters, and whether first lines of paragraphs are indented."""

    left: float
    right: float
    size: float
    is_indented: bool = True


def column_of(lines: Sequence[Line], width: float = 0.0) -> Column:
    """The column these lines are set in; of the pages of one width, all the lines together.

    The right edge is where nineteen lines of twenty end: a stamp or a note in the margin does not widen it, nor do
    marks that hang over it. Where no line is full, as in a list of names, it is as far from the end of
    ``width``, the width of the page, as the left edge is from its start.
    """
    size = median(line.size for line in lines)
    rights = sorted(
        [line.right for line in lines if not line.text.endswith(_HANGING)] or [line.right for line in lines]
    )
    lefts = sorted(line.left for line in lines)
    left, right = lefts[len(lefts) // 20], rights[len(rights) - 1 - len(rights) // 20]
    if right < _LEAST_REACH * width:
        right = width - left
    # Behind a short line a paragraph begins, whatever it looks like.
    firsts = [line.left - left for above, line in pairwise(lines) if above.right < right - _SHORT * size]
    return Column(left, right, size, sum(first > _INDENT * size for first in firsts) * 2 >= len(firsts))


def paragraphs_of(lines: Sequence[tuple[Line, Column]]) -> list[str]:
    """The paragraphs of lines in order, each with the column it is set in."""
    found: list[str] = []
    for place, (line, column) in enumerate(lines):
        if place and _goes_on(*lines[place - 1], line, column):
            found[-1] += _joint(found[-1], line.text) + line.text
        else:
            found.append(line.text)
    return found


def is_full(line: Line, column: Column, after: str) -> bool:
    """Whether the first word of ``after`` had no place behind ``line``."""
    word = _WORD.match(after)
    width = sum(0.5 if char.isascii() else 1.0 for char in word.group()) if word else 1.0
    return column.right - line.right < (width + _SLACK) * line.size


def _goes_on(above: Line, above_column: Column, line: Line, column: Column) -> bool:
    if abs(above.size - line.size) > _EQUAL_SIZE * max(above.size, line.size):
        return False
    if _is_title(above, above_column) and _is_title(line, column):
        return True
    if not is_full(above, above_column, line.text):
        return False
    ended = above.text.endswith(_SENTENCE_ENDS)
    indent = line.left - column.left
    if indent > _INDENT * line.size:
        # A block that is indented as a whole goes on at its own edge.
        same_edge = abs(indent - (above.left - above_column.left)) < _SAME_EDGE * line.size
        return not ended and same_edge and indent > _BLOCK_INDENT * line.size
    return column.is_indented or not (ended and any(rule.fires(line.text) for rule in load_rules(RULES_FILE)))


def _is_title(line: Line, column: Column) -> bool:
    before, behind = line.left - column.left, column.right - line.right
    centred = abs(before - behind) < _CENTRED_INDENT * line.size
    return centred and line.size > _LARGER * column.size


def _joint(before: str, after: str) -> str:
    """A space between Latin words; a number that was parted at the end of the line has none, so digits get none."""
    return (
        " " if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha() else ""
    )
