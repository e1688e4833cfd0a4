"""The objects on an OFD page to characters and rulings, in millimetres from the left and the top."""

import unicodedata
from collections.abc import Iterator, Mapping
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

    def inside(self, outer: "_Matrix") -> "_Matrix":
        """This one first, then ``outer``."""
        e, f = outer.on(self.e, self.f)
        return _Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            e,
            f,
        )


_PAGE = _Matrix()


@dataclass(frozen=True)
class Picture:
    """A picture by the id of its resource, and the box it takes on the page."""

    resource: str
    left: float
    top: float
    width: float
    height: float


@dataclass
class Drawing:
    """What is drawn on a page; ``units`` are the groups of objects that pages refer to by id."""

    units: Mapping[str, Element] = field(default_factory=dict)
    glyphs: list[Glyph] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def add(self, page: Element) -> None:
        """Draws the layers of a page or template."""
        for layer in children(page, "Content", "Layer"):
            self._draw(layer, _PAGE, 0)

    def _draw(self, block: Element, outer: _Matrix, depth: int) -> None:
        for element in block:
            name = local_name(element)
            if name == "TextObject":
                self.glyphs += _glyphs(element, _matrix(element).inside(outer))
            elif name == "PathObject":
                self.rulings += _rulings(element, _matrix(element).inside(outer))
            elif name == "ImageObject":
                self.pictures.append(_picture(element, outer))
            elif depth < _MOST_NESTED:
                self._draw_group(element, name, outer, depth + 1)

    def _draw_group(self, element: Element, name: str, outer: _Matrix, depth: int) -> None:
        if name == "PageBlock":
            self._draw(element, outer, depth)
        elif name == "CompositeObject" and element.get("ResourceID") in self.units:
            self._draw(self.units[element.get("ResourceID")], _matrix(element).inside(outer), depth)


def _matrix(element: Element) -> _Matrix:
    boundary = numbers(element.get("Boundary"))
    left, top = boundary[:2] if len(boundary) >= 2 else (0.0, 0.0)
    values = numbers(element.get("CTM"))
    matrix = _Matrix(*values) if len(values) == 6 else _Matrix()
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e + left, matrix.f + top)


def _picture(element: Element, outer: _Matrix) -> Picture:
    """A picture is the unit square, placed by its matrix, or in its boundary where it has none."""
    boundary = numbers(element.get("Boundary"))
    if len(numbers(element.get("CTM"))) == 6 or len(boundary) < 4:
        matrix = _matrix(element)
    else:
        matrix = _Matrix(boundary[2], 0.0, 0.0, boundary[3], *boundary[:2])
    corners = [matrix.inside(outer).on(x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Picture(element.get("ResourceID") or "", min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _glyphs(element: Element, matrix: _Matrix) -> Iterator[Glyph]:
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


def _rulings(element: Element, matrix: _Matrix) -> Iterator[Ruling]:
    """The horizontal and vertical strokes of a path: M, L and C of its abbreviated data."""
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
