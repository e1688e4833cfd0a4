"""Characters of scanned pages, recognised by RapidOCR with the models of its own package: nothing is downloaded."""

import pypdfium2 as pdfium
from rapidocr import RapidOCR

from kb.corpus.layout.model import Glyph, Page
from kb.corpus.pdf.brackets import with_full_brackets

# Dots per point of a page that is recognised: 150 dpi, at which the error rate is below 0.5 %.
_SCALE = 150 / 72


class Recogniser:
    """The models, loaded once."""

    def __init__(self) -> None:
        """Loads them. :raises ImportError: the extra ``ocr`` is not installed."""
        self._engine = RapidOCR(params={"Global.log_level": "error"})

    def page_of(self, page: pdfium.PdfPage) -> Page:
        """The page with the recognised characters; those of a line share its box evenly by their widths."""
        result = self._engine(page.render(scale=_SCALE).to_numpy())
        width, height = page.get_size()
        glyphs: list[Glyph] = []
        if result.boxes is not None:
            for corners, text in zip(result.boxes, result.txts, strict=True):
                glyphs += _spread(with_full_brackets(text), [(float(x), float(y)) for x, y in corners])
        return Page(width, height, tuple(glyphs))


def _spread(text: str, corners: list[tuple[float, float]]) -> list[Glyph]:
    xs = [x / _SCALE for x, _ in corners]
    ys = [y / _SCALE for _, y in corners]
    widths = [0.5 if char.isascii() else 1.0 for char in text]
    unit = (max(xs) - min(xs)) / (sum(widths) or 1.0)
    glyphs, left = [], min(xs)
    for char, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(char, left, min(ys), left + width * unit, max(ys)))
        left += width * unit
    return glyphs
