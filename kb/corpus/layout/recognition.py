"""Characters of pictures, recognised by RapidOCR with the models of its own package: nothing is downloaded."""

from typing import Any

from rapidocr import RapidOCR

from kb.corpus.layout.brackets import with_full_brackets
from kb.corpus.layout.model import Glyph

# Dots per inch at which the error rate is below 0.5 %.
DOTS_PER_INCH = 150


class Recogniser:
    """The models, loaded once."""

    def __init__(self) -> None:
        """Loads them. :raises ImportError: the extra ``ocr`` is not installed."""
        self._engine = RapidOCR(params={"Global.log_level": "error"})

    def glyphs(self, picture: Any, left: float, top: float, width: float, height: float) -> list[Glyph]:  # noqa: ANN401 - an array of NumPy
        """The characters of the picture, whose place on the page is this box; those of a line share its box by their widths."""
        result = self._engine(picture)
        if result.boxes is None:
            return []
        across, down = width / picture.shape[1], height / picture.shape[0]
        found: list[Glyph] = []
        for corners, text in zip(result.boxes, result.txts, strict=True):
            placed = [(left + float(x) * across, top + float(y) * down) for x, y in corners]
            found += _spread(with_full_brackets(text), placed)
        return found


def _spread(text: str, corners: list[tuple[float, float]]) -> list[Glyph]:
    xs = [x for x, _ in corners]
    ys = [y for _, y in corners]
    widths = [0.5 if char.isascii() else 1.0 for char in text]
    unit = (max(xs) - min(xs)) / (sum(widths) or 1.0)
    glyphs, left = [], min(xs)
    for char, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(char, left, min(ys), left + width * unit, max(ys)))
        left += width * unit
    return glyphs
