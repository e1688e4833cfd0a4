"""The text of an element as lines, the way a browser breaks it.

A block, a line break and a rule end a line. White space is one space, and none where source was wrapped between two
Chinese characters (CSS Text 3, 4.1.3); indents are left out. The rows of a table are lines of cells joined by tabs, as in
Word files (see :mod:`kb.corpus.ooxml.body`), unless the table only lays out the page: it holds other tables, or no two
rows have two cells with text.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kb.corpus.html.tree import is_unseen, seen_children, tag_of

_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q",
    "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p",
}  # fmt: skip
_SPACE = re.compile("[ \t\n\r\f\u00a0]+")
_WIDE = "[\u2e80-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(f"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_MOST_COLUMNS = 63


@dataclass
class _Lines:
    left_out: Collection[Element]
    done: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def end(self) -> None:
        text = _SPACE.sub(" ", _WRAPPED.sub("", "".join(self.open))).strip(" \u3000")
        self.open = []
        if text:
            self.done.append(text)

    def add(self, element: Element) -> None:
        self.open.append(element.text or "")
        for child in element:
            if not is_unseen(child) and child not in self.left_out:
                self._child(child)
            self.open.append(child.tail or "")

    def _child(self, child: Element) -> None:
        if tag_of(child) == "table" and _is_data(child):
            self.end()
            self.done += _rows(child, self.left_out)
        elif tag_of(child) in _INLINE:
            self.add(child)
        else:
            self.end()
            self.add(child)
            self.end()


def lines_of(element: Element, left_out: Collection[Element] = ()) -> list[str]:
    """The lines of the element, see the module, without the elements ``left_out``."""
    if tag_of(element) == "table" and _is_data(element):
        return _rows(element, left_out)
    lines = _Lines(left_out)
    lines.add(element)
    lines.end()
    return lines.done


def _is_data(table: Element) -> bool:
    if next(table.iterdescendants("table"), None) is not None:
        return False
    texts = [[cell for cell in _cells(row) if lines_of(cell)] for row in table.iter("tr")]
    return sum(len(cells) >= 2 for cells in texts) >= 2


def _cells(row: Element) -> list[Element]:
    return [cell for cell in seen_children(row) if tag_of(cell) in ("td", "th")]


def _rows(table: Element, left_out: Collection[Element]) -> list[str]:
    found: list[str] = [line for caption in table.iter("caption") for line in lines_of(caption, left_out)]
    # How many more rows each column is covered from above.
    covered: dict[int, int] = {}
    for row in table.iter("tr"):
        if is_unseen(row):
            continue
        cells = _cells(row)
        if len(cells) == 1 and not any(covered.values()):
            found += lines_of(cells[0], left_out)
            continue
        line = "\t".join(_places(cells, covered, left_out)).rstrip("\t")
        found += [line] if line.strip() else []
    return found


def _places(cells: list[Element], covered: dict[int, int], left_out: Collection[Element]) -> list[str]:
    """The texts of a row by column; counts ``covered`` down by this row and up by the cells that begin in it."""
    places: list[str] = []

    def skip() -> None:
        while covered.get(len(places), 0):
            covered[len(places)] -= 1
            places.append("")

    for cell in cells:
        skip()
        if len(places) >= _MOST_COLUMNS:
            break
        for offset in range(_span(cell, "colspan")):
            covered[len(places)] = _span(cell, "rowspan") - 1
            places.append("" if offset else " ".join(lines_of(cell, left_out)))
    skip()
    return places


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, min(int(value), _MOST_COLUMNS)) if value.isascii() and value.isdecimal() else 1
