"""The text of a document as blocks, lines and segments, each segment with the facts that cover it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.listing import Row

# Depth of a heading in HTML by its level in the document; h1 is the title of the page.
_LEVELS = {"part": 2, "annex": 2, "section": 3, "item": 4, "point": 5}
_AFTER_HEADING = "。．：:；"


@dataclass(frozen=True)
class Segment:
    """A stretch with the same facts throughout: their ``kinds`` and ``labels``. ``first``: the quotation begins here."""

    text: str
    kinds: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    cited: bool = False
    first: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the text."""

    segments: tuple[Segment, ...]
    heading: bool = False


@dataclass(frozen=True)
class Block:
    """A provision, or text outside provisions ("")."""

    provision: str
    level: int
    title: str
    label: str
    lines: tuple[Line, ...]


def blocks_of(
    text: str, provisions: Sequence[Row], facts: Sequence[Row], cited: tuple[int, int] | None = None
) -> list[Block]:
    """``text`` in blocks, nothing left out but white space between lines.

    :param provisions: of this document, in order; each covers its own text without its children.
    :param cited: start and end of the quotation to mark.
    """
    marker = _Marker(text, facts, cited)
    found: list[Block] = []
    position = 0
    for row in provisions:
        found += _loose(marker, position, row["start"])
        found.append(_block(marker, row))
        position = max(position, row["end"])
    return [*found, *_loose(marker, position, len(text))]


def _loose(marker: "_Marker", start: int, end: int) -> Iterator[Block]:
    if marker.text[start:end].strip():
        yield Block("", 0, "", "", tuple(marker.lines(start, end)))


def _block(marker: "_Marker", row: Row) -> Block:
    level = _LEVELS.get(row["level"], 0) if row["title"] else 0
    start, end = row["start"], row["end"]
    body = start + len(row["heading"]) if level and marker.text.startswith(row["heading"], start) else start
    # Where the text runs on after the heading on the same line, the mark between them stays with the heading.
    while start < body < end and marker.text[body] in _AFTER_HEADING:
        body += 1
    heading = [Line(line.segments, heading=True) for line in marker.lines(start, body)]
    label = " ".join(row["heading"].split()) or row["section"]
    return Block(row["section"], level, row["title"], label, (*heading, *marker.lines(body, end)))


class _Marker:
    """Cuts a text where a fact, or the quotation, begins or ends."""

    def __init__(self, text: str, facts: Sequence[Row], cited: tuple[int, int] | None) -> None:
        self.text = text
        self._facts = sorted(facts, key=lambda fact: (fact["start"], fact["end"]))
        self._cited = cited or (-1, -1)
        edges = {edge for fact in facts for edge in (fact["start"], fact["end"])} | set(self._cited)
        self._edges = sorted(edges)

    def lines(self, start: int, end: int) -> Iterator[Line]:
        """The lines of a stretch that are not blank."""
        position = start
        for line in self.text[start:end].split("\n"):
            if line.strip():
                yield Line(tuple(self._segments(position, position + len(line))))
            position += len(line) + 1

    def _segments(self, start: int, end: int) -> Iterator[Segment]:
        covering = [fact for fact in self._facts if fact["start"] < end and start < fact["end"]]
        cuts = [start, *self._edges[bisect_right(self._edges, start) :], end]
        for left, right in zip(cuts, cuts[1:], strict=False):
            right = min(right, end)
            if left >= end:
                return
            over = [fact for fact in covering if fact["start"] < right and left < fact["end"]]
            kinds = tuple(dict.fromkeys(fact["kind"] for fact in over))
            labels = tuple(dict.fromkeys(fact["label"] for fact in over))
            cited = self._cited[0] < right and left < self._cited[1]
            yield Segment(self.text[left:right], kinds, labels, cited, cited and left == self._cited[0])
