"""What all figures of one document are read against: the text, its dates, and the stretches that measure nothing."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kb.extraction.figures_data import plain_text
from kb.extraction.figures_quantities import Stops, stops_of
from kb.models import DocumentContext, Outline
from kb.numerals import DateMention, find_dates

SENTENCE_ENDS = "。；;！？!?\n"
REACH = 400
_FULL_STOPS = "。！？!?\n"
_COUNTED = re.compile(r"[ 　]*截[止至]")

_TITLE = re.compile(r"《[^《》\n]{1,120}》")
# A statement set apart from the text; one in prose or a whole table row states figures like any other text.
_ROSTER = re.compile(r"[（(〔\[【﹝]|.{0,12}(?:单位|部门|分工|主体|机构|负责)\s*[:：]")
_SOME_YEAR = 2000


@dataclass(frozen=True)
class Scene:
    """``plain`` is the text with full-width signs made plain; ``dates`` are those outside titles, in order."""

    outline: Outline
    plain: str
    dates: tuple[DateMention, ...]
    stops: Stops

    def dates_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The places of the dates that begin in ``start..end``."""
        index = bisect_left(self.dates, start, key=lambda mention: mention.start)
        while index < len(self.dates) and self.dates[index].start < end:
            yield self.dates[index].start, self.dates[index].end
            index += 1

    def sentence_start(self, position: int, floor: int) -> int:
        """Where the sentence around ``position`` begins, not before ``floor``."""
        floor = max(floor, position - REACH)
        return max(floor, *(self.plain.rfind(mark, floor, position) + 1 for mark in SENTENCE_ENDS))

    def day_counted(self, start: int, floor: int) -> int:
        """Where the sentences that semicolons join up to ``start`` begin, if they open with the day of a count that holds on
        (截至2024年底，……；占比58%); else ``start``."""
        begin = max(floor, *(self.plain.rfind(mark, floor, start) + 1 for mark in _FULL_STOPS))
        holds = _COUNTED.match(self.plain, begin) and len(list(self.dates_between(begin, start))) == 1
        return begin if holds else start

    def clause_end(self, position: int, ceiling: int) -> int:
        """Where the clause around ``position`` ends, not after ``ceiling``."""
        ceiling = min(ceiling, position + REACH)
        return min(
            (at for mark in "，。；、\n" if (at := self.plain.find(mark, position, ceiling)) >= 0), default=ceiling
        )


def scene_of(context: DocumentContext, tables: Iterable[tuple[int, int]]) -> Scene:
    """The scene of a document, its ``tables`` left to their own reader.

    Dates need no true year here, only their places, so a missing day of issue is made up.
    """
    text, info = context.outline.text, context.info
    reference = info.issued or date(info.period[0] if info.period else _SOME_YEAR, 1, 1)
    dates = find_dates(text, reference, info.period)
    plain = plain_text(text)
    titles = Stops(match.span() for match in _TITLE.finditer(plain))
    statements = ((s.start, s.end) for s in context.statements if _ROSTER.match(s.quote))
    stops = stops_of(plain, [*((mention.start, mention.end) for mention in dates), *statements, *tables])
    return Scene(context.outline, plain, tuple(d for d in dates if not titles.covers(d.start, d.end)), stops)
