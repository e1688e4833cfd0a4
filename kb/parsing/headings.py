"""A logical line → the heading it opens, by the numbering styles of headings.yaml."""

import re
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


@cache
def _title_rules() -> tuple[int, int, int, re.Pattern[str]]:
    data = load_yaml(_DATA)["title"]
    return data["longest"], data["longest_line"], data["longest_before_colon"], re.compile(data["statement"])


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
    longest, longest_line, before_colon, statement = _title_rules()
    window = text[start : min(end, start + longest + 260)]
    opened = statement.search(window)
    limit = opened.start() if opened else len(window)
    depth = 0
    for i, char in enumerate(window[:limit]):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and char in "。；;":
            if char == "。" and i <= longest:
                return start + i, start + i + 1
            return start, start
        elif depth == 0 and char in "：:" and i <= before_colon and "，" not in window[:i]:
            return start + i, start + i + 1
    if opened:
        return (start + limit, start + limit) if limit <= longest_line else (start, start)
    return (end, end) if end - start <= longest_line else (start, start)
