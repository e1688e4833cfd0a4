"""A logical line → the heading it opens, by the numbering styles of headings.yaml."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kb.numerals import parse_ordinal
from kb.parsing.lines import Line
from kb.rules import Rule, load_rules, load_yaml

_DATA = Path(__file__).with_name("headings.yaml")
_OPENING, _CLOSING = "（([［〔【《〈“‘", "）)]］〕】》〉”’"


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: ``number`` as printed at ``start``, title ``title_start..title_end``, body from ``body_start``.

    ``titled`` is false when the whole line is content. ``sole`` is true when the line ends with the title. ``follows``:
    it is a heading only if its number follows the last one of its style.
    """

    style: str
    rank: int
    number: str
    ordinal: int
    start: int
    title_start: int
    title_end: int
    body_start: int
    titled: bool
    sole: bool
    follows: bool = False


@cache
def styles() -> tuple[Rule, ...]:
    """The numbering styles in the order they are tried."""
    return load_rules(_DATA)


@dataclass(frozen=True, slots=True)
class _TitleRules:
    """The ``title`` entry of headings.yaml; lengths in characters."""

    longest: int
    longest_line: int
    longest_before_colon: int
    statement: re.Pattern[str]
    duty: re.Pattern[str]


@cache
def _title_rules() -> _TitleRules:
    data = load_yaml(_DATA)["title"]
    patterns = {name: re.compile(data[name]) for name in ("statement", "duty")}
    return _TitleRules(data["longest"], data["longest_line"], data["longest_before_colon"], **patterns)


def heading_of(text: str, line: Line) -> Heading | None:
    """The heading that ``line`` opens, or None."""
    head = text[line.start : min(line.end, line.start + 80)]
    for style in styles():
        match = style.pattern.match(head)
        if match is None or (style.id == "annex" and line.end - line.start > 80):
            continue
        number = match[1]
        components = re.findall(r"\d+", number) if style.id == "decimal" else []
        rank = int(style.extra["rank"]) + max(0, len(components) - 1)
        ordinal = int(components[-1]) if components else parse_ordinal(number) or 0
        name = str(style.extra.get("style", style.id))
        heading = _with_title(text, line, f"{name}{len(components) or ''}", rank, number, ordinal)
        return replace(heading, follows=True) if style.extra.get("follows") else heading
    return None


def _with_title(text: str, line: Line, style: str, rank: int, number: str, ordinal: int) -> Heading:
    start = line.start + len(number)
    while start < line.end and text[start].isspace():
        start += 1
    end, body = title_end(text, start, line.end)
    titled = end > start or rank <= 4
    return Heading(style, rank, number, ordinal, line.start, start, end, body, titled, body >= line.end)


def title_end(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the title that begins at ``start`` ends, and where the body begins; ``(start, start)`` when it has none."""
    rules = _title_rules()
    window = text[start : min(end, start + rules.longest + 260)]
    opened = rules.statement.search(window)
    limit = opened.start() if opened else len(window)
    for i, char in _outside_brackets(window[:limit]):
        if char == "。" and i <= rules.longest:
            return start + i, start + i + 1
        if char in "。；;":
            return start, start
        if char in "：:" and _ends_title(window, i, rules):
            return start + i, start + i + 1
    if opened:
        return (start + limit, start + limit) if limit <= rules.longest_line else (start, start)
    return (end, end) if end - start <= rules.longest_line else (start, start)


def _outside_brackets(window: str) -> Iterator[tuple[int, str]]:
    depth = 0
    for i, char in enumerate(window):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            yield i, char


def _ends_title(window: str, colon: int, rules: _TitleRules) -> bool:
    """Whether the colon ends a title: a short one, or units whose duties follow."""
    short = colon <= rules.longest_before_colon or (colon <= rules.longest and rules.duty.match(window, colon))
    return bool(short) and "，" not in window[:colon]
