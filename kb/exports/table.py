"""A table as the writers take it: columns, rows with the place in the text that each stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# One text, or several that stand below each other.
Cell = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in half-width characters; ``choices`` are what a person who fills the cell in may choose from."""

    key: str
    label: str
    width: int
    centred: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the text states the row: ``texts[document][start:end] == quote``. ``section`` is "" outside provisions."""

    document: str
    section: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Row:
    """Cells by the key of their column, where they were read, and the IRIs of the units they speak of."""

    cells: Mapping[str, Cell]
    reference: Reference
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """What one file shows. ``name`` is short (a sheet's name); ``note`` says what the table was read from."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    issued: date | None = None

    def values(self, row: Row) -> tuple[Cell, ...]:
        """The cells of ``row`` in the order of the columns, "" where people fill in."""
        return tuple(row.cells.get(column.key, "") for column in self.columns)


def lines(cell: Cell, separator: str = "\n") -> str:
    """The cell as one text."""
    return cell if isinstance(cell, str) else separator.join(cell)
