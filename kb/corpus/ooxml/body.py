"""The text of a Word file as lines, in document order.

A paragraph is a line; a line, page or column break inside it ends a line; its automatic number is restored, see
:mod:`kb.corpus.ooxml.numbering`. Text boxes, footnotes and endnotes stand as lines after the paragraph they hang on
(without the note's mark). A table row is a line of its cells joined by tabs; inside a cell paragraphs, breaks and tabs
become one space. A merged cell's text stands once, where the cell begins, and the places it also covers are empty, so
columns stay in place; empty places at the end of a row are left out, and so are rows without text. A row that is one
single cell has no columns: its paragraphs stay lines, as in the framed boxes (专栏) of plans.

Read: insertions and moves to a place, content controls, fields' results, hyperlinks, formulas' characters.
Left out, as not on the page: deletions and moves away, hidden text, field codes, comments, phonetic guides; and headers,
footers, pictures and diagrams, and symbols that exist only in a symbol font.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from kb.corpus.canonical import canonical_text
from kb.corpus.ooxml.lists import is_on, read_lists, read_styles
from kb.corpus.ooxml.numbering import Numbering
from kb.corpus.ooxml.package import WordPackage, attribute, local_name
from kb.errors import InputError

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_NOTES = ("footnoteReference", "endnoteReference")
_LEFT_OUT = {"", "pPr", "rPr", "tblPr", "tcPr", "trPr", "sdtPr", "del", "moveFrom", "instrText", "delText", "rt"}
_ELSEWHERE = {"altChunk", "subDoc"}


@dataclass
class _Inline:
    """What a paragraph holds: its characters, and the blocks that hang on it."""

    text: list[str] = field(default_factory=list)
    blocks: list[Element] = field(default_factory=list)


def document_lines(package: WordPackage) -> list[str]:
    """The lines of the document, see the module.

    :raises InputError: part of the text lies in another embedded file.
    """
    body = package.document.find("{*}body")
    return _Body(package, Numbering(read_lists(package.numbering), read_styles(package.styles))).lines(body)


@dataclass(frozen=True)
class _Body:
    package: WordPackage
    numbering: Numbering

    def lines(self, container: Element) -> list[str]:
        """The lines of the paragraphs and tables in ``container``."""
        found: list[str] = []
        for child in _children(container):
            name = local_name(child)
            if name == "p":
                found += self._paragraph(child)
            elif name == "tbl":
                found += self._table(child)
            elif name in _ELSEWHERE:
                raise InputError("Word 文件里嵌入了另一个文件，正文不全；请用 Word 打开，另存为普通的 .docx。")
            else:
                found += self.lines(child)
        return found

    def _paragraph(self, paragraph: Element) -> list[str]:
        inline = _Inline()
        self._collect(paragraph, inline)
        text = "".join(inline.text)
        properties = paragraph.find("{*}pPr")
        deleted = properties is not None and properties.find("{*}rPr/{*}del") is not None
        found = [] if deleted and not text else (self.numbering.number_of(properties, text) + text).split("\n")
        for block in inline.blocks:
            found += self.lines(block)
        return found

    def _collect(self, element: Element, inline: _Inline) -> None:
        for child in _children(element):
            name = local_name(child)
            if name == "t":
                inline.text.append((child.text or "").replace("\n", " "))
            elif name in _BREAKS:
                inline.text.append(_BREAKS[name])
            elif name == "sym":
                inline.text.append(_symbol(child))
            elif name in _NOTES:
                note = self.package.notes.get((name, attribute(child, "id") or ""))
                inline.blocks += [] if note is None else [note]
            elif name == "txbxContent":
                inline.blocks.append(child)
            elif name != "r" or not is_on(child.find("{*}rPr/{*}vanish"), missing=True):
                self._collect(child, inline)

    def _table(self, table: Element) -> list[str]:
        found: list[str] = []
        for row in _wrapped(table, "tr"):
            if row.find("{*}trPr/{*}del") is not None:
                continue
            cells = list(_wrapped(row, "tc"))
            if len(cells) == 1 and not _covered(cells[0]):
                found += self.lines(cells[0])
            elif (line := self._row(row, cells)).strip():
                found.append(line.rstrip("\t"))
        return found

    def _row(self, row: Element, cells: list[Element]) -> str:
        places = [""] * _span(row.find("{*}trPr/{*}gridBefore"), missing=0)
        for cell in cells:
            text = "" if _covered(cell) else "\n".join(self.lines(cell))
            pieces = (piece for piece in re.split("[\n\t]", canonical_text(text)) if piece.strip())
            places += [" ".join(pieces)] + [""] * (_span(cell.find("{*}tcPr/{*}gridSpan"), missing=1) - 1)
        return "\t".join(places)


def _children(element: Element) -> Iterator[Element]:
    """The children that are on the page; of alternatives the first, which is what current Word shows."""
    for child in element:
        name = local_name(child)
        if name == "AlternateContent":
            yield from list(child)[:1]
        elif name not in _LEFT_OUT:
            yield child


def _wrapped(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also inside content controls and insertions."""
    for child in _children(element):
        if local_name(child) == name:
            yield child
        else:
            yield from _wrapped(child, name)


def _covered(cell: Element) -> bool:
    """Whether the cell continues one above (w:vMerge) or to the left (w:hMerge, of old files)."""
    merges = (cell.find("{*}tcPr/{*}vMerge"), cell.find("{*}tcPr/{*}hMerge"))
    return any(merge is not None and attribute(merge, "val") != "restart" for merge in merges)


def _span(element: Element | None, missing: int) -> int:
    """A count of grid columns; Word allows 63 in a table."""
    value = attribute(element, "val") or ""
    return min(int(value), 63) if value.isdecimal() else missing


def _symbol(element: Element) -> str:
    """The character of w:sym, unless it is a code of the font itself (private use)."""
    code = attribute(element, "char") or ""
    number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{4,5}", code) else 0
    return chr(number) if number >= 0x20 and not 0xD800 <= number <= 0xF8FF else ""
