"""Lines that look like a fact and yielded none: reported, never dropped silently."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kb.models import Assignment, Citation, Deadline, Outline, Span, Unparsed, span_of
from kb.parsing.lines import logical_lines
from kb.rules import load_rules

_DATA = Path(__file__).parent / "patterns" / "unparsed.yaml"


def find_unparsed(
    outline: Outline,
    assignments: Sequence[Assignment],
    deadlines: Sequence[Deadline],
    citations: Sequence[Citation],
) -> Iterator[Unparsed]:
    """Lines of the kinds of unparsed.yaml that no fact of that kind touches."""
    statements = [assignment.statement for assignment in assignments]
    touched = {
        "responsibility": _sorted(statements),
        "date": _sorted([*(d.span for d in deadlines), *(a.statement for a in assignments if a.deadline_text)]),
        "citation": _sorted(citation.span for citation in citations),
    }
    for line in logical_lines(outline.text):
        for rule in load_rules(_DATA):
            kind = str(rule.extra["kind"])
            match = rule.pattern.search(outline.text[line.start : line.end])
            if match and not _touches(touched[kind], line.start, line.end):
                yield Unparsed(kind, span_of(outline.text, line.start, line.end))


def _sorted(spans: Iterable[Span]) -> list[tuple[int, int]]:
    return sorted((span.start, span.end) for span in spans)


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span overlaps ``start..end``; spans are sorted and do not nest deeply."""
    index = bisect_right(spans, (end,))
    return any(spans[i][1] > start for i in range(max(0, index - 3), index))
