"""Deadlines: the dates in tasks by which something is due. What a plan's own period implies is left to inference."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.extraction.deadlines_due import dealt_out, due_of
from kb.extraction.deadlines_evidence import Place, evidence, places
from kb.models import Deadline, DocumentContext, Outline, Span, span_of, trimmed_span
from kb.numerals import find_dates
from kb.parsing import purpose_of
from kb.parsing.tables import find_tables

_COLUMN_RULE = "deadline-column"
_LABEL_RULES = ("deadline-label", "deadline-stage", _COLUMN_RULE)
_LISTED_WITH = re.compile(r"[、和与及]")
# A date in its place, and the rule that makes it a deadline.
_Found = tuple[Place, str]
_UNTIL = re.compile(r"[到至]$")


def extract_deadlines(context: DocumentContext) -> tuple[Deadline, ...]:
    """The deadlines printed in provisions that order something, in text order.

    ``due`` says what is due, ``text`` is the date as printed, ``span`` holds both. Dates of what happened, starts,
    as-of days, comparisons, rhythms (每年) and the years of development plans are no deadlines.
    """
    outline, info = context.outline, context.info
    text = outline.text
    cells = _deadline_cells(text)
    own_title = f"{info.title}{info.other_title or ''}"
    ordering = [p for p in places(text, find_dates(text, info.issued, info.period)) if _orders(outline, p)]
    rules = [_column_rule(cells, place) or evidence(text, place, info.issued, own_title) for place in ordering]
    _share(text, ordering, rules)
    found = [(place, rule) for place, rule in zip(ordering, rules, strict=True) if rule]
    return tuple(_distinct(pair for listed in _lists(text, found) for pair in _deadlines(outline, listed)))


def _share(text: str, ordering: Sequence[Place], rules: list[str | None]) -> None:
    """Dates in one list are deadlines together: 到2023年和2025年, 2023年、2025年底前."""
    for index in range(1, len(ordering)):
        if rules[index - 1] and not rules[index] and _listed(text, ordering[index - 1], ordering[index]):
            rules[index] = rules[index - 1]
    for index in range(len(ordering) - 1, 0, -1):
        if rules[index] and not rules[index - 1] and _listed(text, ordering[index - 1], ordering[index]):
            rules[index - 1] = rules[index]


def _orders(outline: Outline, place: Place) -> bool:
    return purpose_of(outline, outline.at(place.mention.start)) == "task"


def _deadline_cells(text: str) -> list[tuple[int, int]]:
    """The cells of task tables that hold deadlines, in order."""
    return [(cell.start, cell.end) for row in find_tables(text) for cell in row.cells if "deadline" in cell.columns]


def _column_rule(cells: Sequence[tuple[int, int]], place: Place) -> str | None:
    index = bisect_right(cells, (place.mention.start, place.mention.end)) - 1
    inside = index >= 0 and cells[index][0] <= place.mention.start < cells[index][1]
    return _COLUMN_RULE if inside else None


def _listed(text: str, place: Place, following: Place) -> bool:
    """Whether the next date shares this one's wording: 2023年、2025年底前."""
    return bool(_LISTED_WITH.fullmatch(text, place.mention.end, following.mention.start))


def _lists(text: str, found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """The deadlines in runs of dates listed together."""
    run: list[_Found] = []
    for item in found:
        if run and not _listed(text, run[-1][0], item[0]):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _distinct(deadlines: Iterable[tuple[Deadline, Span]]) -> Iterator[Deadline]:
    """Every span once: of two dates in one clause the second keeps only its own words."""
    seen: set[Span] = set()
    for deadline, printed in deadlines:
        found = replace(deadline, span=printed) if deadline.span in seen else deadline
        seen.add(found.span)
        yield found


def _deadlines(outline: Outline, listed: Sequence[_Found]) -> Iterator[tuple[Deadline, Span]]:
    """One deadline for each date of a list, and where the date is printed; 分别 gives each date its own object."""
    text, (last, rule) = outline.text, listed[-1]
    provision = outline.at(last.mention.start)
    due, start, end = due_of(text, last, provision, first=listed[0][0], labelled=rule in _LABEL_RULES)
    for (place, own_rule), own_due in zip(listed, dealt_out(due, len(listed)), strict=True):
        mention = place.mention
        until = bool(_UNTIL.search(text, mention.start - 1, mention.start))
        printed = span_of(text, mention.start - until, mention.end)
        found = Deadline(
            provision=provision.id,
            due=own_due,
            date=mention.date,
            text=printed.quote,
            precision=mention.precision,
            approximate=mention.approximate,
            inherited=False,
            span=trimmed_span(text, min(start, printed.start) if place is last else printed.start, end),
            rule=own_rule,
        )
        yield found, printed
