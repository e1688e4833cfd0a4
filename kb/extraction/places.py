"""Where to read in a provision: its body without responsibility statements, its title without the number."""

from bisect import bisect_right
from collections.abc import Iterator

from kb.models import DocumentContext, Provision

_EDGE = " \t　\xa0\r，,、：:）)"


def bodies(context: DocumentContext, provision: Provision) -> Iterator[tuple[int, int]]:
    """Start and end of the stretches of ``provision``'s own text behind its heading, responsibility statements
    (``context.statements``, in order) cut out."""
    position, end = provision.body_start, provision.own_end
    statements = context.statements
    index = bisect_right(statements, position, key=lambda statement: statement.end)
    while index < len(statements) and statements[index].start < end:
        yield position, max(position, statements[index].start)
        position = max(position, statements[index].end)
        index += 1
    yield min(position, end), end


def title_place(provision: Provision) -> tuple[int, int]:
    """Where the title of ``provision`` stands in its heading, behind the number."""
    quote, start = provision.heading.quote, provision.heading.start
    behind = max(quote.find(provision.number), 0) + len(provision.number)
    first, last = trimmed(quote, behind, len(quote))
    return start + first, start + last


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``start..end`` without punctuation and blanks at its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
