"""Pages set in two columns: where the gutter between them runs, and in which order what stands beside it is read.

Two columns are told from names or cells that stand side by side: they are equally wide, close to one another, and many of
their lines are full. What crosses the gutter (a title, a wide table) parts the columns above it from those below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from kb.corpus.layout.lines import lines_of
from kb.corpus.layout.model import Line
from kb.corpus.layout.tables import Table

# Shares of the character size. Justified lines hold gaps of up to half a character.
_NARROWEST_GUTTER, _WIDEST_GUTTER = 0.8, 5.0
_NARROWEST_COLUMN = 8.0
_FULL = 2.0
_STEP = 0.25
# First lines of paragraphs are indented by two.
_INDENT = 3.5
# Of the width of the text: where the gutter is looked for, and by how much the widths of the columns may differ.
_AROUND_MIDDLE = (0.4, 0.6)
_EQUAL_WIDTH = 0.15
# The share of full lines, and the lines of each column on the page that shows the gutter, and on others.
_LEAST_FULL = 0.4
_LEAST_LINES, _LEAST_KNOWN = 4, 2

Item = Line | Table


@dataclass(frozen=True)
class Strip:
    """What is read from its top to its bottom before the next: of the whole width (``side`` 0), the left column (1) or
    the right one (2)."""

    side: int
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class _Side:
    """What stands on one side of the gutter."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        return max(line.right for line in self.lines)

    def is_prose(self, least: int) -> bool:
        """Whether there are so many lines and enough of them are full."""
        if len(self.lines) < least:
            return False
        full = sum(line.right > self.right - _FULL * line.size for line in self.lines)
        return full >= _LEAST_FULL * len(self.lines)


def gutter_of(lines: Sequence[Line], tables: Sequence[Table]) -> float | None:
    """The middle of the gutter of a page that shows two columns of text, None where it does not."""
    if len(lines) < _LEAST_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    step = _STEP * max(line.size for line in lines)
    counts: dict[float, int] = {}
    at, end = (left + share * (right - left) for share in _AROUND_MIDDLE)
    while at <= end:
        shown = [band for is_free, band in _bands(lines, tables, at) if is_free and _shows_columns(band, at)]
        counts[at] = sum(map(len, shown))
        at += step
    most = max(counts.values(), default=0)
    best = [place for place, count in counts.items() if count == most]
    return (best[0] + best[-1]) / 2 if most else None


def strips_of(lines: Sequence[Line], tables: Sequence[Table], gutter: float | None) -> list[Strip]:
    """The strips of a page in reading order; one where no gutter is known, or nothing beside it reads as columns."""
    if gutter is None:
        return [Strip(0, tuple(lines), tuple(tables))]
    strips: list[Strip] = []
    for is_free, band in _bands(lines, tables, gutter):
        strips += _parted(band, gutter) if is_free else [_whole(band)]
    return strips


def _bands(lines: Sequence[Line], tables: Sequence[Table], gutter: float) -> Iterator[tuple[bool, list[Item]]]:
    """What leaves the gutter free, and what crosses it, in turn from top to bottom."""
    items: list[Item] = sorted([*lines, *tables], key=lambda item: item.middle if isinstance(item, Line) else item.top)
    for is_free, group in groupby(items, lambda item: _is_free(item, gutter)):
        yield is_free, list(group)


def _is_free(item: Item, gutter: float) -> bool:
    half = _NARROWEST_GUTTER / 2 * item.size if isinstance(item, Line) else 0.0
    low, high = gutter - half, gutter + half
    if item.right <= low or item.left >= high:
        return True
    return isinstance(item, Line) and any(
        one.right <= low and other.left >= high for one, other in pairwise(item.glyphs)
    )


def _sides(band: Sequence[Item], gutter: float) -> tuple[_Side, _Side]:
    """Both sides of a band. Their lines are made anew: those of the page may join two that are not level."""
    glyphs = [glyph for item in band if isinstance(item, Line) for glyph in item.glyphs]
    tables = [item for item in band if isinstance(item, Table)]
    return (
        _Side(
            tuple(lines_of(glyph for glyph in glyphs if glyph.left < gutter)),
            tuple(table for table in tables if table.left < gutter),
        ),
        _Side(
            tuple(lines_of(glyph for glyph in glyphs if glyph.left >= gutter)),
            tuple(table for table in tables if table.left >= gutter),
        ),
    )


def _shows_columns(band: Sequence[Item], gutter: float) -> bool:
    if len(band) < _LEAST_LINES:
        return False
    one, other = _sides(band, gutter)
    if not (one.is_prose(_LEAST_LINES) and other.is_prose(_LEAST_LINES)):
        return False
    narrow, wide = sorted((one.right - one.left, other.right - other.left))
    size = max(line.size for line in one.lines)
    is_close = other.left - one.right < _WIDEST_GUTTER * size
    return is_close and narrow > (1 - _EQUAL_WIDTH) * wide and narrow > _NARROWEST_COLUMN * size


def _parted(band: list[Item], gutter: float) -> list[Strip]:
    """The columns of a band that is set in columns; headings in the middle of the page above and below them apart."""
    sides = _sides(band, gutter)
    if not any(side.is_prose(_LEAST_KNOWN) for side in sides):
        return [_whole(band)]
    above = list(takewhile(lambda item: _is_centred(item, band, gutter), band))
    below = list(takewhile(lambda item: _is_centred(item, band, gutter), reversed(band)))[::-1]
    one, other = _sides(band[len(above) : len(band) - len(below)], gutter)
    found = [_whole(above), Strip(1, one.lines, one.tables), Strip(2, other.lines, other.tables), _whole(below)]
    return [strip for strip in found if strip.lines or strip.tables]


def _is_centred(item: Item, band: Sequence[Item], gutter: float) -> bool:
    """Whether it is a line in the middle of the page, with a space just where the gutter is."""
    if isinstance(item, Table):
        return False
    left = min(other.left for other in band)
    return abs(item.left + item.right - 2 * gutter) < 2 * item.size and item.left - left > _INDENT * item.size


def _whole(items: Sequence[Item]) -> Strip:
    return Strip(
        0,
        tuple(item for item in items if isinstance(item, Line)),
        tuple(item for item in items if isinstance(item, Table)),
    )
