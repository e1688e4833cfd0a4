"""Pages to text: what a person would read from the first page to the last.

A paragraph is a line of text, also over the end of a page. A table row is a line of its cells joined by tabs, as in Word
files (see :mod:`kb.corpus.ooxml.body`): a merged cell's text stands once, where the cell begins, and the places it also
covers are empty; empty places at the end of a row are left out, and so are rows without text; a row that is one single
cell has no columns, and its paragraphs stay lines. Page numbers and running heads are left out. Where a page is set in two
columns, the left one is read before the right one, see :mod:`kb.corpus.layout.columns`.
"""

from collections.abc import Sequence
from statistics import median

from kb.corpus.layout.columns import Strip, gutter_of, strips_of
from kb.corpus.layout.furniture import without_furniture
from kb.corpus.layout.lines import lines_of
from kb.corpus.layout.model import Glyph, Line, Page
from kb.corpus.layout.paragraphs import Column, column_of, is_full, paragraphs_of
from kb.corpus.layout.tables import Cell, Table, tables_of

# Share of the character size within which two rulings are in one place.
_NEAR = 0.25
# Pages whose widths agree to this share are set alike.
_WIDTH_STEP = 0.02

Block = list[tuple[Line, Column]] | Table


def text_of(pages: Sequence[Page]) -> str:
    """The text of the pages, see the module; "" where there are no characters."""
    tables = [tables_of(page.rulings, page.glyphs, _near(page)) for page in pages]
    free = [(page.height, lines_of(_outside(page.glyphs, found))) for page, found in zip(pages, tables, strict=True)]
    lines = without_furniture(free)
    strips = _strips(pages, lines, tables)
    columns = _columns(pages, lines, strips)
    blocks: list[Block] = []
    for page, own in zip(pages, strips, strict=True):
        for strip in own:
            column = columns.get((_width_key(page), strip.side))
            _append(blocks, strip.tables, [(line, column) for line in strip.lines if column])
    return "\n".join(line for block in blocks for line in _block_lines(block))


def _near(page: Page) -> float:
    return _NEAR * median(glyph.size for glyph in page.glyphs) if page.glyphs else 0.0


def _outside(glyphs: Sequence[Glyph], tables: Sequence[Table]) -> list[Glyph]:
    return [glyph for glyph in glyphs if not any(_inside(glyph, table) for table in tables)]


def _inside(glyph: Glyph, table: Table) -> bool:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return table.left <= x <= table.right and table.top <= y <= table.bottom


def _width_key(page: Page) -> int:
    return round(page.width / (_WIDTH_STEP * max(page.width, page.height)))


def _strips(pages: Sequence[Page], lines: Sequence[list[Line]], tables: Sequence[list[Table]]) -> list[list[Strip]]:
    """The strips of each page. Pages of one width have one gutter, so that of a whole page serves the last, half empty one."""
    gutters: dict[int, list[float]] = {}
    for page, own, found in zip(pages, lines, tables, strict=True):
        gutter = gutter_of(own, found)
        if gutter is not None:
            gutters.setdefault(_width_key(page), []).append(gutter)
    return [
        strips_of(own, found, median(gutters[key]) if (key := _width_key(page)) in gutters else None)
        for page, own, found in zip(pages, lines, tables, strict=True)
    ]


def _columns(
    pages: Sequence[Page], lines: Sequence[list[Line]], strips: Sequence[list[Strip]]
) -> dict[tuple[int, int], Column]:
    """The edges by width of the page and side of the strip; those of the whole width are of all lines."""
    grouped: dict[tuple[int, int], list[Line]] = {}
    for page, whole, parts in zip(pages, lines, strips, strict=True):
        grouped.setdefault((_width_key(page), 0), []).extend(whole)
        for strip in parts:
            if strip.side:
                grouped.setdefault((_width_key(page), strip.side), []).extend(strip.lines)
    widths = {(_width_key(page), 0): page.width for page in pages}
    return {key: column_of(own, widths.get(key, 0.0)) for key, own in grouped.items() if own}


def _append(blocks: list[Block], tables: Sequence[Table], lines: list[tuple[Line, Column]]) -> None:
    """Adds the blocks of a strip in reading order; text that goes on from the strip before joins its block."""
    above = list(lines)
    for table in tables:
        before = [(line, column) for line, column in above if line.middle < table.top]
        above = above[len(before) :]
        _append_lines(blocks, before)
        blocks.append(table)
    _append_lines(blocks, above)


def _append_lines(blocks: list[Block], lines: list[tuple[Line, Column]]) -> None:
    if blocks and isinstance(blocks[-1], list):
        blocks[-1].extend(lines)
    elif lines:
        blocks.append(lines)


def _block_lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [line for row in block.rows for line in _row_lines(row, block.columns)]
    return paragraphs_of(block)


def _row_lines(row: Sequence[Cell], columns: int) -> list[str]:
    if len(row) == 1 and row[0].columns == columns:
        lines = lines_of(row[0].glyphs)
        return paragraphs_of([(line, column_of(lines)) for line in lines])
    places = [""] * columns
    for cell in row:
        places[cell.column] = _cell_text(cell)
    line = "\t".join(places).rstrip("\t")
    return [line] if line.strip() else []


def _cell_text(cell: Cell) -> str:
    """The lines of the cell: joined where the first is as wide as the cell, else by a space."""
    text = ""
    last: Line | None = None
    for line in lines_of(cell.glyphs):
        if last is not None:
            # Room by width alone, so that it holds for centred cells too; cells keep half a character on each side.
            free = (cell.right - cell.left) - (last.right - last.left) - last.size
            room = Column(cell.left, last.right + free, last.size)
            text += "" if is_full(last, room, line.text) else " "
        text += line.text
        last = line
    return text
