"""Unit names that run together without a separator, as in table cells: 市工信局市委网信办."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from kb.units.lexicon import load_lexicon
from kb.units.reading import read_name
from kb.units.recognition import has_head, holds_boundary, is_collective, level_prefix

_LONGEST_NAME = 26
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
    """The cheapest row of names that makes up the text, by dynamic programming from the end; [] when there is none.

    A name begins and ends where a head ends, so only those places are tried.
    """
    cuts = [0, *_head_ends(text)]
    if cuts[-1] != len(text):
        return []
    best: dict[int, tuple[int, int]] = {len(text): (0, len(text))}
    for start in reversed(cuts[:-1]):
        rows = [
            (_price(text[start:end], first=start == 0) + best[end][0], end)
            for end in cuts
            if start < end <= start + _LONGEST_NAME and end in best
        ]
        if rows and min(rows)[0] < _IMPOSSIBLE:
            best[start] = min(rows)
    return list(_pieces(text, best)) if 0 in best else []


def _pieces(text: str, best: Mapping[int, tuple[int, int]]) -> Iterator[str]:
    start = 0
    while start < len(text):
        yield text[start : best[start][1]]
        start = best[start][1]


def _head_ends(text: str) -> list[int]:
    heads = load_lexicon().organisation_heads + load_lexicon().place_heads
    return [end for end in range(2, len(text) + 1) if text.endswith(heads, 0, end)]


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
    unknown = level_prefix(piece) and has_head(piece) and not piece.endswith(load_lexicon().place_heads)
    return _UNKNOWN if unknown and not holds_boundary(piece) else _IMPOSSIBLE
