"""Text → provision tree. Depth comes from the order in which numbering styles nest, not from the numbers:
missing, repeated and restarting numbers still give one place each. Ids are positions, "3.3.3"; annexes "A1.2".
"""

import re
from collections.abc import Iterator, Sequence

from kb.models import Outline, Provision, Span, span_of
from kb.parsing.headings import Heading, heading_of, styles
from kb.parsing.lines import Line, logical_lines
from kb.parsing.tables import Row, find_tables

_ROW_RANK = 20
_REST = "rest"
_LEVELS = ("part", "section", "item")
_ANNEX_LIST = re.compile(r"^附(?:件|表|录)[:：]\s*(?:1[.．、])?")
_INLINE = re.compile(r"[。；：）)\]］〕】\s](?=[（(〔]?[一二三四五六七八九十\d]{1,3}(?:[）)〕]|[、.．]))")


def parse_outline(text: str) -> Outline:
    """The provisions of ``text``. Their own texts in order give back ``text``; arbitrary text gives a front only."""
    rows = find_tables(text)
    headings = sorted([*_headings(text, rows), *map(_row_heading, rows)], key=lambda heading: heading.start)
    headings = list(_with_rests(text, headings, rows)) or list(_paragraphs(text))
    return Outline(text, tuple(_provisions(text, headings)))


def _row_heading(row: Row) -> Heading:
    """A table row is a provision of its own, below whatever heading stands over it."""
    number = str(row.ordinal)
    return Heading(
        "row", _ROW_RANK, number, row.ordinal, row.start, row.title_start, row.title_end, row.title_end, True, False
    )


def _paragraphs(text: str) -> Iterator[Heading]:
    """A text without any numbered heading: every line is a nameless provision, so that each can be cited by itself."""
    for line in logical_lines(text):
        yield Heading(_REST, _ROW_RANK, "", 0, line.start, line.start, line.start, line.start, False, False)


def _with_rests(text: str, headings: Sequence[Heading], rows: Sequence[Row]) -> Iterator[Heading]:
    """The headings, and a nameless one where text goes on below a table: its last row must not swallow the signature."""
    ends = {row.start: row.end for row in rows}
    followed_by = [*(h.start for h in headings[1:]), len(text)][: len(headings)]
    for heading, following in zip(headings, followed_by, strict=True):
        yield heading
        rest = ends.get(heading.start, following)
        while rest < following and text[rest].isspace():
            rest += 1
        if rest < following:
            yield Heading(_REST, _ROW_RANK, "", 0, rest, rest, rest, rest, False, False)


def _headings(text: str, rows: Sequence[Row]) -> Iterator[Heading]:
    """Headings in order, annex lists and table rows left out, run-together lines opened where the count goes on."""
    covered = iter(rows)
    row = next(covered, None)
    expected_annex = 0
    last: dict[str, int] = {}
    begun = False
    for line in logical_lines(text):
        while row is not None and row.end <= line.start:
            row = next(covered, None)
        if row is not None and row.start <= line.start:
            continue
        heading = heading_of(text, line)
        if _ANNEX_LIST.match(text[line.start : line.start + 12]) and heading is None:
            expected_annex = 2
            continue
        if heading is not None and expected_annex and heading.style == "item" and heading.ordinal == expected_annex:
            expected_annex += 1
            continue
        expected_annex = 0
        if heading is not None and _plausible(heading, last) and (begun or heading.rank > 0):
            begun = True
            last[heading.style] = heading.ordinal
            yield heading
        for inner in _inline(text, line, last):
            last[inner.style] = inner.ordinal
            yield inner


def _plausible(heading: Heading, last: dict[str, int]) -> bool:
    """A decimal number must count on or restart; every other style is taken as printed, unless its rule says otherwise."""
    if heading.follows:
        return heading.ordinal == last.get(heading.style, 0) + 1 > 1
    if not heading.style.startswith("decimal"):
        return True
    return heading.ordinal == 1 or last.get(heading.style, 0) + 1 >= heading.ordinal


def _inline(text: str, line: Line, last: dict[str, int]) -> Iterator[Heading]:
    """Headings inside a line whose break was lost: only a number that follows the last one of its style."""
    if not last or line.end - line.start < 40:
        return
    soft = {style.id for style in styles() if style.extra.get("soft")}
    for mark in _INLINE.finditer(text, line.start, line.end):
        heading = heading_of(text, Line(mark.end(), line.end, soft=True))
        if heading is None or heading.style not in soft or heading.ordinal != last.get(heading.style, -1) + 1:
            continue
        if heading.titled and heading.title_end - heading.title_start >= 2:
            yield heading
            last[heading.style] = heading.ordinal


def _provisions(text: str, headings: Sequence[Heading]) -> Iterator[Provision]:
    first = headings[0].start if headings else len(text)
    own_ends = [*(h.start for h in headings[1:]), len(text)][: len(headings)]
    ends = _ends(headings, len(text))
    yield Provision("", "document", "", "", None, 0, 0, len(text), Span(0, 0, ""), 0)
    if first:
        yield Provision("front", "front", "", "", "", 0, first, first, Span(0, 0, ""), 0)
    for heading, own_end, end, (place, level) in zip(headings, own_ends, ends, _places(headings), strict=True):
        listed = heading.style != _REST and (
            heading.rank <= 5 or _is_listed(text, heading, own_end, has_children=end > own_end)
        )
        title_end = heading.title_end if listed else heading.title_start
        title = re.sub(r"\s+", "", text[heading.title_start : title_end])
        yield Provision(
            id=place,
            level=level if listed else "point",
            number=heading.number.strip(),
            title=title or (_first_clause(text, heading, own_end) if listed else ""),
            parent=place.rpartition(".")[0],
            start=heading.start,
            own_end=own_end,
            end=end,
            heading=span_of(text, heading.start, title_end),
            body_start=heading.body_start if listed else heading.title_start,
            listed=listed,
        )


def _places(headings: Sequence[Heading]) -> Iterator[tuple[str, str]]:
    """Id and level of each heading: its position among the headings under the same parent."""
    stack: list[tuple[int, str]] = [(-1, "")]
    children: dict[str, int] = {}
    annexes = 0
    for heading in headings:
        while len(stack) > 1 and stack[-1][0] >= heading.rank:
            stack.pop()
        parent = stack[-1][1]
        if heading.rank == 0:
            annexes += 1
            place, level = f"A{annexes}", "annex"
        else:
            children[parent] = children.get(parent, 0) + 1
            place = f"{parent}.{children[parent]}".lstrip(".")
            level = _LEVELS[min(len(stack) - 1, 2)]
        stack.append((heading.rank, place))
        yield place, level


def _ends(headings: Sequence[Heading], text_end: int) -> list[int]:
    """Where each heading's provision ends, everything inside it included."""
    ends = [text_end] * len(headings)
    open_indexes: list[int] = []
    for index, heading in enumerate(headings):
        while open_indexes and headings[open_indexes[-1]].rank >= heading.rank:
            ends[open_indexes.pop()] = heading.start
        open_indexes.append(index)
    return ends


def _is_listed(text: str, heading: Heading, own_end: int, has_children: bool) -> bool:
    """Whether a numbered line is a heading of its own: not when it is one sentence of an enumeration."""
    body = text[heading.body_start : own_end].strip()
    if has_children or (heading.titled and body):
        return True
    rest = text[heading.title_start : own_end].strip()
    return bool(rest) and not re.fullmatch(r"[^。；;]*[。；;][和及]?", rest)


def _first_clause(text: str, heading: Heading, own_end: int) -> str:
    """A name for a numbered provision without a title: its first clause."""
    rest = text[heading.title_start : min(own_end, heading.title_start + 60)]
    return re.split(r"[，。；：\n（(]", rest.strip(), maxsplit=1)[0]
