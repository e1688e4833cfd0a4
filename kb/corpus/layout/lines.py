"""Characters to lines: those whose boxes share most of their height, from left to right."""

from collections.abc import Iterable

from kb.corpus.layout.model import Glyph, Line, line_of

# Shares of the character size. Two characters are on one line if their middles are closer than this: superscripts are,
# lines set solid (1.0) are not.
_SAME_LINE = 0.5
# Office programs put up to 0.25 between Chinese and Latin by themselves, and stretch justified lines by as much again.
_SPACE_BESIDE_CHINESE = 0.8
_SPACE_BETWEEN_LATIN = 0.15
# Bold that is made by drawing twice.
_DRAWN_TWICE = 0.3


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines from top to bottom. White space comes from the gaps alone, whatever space characters the file holds."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if g.text.strip()), key=lambda g: (g.top + g.bottom, g.left)):
        if rows and _is_beside(rows[-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [_line(sorted(row, key=lambda g: g.left)) for row in rows]


def _is_beside(row: list[Glyph], glyph: Glyph) -> bool:
    last = row[-1]
    apart = abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) / 2
    return apart < _SAME_LINE * max(last.size, glyph.size)


def _line(row: list[Glyph]) -> Line:
    kept: list[Glyph] = []
    text = ""
    for glyph in row:
        if kept:
            if glyph.text == kept[-1].text and glyph.left - kept[-1].left < _DRAWN_TWICE * glyph.size:
                continue
            text += _space(kept[-1], glyph)
        kept.append(glyph)
        text += glyph.text
    return line_of(kept, text)


def _space(before: Glyph, after: Glyph) -> str:
    """The space between two characters: ideographic where either is, as in 第一章　总则."""
    latin = before.text[-1].isascii() and after.text[0].isascii()
    share = _SPACE_BETWEEN_LATIN if latin else _SPACE_BESIDE_CHINESE
    is_wide = after.left - before.right > share * max(before.size, after.size)
    return (" " if latin else "\u3000") * is_wide
