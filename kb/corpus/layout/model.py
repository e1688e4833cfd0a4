"""Characters and rulings placed on a page.

Coordinates run from the left and from the top, in any unit that is the same for the whole file: every threshold of this
package is a share of the size of the characters.
"""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Glyph:
    """One character, or a ligature of several, in the box of its advance width and line height."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """The height of the box, which is about the font size."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Ruling:
    """A straight horizontal or vertical stroke; ``left == right`` or ``top == bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        """Whether it runs along a row."""
        return self.bottom - self.top <= self.right - self.left


@dataclass(frozen=True)
class Page:
    """One page; ``has_picture``: a picture covers enough of it to be a scan."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...] = ()
    has_picture: bool = False


@dataclass(frozen=True)
class Line:
    """Characters side by side, in the box around them; ``size`` is the font size, see :func:`line_of`."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    glyphs: tuple[Glyph, ...]

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Extract:
    """The text of a file, or where it has pages that are pictures of text, their numbers from 1; and the encoding its
    characters were read with."""

    text: str
    scanned: tuple[int, ...] = ()
    encoding: str = "utf-8"


def line_of(glyphs: list[Glyph], text: str) -> Line:
    """The line of these characters, whose text with spaces is ``text``.

    Its size is the width of its Chinese characters, which is the font size by definition; the height of a box is the
    font maker's choice, and counts only where there are none.
    """
    widths = [glyph.right - glyph.left for glyph in glyphs if "\u3400" <= glyph.text <= "\u9fff"]
    return Line(
        text,
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        median(widths or [glyph.size for glyph in glyphs]),
        tuple(glyphs),
    )
