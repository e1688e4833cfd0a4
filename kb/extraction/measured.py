"""Figures beside one another: what was reached before a target, and how a figure is written in few characters."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from kb.extraction.indicators import DATA, indicator_key
from kb.rules import load_yaml

# Kinds of figures that tell what was reached; of these, what a target of the same indicator starts from: what was built
# in the last period is no base of what will be built in the next.
REACHED = frozenset({"baseline", "achievement", "current_state"})
BASE = REACHED - {"achievement"}
# Comparators of figures that tell a change, not a level.
RELATIVE = frozenset({"down", "up"})


class Measured(Protocol):
    """A figure, whether it was just read or comes from the graph."""

    @property
    def indicator(self) -> str:
        """What is measured, as printed."""

    @property
    def measure_unit(self) -> str:
        """In what."""

    @property
    def kind(self) -> str:
        """See :class:`kb.models.Figure`."""


class Listed(Measured, Protocol):
    """A figure among those of many documents."""

    @property
    def document(self) -> str:
        """Its document's id."""

    @property
    def value(self) -> str:
        """Its value, written with digits."""

    @property
    def comparator(self) -> str:
        """See :class:`kb.models.Figure`."""

    @property
    def as_of(self) -> str:
        """Of when it is, as printed; "" where the text does not say."""


Figure = TypeVar("Figure", bound=Measured)
Row = TypeVar("Row", bound=Listed)


class Reached(Generic[Figure]):
    """The figures of one document that tell what was reached, by what they measure."""

    def __init__(self, figures: Iterable[Figure], kinds: Collection[str] = REACHED) -> None:
        """Takes those of ``kinds``; the others are passed over."""
        self._by_key: dict[str, list[Figure]] = defaultdict(list)
        for figure in figures:
            if figure.kind in kinds and figure.indicator:
                self._by_key[indicator_key(figure.indicator)].append(figure)

    def before(self, target: Measured) -> Sequence[Figure]:
        """Those of the same indicator in the same unit of measure, in the order given."""
        return [figure for figure in self.of(target.indicator) if figure.measure_unit == target.measure_unit]

    def of(self, indicator: str) -> Sequence[Figure]:
        """Those of the indicator, in whatever unit."""
        return self._by_key.get(indicator_key(indicator), ()) if indicator else ()


def reached_by_document(rows: Iterable[Row], kinds: Collection[str] = REACHED) -> dict[str, Reached[Row]]:
    """What was reached, for each document that has figures."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.document].append(row)
    return {document: Reached(own, kinds) for document, own in grouped.items()}


def dated_text(row: Listed) -> str:
    """Comparator, value and unit, and of when it is: 0.0319（2015年）."""
    text = value_text(row.value, row.measure_unit, row.comparator)
    return f"{text}（{row.as_of}）" if row.as_of else text


def value_text(value: str | float, unit: str, comparator: str = "=") -> str:
    """Comparator, value and unit in few characters.

    >>> value_text("0.010", "", "<="), value_text(15.0, "%", "down"), value_text(350000000.0, "元")
    ('≤0.01', '下降15%', '350000000元')
    """
    number = f"{Decimal(str(value)):f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{load_yaml(DATA)['comparators'].get(comparator, '')}{number}{unit}"
