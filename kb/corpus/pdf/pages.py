"""A PDF file to pages of characters and rulings, through PDFium."""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from kb.corpus.layout.model import Glyph, Page, Ruling
from kb.corpus.layout.scans import covers
from kb.corpus.readers.base import Limits
from kb.errors import InputError

# Points within which a stroke is straight, and below which a path is a dot.
_STRAIGHT = 0.6
_MOST_PATHS = 20_000
_Box = tuple[float, float, float, float]


def open_pdf(data: bytes, limits: Limits) -> pdfium.PdfDocument:
    """The opened file.

    :raises InputError: it needs a password, is damaged, or has no page or more than ``limits.pages``.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise InputError("PDF 文件加了密码，打不开；请用密码打开后去掉密码另存，或换成没有加密的文件。") from error
        raise InputError("PDF 文件不完整或已损坏，打不开；请重新取得文件，或换成 .docx。") from error
    pages = len(document)
    if pages == 0:
        raise InputError("PDF 文件里没有页面；请重新取得文件。")
    if pages > limits.pages:
        raise InputError(f"PDF 文件有 {pages} 页，超过 {limits.pages} 页的上限；请拆分，只留要读的那份文件。")
    return document


def page_of(document: pdfium.PdfDocument, index: int) -> Page:
    """The page of this index, from 0.

    :raises InputError: the page is damaged.
    """
    try:
        page = document[index]
        turned = _Turned(page)
        glyphs = tuple(turned.glyph(text, box) for text, box in _characters(page.get_textpage()))
        objects = list(page.get_objects())  # those inside forms too, which is where some programs put a whole page
        paths = [item for item in objects if item.type == pdfium_c.FPDF_PAGEOBJ_PATH]
        rulings = tuple(turned.ruling(box) for path in paths[:_MOST_PATHS] for box in _strokes(path))
        return Page(turned.width, turned.height, glyphs, rulings, _has_scan(page, objects))
    except pdfium.PdfiumError as error:
        raise InputError(f"PDF 文件的第 {index + 1} 页已损坏，读不了；请重新取得文件，或换成 .docx。") from error


class _Turned:
    """Boxes of a page in PDF's coordinates to boxes from the left and the top of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()
        self.origin = page.get_bbox()

    def box(self, box: _Box) -> _Box:
        left, bottom, right, top = box
        x0, y0, x1, y1 = self.origin
        if self.rotation == 90:
            return bottom - y0, left - x0, top - y0, right - x0
        if self.rotation == 180:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.rotation == 270:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        return left - x0, y1 - top, right - x0, y1 - bottom

    def glyph(self, text: str, box: _Box) -> Glyph:
        return Glyph(text, *self.box(box))

    def ruling(self, box: _Box) -> Ruling:
        return Ruling(*self.box(box))


def _characters(text_page: pdfium.PdfTextPage) -> Iterator[tuple[str, _Box]]:
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        if pdfium_c.FPDFText_IsGenerated(text_page, index) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        box = text_page.get_charbox(index, loose=True)
        if chr(code).strip() and box[0] < box[2] and box[1] < box[3]:
            yield chr(code), box


def _strokes(path: pdfium.PdfObject) -> Iterator[_Box]:
    """The horizontal and vertical strokes of a path, thin rectangles among them."""
    matrix = _matrix(path)
    start: tuple[float, float] | None = None
    point: tuple[float, float] | None = None
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and point:
            yield from _straight(point, here)
        if pdfium_c.FPDFPathSegment_GetClose(segment) and start:
            yield from _straight(here, start)
        point = here


def _straight(one: tuple[float, float], other: tuple[float, float]) -> Iterator[_Box]:
    (x0, y0), (x1, y1) = one, other
    across, up = abs(x1 - x0), abs(y1 - y0)
    if min(across, up) <= _STRAIGHT < max(across, up):
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        if across > up:
            yield min(x0, x1), middle_y, max(x0, x1), middle_y
        else:
            yield middle_x, min(y0, y1), middle_x, max(y0, y1)


def _matrix(item: pdfium.PdfObject) -> pdfium.PdfMatrix:
    """From the coordinates of the object to those of the page, through the forms around it."""
    matrix, form = item.get_matrix(), item.container
    while form is not None:
        matrix, form = matrix.multiply(form.get_matrix()), form.container
    return matrix


def _has_scan(page: pdfium.PdfPage, objects: list[pdfium.PdfObject]) -> bool:
    x0, y0, x1, y1 = page.get_bbox()
    # A picture is the unit square, so what its matrix makes of it is its area.
    matrices = (_matrix(item) for item in objects if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    area = sum(abs(matrix.a * matrix.d - matrix.b * matrix.c) for matrix in matrices)
    return covers(area, (x1 - x0) * (y1 - y0))
