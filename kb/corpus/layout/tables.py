"""Rulings to tables: the grid they draw, and which places of it are one cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.corpus.layout.model import Glyph, Ruling

# A page with more is a map or a drawing.
_MOST_RULINGS = 4_000
_MOST_PLACES = 20_000


@dataclass(frozen=True)
class Cell:
    """One cell: the place where it begins, how many columns it covers, its box, and its characters."""

    row: int
    column: int
    columns: int
    left: float
    right: float
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True)
class Table:
    """The cells by row; ``columns`` of the whole grid, and the box it takes on the page."""

    rows: tuple[tuple[Cell, ...], ...]
    columns: int
    left: float
    top: float
    right: float
    bottom: float


def tables_of(rulings: Sequence[Ruling], glyphs: Sequence[Glyph], near: float) -> list[Table]:
    """The tables from top to bottom; ``near`` is the distance at which two rulings are in one place.

    A frame around text, which is one cell, is no table; nor is a grid without text.
    """
    if not rulings or len(rulings) > _MOST_RULINGS:
        return []
    found = (_table(group, glyphs, near) for group in _groups(rulings, near))
    return sorted((table for table in found if table), key=lambda table: table.top)


def _groups(rulings: Sequence[Ruling], near: float) -> list[list[Ruling]]:
    """Rulings that touch one another, directly or through others."""
    groups: list[list[Ruling]] = []
    for ruling in rulings:
        touching = [group for group in groups if any(_touch(ruling, other, near) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([ruling, *(other for group in touching for other in group)])
    return groups


def _touch(one: Ruling, other: Ruling, near: float) -> bool:
    return (
        one.left <= other.right + near
        and other.left <= one.right + near
        and one.top <= other.bottom + near
        and other.top <= one.bottom + near
    )


def _table(rulings: Sequence[Ruling], glyphs: Sequence[Glyph], near: float) -> Table | None:
    across = [ruling for ruling in rulings if ruling.is_horizontal]
    down = [ruling for ruling in rulings if not ruling.is_horizontal]
    if len(across) < 2 or not down:
        return None
    # The ends of the horizontal ones stand for side borders, which many tables lack.
    xs = _places([r.left for r in down] + [min(r.left for r in across), max(r.right for r in across)], near)
    ys = _places([r.top for r in across] + [min(r.top for r in down), max(r.bottom for r in down)], near)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_PLACES:
        return None
    grid = _Grid(xs, ys, _joined(xs, ys, across, down, near))
    rows = grid.rows(glyphs)
    if sum(len(row) for row in rows) < 2:
        return None
    return Table(rows, len(xs) - 1, xs[0], ys[0], xs[-1], ys[-1])


def _places(values: Iterable[float], near: float) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > near:
            places.append(value)
    return places


Place = tuple[int, int]


def _joined(
    xs: list[float], ys: list[float], across: list[Ruling], down: list[Ruling], near: float
) -> dict[Place, Place]:
    """For each (row, column) the place whose cell it belongs to: the one above or to the left, where no ruling parts them."""
    above = {
        (row, column) for r in across for row in _at(ys, r.top, near) for column in _over(xs, r.left, r.right, near)
    }
    beside = {
        (row, column) for r in down for column in _at(xs, r.left, near) for row in _over(ys, r.top, r.bottom, near)
    }
    owner: dict[Place, Place] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            place = (row, column)
            if column and place not in beside:
                owner[place] = owner[row, column - 1]
            elif row and place not in above:
                owner[place] = owner[row - 1, column]
            else:
                owner[place] = place
    return owner


def _at(places: list[float], value: float, near: float) -> list[int]:
    return [index for index, place in enumerate(places) if abs(place - value) <= near]


def _over(places: list[float], start: float, end: float, near: float) -> list[int]:
    """The intervals between neighbouring places that the stroke covers."""
    pairs = enumerate(zip(places, places[1:], strict=False))
    return [index for index, (low, high) in pairs if start <= low + near and high - near <= end]


@dataclass(frozen=True)
class _Grid:
    xs: list[float]
    ys: list[float]
    owner: dict[Place, Place]

    def rows(self, glyphs: Sequence[Glyph]) -> tuple[tuple[Cell, ...], ...]:
        texts: dict[Place, list[Glyph]] = {}
        for glyph in glyphs:
            place = (
                _interval(self.ys, (glyph.top + glyph.bottom) / 2),
                _interval(self.xs, (glyph.left + glyph.right) / 2),
            )
            if place in self.owner:
                texts.setdefault(self.owner[place], []).append(glyph)
        found: list[tuple[Cell, ...]] = []
        for row in range(len(self.ys) - 1):
            starts = [place for place in sorted(set(self.owner.values())) if place[0] == row]
            found.append(tuple(self._cell(place, texts.get(place, [])) for place in starts))
        return tuple(found)

    def _cell(self, place: Place, glyphs: list[Glyph]) -> Cell:
        row, column = place
        end = column + 1
        while self.owner.get((row, end)) == place:
            end += 1
        return Cell(row, column, end - column, self.xs[column], self.xs[end], tuple(glyphs))


def _interval(places: list[float], value: float) -> int:
    return next((i for i, (a, b) in enumerate(zip(places, places[1:], strict=False)) if a <= value < b), -1)
