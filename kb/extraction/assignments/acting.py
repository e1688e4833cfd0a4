"""A sentence that begins with a unit and what it sees to, whatever follows: 区水利局负责水库、河道、堤防的巡查; X会同Y建立…; X配合Y做好…."""

from collections.abc import Iterator

from kb.extraction.assignments.statement import Named
from kb.extraction.assignments.unit_lists import Piece, pieces_of
from kb.extraction.assignments.wording import wordings
from kb.rules import Rule
from kb.units.reading import read_name

_LONGEST_NAME = 20
# By the verb: the role of who stands before it, and of who stands behind it, "" where that is what they see to.
_ROLES = {
    "负责": ("responsible", ""),
    "牵头": ("lead", ""),
    "会同": ("lead", "participate"),
    "配合": ("participate", "lead"),
}


def acting_units(text: str, start: int, end: int) -> tuple[Named, ...]:
    """The units that ``text[start:end]`` begins with, in their roles; () where one of them is no name of the lexicon."""
    match = acting_rule().pattern.match(text[start:end].lstrip())
    if match is None:
        return ()
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    role, beside = _ROLES[match["verb"]]
    first = [Named(piece, role) for piece in _names(text, begin, begin + match.end("units"))]
    if not beside:
        return tuple(first)
    second = _name_at(text, begin + match.end("verb"), end)
    return (*first, Named(second, beside)) if first and second else ()


def acting_rule() -> Rule:
    """The rule of such a sentence."""
    return next(rule for rule in wordings("prose") if rule.id == "prose-acting")


def _names(text: str, start: int, end: int) -> Iterator[Piece]:
    pieces = [piece for begin, stop in _parts(text, start, end) for piece in pieces_of(text, begin, stop, "、")]
    if pieces and all(read_name(piece.name) is not None for piece in pieces):
        yield from pieces


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for part in text[start:end].split("、"):
        yield begin, begin + len(part)
        begin += len(part) + 1


def _name_at(text: str, start: int, end: int) -> Piece | None:
    """The longest name of the lexicon that begins there."""
    for stop in range(min(end, start + _LONGEST_NAME), start + 2, -1):
        if read_name(text[start:stop]) is not None:
            return Piece(start, stop, text[start:stop])
    return None
