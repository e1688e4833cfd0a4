"""Tables as .docx in the layout of official documents (GB/T 9704-2012): A4 lying, the type area 225 × 156 mm, 附件 at the
top left, title in 小标宋 of size 2, page numbers in dashes. The fonts are named, not shipped.
"""

import io
from datetime import datetime

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kb.exports.table import Table, lines
from kb.exports.writers.text import printable

# Sizes by their Chinese names: 2号, 3号, 4号, 5号, 小5号; the standard leaves the size inside tables open.
_SIZE_2, _SIZE_3, _SIZE_4, _SIZE_5, _SIZE_SMALL_5 = Pt(22), Pt(16), Pt(14), Pt(10.5), Pt(9)
# Fonts that stand in for the named ones have other line heights; an exact one keeps pages alike.
_TITLE_LINE, _CELL_LINE = Pt(30), Pt(12.5)
_TITLE_FONT, _HEAD_FONT, _BODY_FONT, _NOTE_FONT, _PAGE_FONT = (
    "方正小标宋简体",
    "黑体",
    "仿宋_GB2312",
    "楷体_GB2312",
    "宋体",
)
_PAGE_MM, _AREA_MM = (297, 210), 225
# A lying page is bound at its top, as wide as the others at their left (28 mm); left and right are their top and bottom.
_MARGINS_MM = {"top_margin": 28, "bottom_margin": 26, "left_margin": 37, "right_margin": 35}
_CELL_MARGIN_TWIPS = 40
_UNDATED = datetime(2000, 1, 1)


def write_docx(table: Table) -> bytes:
    """The document."""
    document = Document()
    document.core_properties.title = printable(table.title)[:255]
    document.core_properties.author = ""
    created = datetime.combine(table.issued, datetime.min.time()) if table.issued else _UNDATED
    document.core_properties.created = document.core_properties.modified = created
    _lay_out(document)
    _paragraph(document, "附件", _HEAD_FONT, _SIZE_3)
    _paragraph(document, table.title, _TITLE_FONT, _SIZE_2, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(document, table.note, _NOTE_FONT, _SIZE_5)
    _add_table(document, table)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _lay_out(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(side) for side in _PAGE_MM)
    for name, millimetres in _MARGINS_MM.items():
        setattr(section, name, Mm(millimetres))
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _number_pages(footer.paragraphs[0], side)


def _number_pages(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character in from the edge."""
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = _SIZE_4
    _run(paragraph, "— ", _PAGE_FONT, _SIZE_4)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    # The field holds its run, so that the number is set in the same type.
    field.append(_run(paragraph, "1", _PAGE_FONT, _SIZE_4)._r)
    _run(paragraph, " —", _PAGE_FONT, _SIZE_4)


def _paragraph(
    document: DocumentType, text: str, font: str, size: Pt, alignment: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    paragraph = document.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    paragraph.paragraph_format.space_after = Pt(4)
    if size == _SIZE_2:
        paragraph.paragraph_format.line_spacing = _TITLE_LINE
    _run(paragraph, text, font, size)


def _add_table(document: DocumentType, table: Table) -> None:
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _narrow_margins(made)
    total = sum(column.width for column in table.columns)
    widths = [Mm(_AREA_MM * column.width / total) for column in table.columns]
    # Cells are taken row by row: a table gives one of its cells only after counting all of them.
    rows = [[column.label for column in table.columns]]
    rows += [[lines(cell) for cell in table.values(row)] for row in table.rows]
    for nth, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
        for cell, text, width, column in zip(row.cells, texts, widths, table.columns, strict=True):
            cell.width = width
            _fill(cell, text, _HEAD_FONT if nth == 0 else _BODY_FONT, nth == 0 or column.centred)
        _set_flag(row, "w:cantSplit")
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    # The head again on every page.
    _set_flag(made.rows[0], "w:tblHeader")


def _fill(cell: _Cell, text: str, font: str, centred: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = _CELL_LINE
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, font, _SIZE_SMALL_5)


def _narrow_margins(table: WordTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_CELL_MARGIN_TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _set_flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _run(paragraph: Paragraph, text: str, font: str, size: Pt) -> Run:
    """Text in a Chinese font; without hint and language word processors set punctuation as in traditional Chinese."""
    run = paragraph.add_run(printable(text))
    run.font.size = size
    run.font.name = font
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    run._r.get_or_add_rPr().append(language)
    return run
