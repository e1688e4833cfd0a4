"""The objects on an OFD page to characters and rulings, in millimetres from the left and the top."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kb.corpus.layout.model import Glyph, Ruling
from kb.corpus.ofd.package import children, local_name, numbers

# Millimetres within which a stroke is straight.
_STRAIGHT = 0.2
# A line height about the font size, of which this share lies above the base line.
_ASCENT = 0.88
_WIDEST = 1.3
_MOST_NESTED = 32
_MOST_REPEATS = 10_000


@dataclass(frozen=True)
class _Matrix:
    """x' = a x + c y + e, y' = b x + d y + f (GB/T 33190, 8.2)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def on(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


@dataclass
class Drawing:
    """What is drawn on a page."""

    glyphs: list[Glyph] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    pictures: int = 0

    def add(self, page: Element) -> None:
        """Draws the layers of a page or template."""
        for layer in children(page, "Content", "Layer"):
            self._draw(layer, 0)

    def _draw(self, block: Element, depth: int) -> None:
        for element in block:
            name = local_name(element)
            if name == "TextObject":
                self.glyphs += _glyphs(element)
            elif name == "PathObject":
                self.rulings += _rulings(element)
            elif name == "ImageObject":
                self.pictures += 1
            elif name == "PageBlock" and depth < _MOST_NESTED:
                self._draw(element, depth + 1)


def _matrix(element: Element) -> _Matrix:
    boundary = numbers(element.get("Boundary"))
    left, top = boundary[:2] if len(boundary) >= 2 else (0.0, 0.0)
    values = numbers(element.get("CTM"))
    matrix = _Matrix(*values) if len(values) == 6 else _Matrix()
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e + left, matrix.f + top)


def _glyphs(element: Element) -> Iterator[Glyph]:
    matrix = _matrix(element)
    size = (numbers(element.get("Size")) or [0.0])[0]
    x = y = 0.0
    for code in children(element, "TextCode"):
        # A TextCode without X or Y goes on from the one before.
        x, y = (numbers(code.get("X")) or [x])[0], (numbers(code.get("Y")) or [y])[0]
        text = code.text or ""
        steps_x, steps_y = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        across, down = x, y
        for index, char in enumerate(text):
            width = size if unicodedata.east_asian_width(char) in "WFA" else size / 2
            step = steps_x[index] if index < len(steps_x) else 0.0 if steps_y else width
            if char.strip() and char.isprintable() and size > 0:
                # A step near the size is the advance width, which the font would say.
                advance = step if 0 < step < _WIDEST * size else width
                yield _glyph(char, matrix, across, down, advance, size)
            across += step
            down += steps_y[index] if index < len(steps_y) else 0.0


def _glyph(char: str, matrix: _Matrix, x: float, y: float, width: float, size: float) -> Glyph:
    left, top = matrix.on(x, y - _ASCENT * size)
    right, bottom = matrix.on(x + width, y + (1 - _ASCENT) * size)
    return Glyph(char, min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _steps(text: str | None, most: int) -> list[float]:
    """The distances of a DeltaX or DeltaY; "g 3 5.5" is 5.5 three times (GB/T 33190, 11.3)."""
    words = (text or "").replace(",", " ").split()
    steps: list[float] = []
    place = 0
    while place < len(words) and len(steps) < most:
        if words[place] == "g":
            repeat = numbers(" ".join(words[place + 1 : place + 3]))
            if len(repeat) == 2:
                steps += [repeat[1]] * max(0, min(int(repeat[0]), most, _MOST_REPEATS))
            place += 3
        else:
            steps += numbers(words[place])
            place += 1
    return steps


def _rulings(element: Element) -> Iterator[Ruling]:
    """The horizontal and vertical strokes of a path: M, L and C of its abbreviated data."""
    matrix = _matrix(element)
    for data in children(element, "AbbreviatedData"):
        start = point = (0.0, 0.0)
        for command, values in _commands(data.text or ""):
            if command == "C":
                yield from _straight(point, start)
                point = start
            elif len(values) >= 2:
                here = matrix.on(values[-2], values[-1])
                if command == "L":
                    yield from _straight(point, here)
                elif command in "MS":
                    start = here
                point = here


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    command = ""
    values: list[float] = []
    for word in text.replace(",", " ").split():
        if word.isalpha():
            if command:
                yield command, values
            command, values = word, []
        else:
            values += numbers(word)
    if command:
        yield command, values


def _straight(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Ruling]:
    (x0, y0), (x1, y1) = one, other
    across, down = abs(x1 - x0), abs(y1 - y0)
    if min(across, down) <= _STRAIGHT < max(across, down):
        if across > down:
            yield Ruling(min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2)
        else:
            yield Ruling((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1))
