"""Unit names that run together without a separator, as in table cells: 市工信局市委网信办."""

import re
from functools import lru_cache

from kb.units.reading import read_name
from kb.units.recognition import has_head, holds_boundary, is_collective, level_prefix

_LONGEST_NAME = 40
_LONGEST_TEXT = 600
_SEPARATED = re.compile(r"[\s、，,；;。：:]")
_KNOWN, _UNKNOWN, _IMPOSSIBLE = 1, 9, 10**6
# heads after which a name without a prefix may follow and begin a new unit; divisions belong to what stands before
_PLAIN_HEADS = ("局", "委", "办", "部", "厅", "委员会", "总局")


def split_abutting(text: str) -> list[str]:
    """The names that ``text`` runs together, in order; ``[text]`` when it is one name or cannot be split.

    Nothing is lost: ``"".join(split_abutting(text)) == text``.
    """
    if len(text) > _LONGEST_TEXT or _SEPARATED.search(text) or read_name(text) is not None:
        return [text]
    return _cheapest(text) or [text]


def _cheapest(text: str) -> list[str]:
    """The cheapest row of names that makes up the text, by dynamic programming from the end; [] when there is none."""
    cost = [_IMPOSSIBLE] * len(text) + [0]
    until = [len(text)] * len(text)
    for start in range(len(text) - 1, -1, -1):
        for end in range(min(len(text), start + _LONGEST_NAME), start + 1, -1):
            if (
                cost[end] < _IMPOSSIBLE
                and (found := _price(text[start:end], first=start == 0) + cost[end]) < cost[start]
            ):
                cost[start], until[start] = found, end
    pieces: list[str] = []
    start = 0
    while cost[0] < _IMPOSSIBLE and start < len(text):
        pieces.append(text[start : until[start]])
        start = until[start]
    return pieces


@lru_cache(maxsize=65536)
def _price(piece: str, *, first: bool) -> int:
    """What a piece costs as one name of the row: a known name is cheap, an unknown one dear, a non-name impossible."""
    reading = read_name(piece)
    if piece.startswith("各"):
        return _KNOWN if is_collective(piece) and not holds_boundary(piece) else _IMPOSSIBLE
    if reading is not None:
        prefixed = reading.prefix or reading.own or reading.level == "state"
        plain = piece.endswith(_PLAIN_HEADS) and not piece.endswith("管理局")
        return _KNOWN if first or prefixed or plain else _IMPOSSIBLE
    if level_prefix(piece) and has_head(piece) and not holds_boundary(piece):
        return _UNKNOWN
    return _IMPOSSIBLE
