"""The lines of a document's head and foot, told apart: title, number, addressees, signature, date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from pathlib import Path

from kb.models import Outline
from kb.parsing.headings import heading_of
from kb.parsing.lines import Line, logical_lines
from kb.rules import Rule, load_rules
from kb.units.naming import looks_like_unit
from kb.units.recognition import has_head

_DATA = Path(__file__).parent / "patterns" / "metadata.yaml"
_FOOT_CHARS = 4000
_HEAD_LINES = 80
_LONGEST_TITLE_LINES = 5
_SHORT_LINE = 10


@cache
def rule(rule_id: str) -> Rule:
    """The metadata rule with this id."""
    return {item.id: item for item in load_rules(_DATA)}[rule_id]


@dataclass(frozen=True)
class Head:
    """The head of a document as strings without blanks; empty when it has none."""

    title: str
    number: str | None
    addressees: str
    later_titles: tuple[str, ...]


def head_lines(outline: Outline) -> list[str]:
    """The lines before the first heading, white space inside them kept."""
    # A text without headings is all head: its lines are told apart by what they say.
    headed = any(provision.listed and provision.id for provision in outline.provisions if provision.level != "front")
    front = outline.by_id("front") if outline.has("front") else None
    end = len(outline.text) if not headed else front.own_end if front else 0
    lines = takewhile(lambda line: line.end <= end, logical_lines(outline.text))
    return [outline.text[line.start : line.end] for line in islice(lines, _HEAD_LINES)]


def read_head(lines: Sequence[str]) -> Head:
    """Title, number and addressees from the head's lines, and further title lines (a plan under its notice)."""
    number = next((m["number"] for line in lines[:12] if (m := rule("number").pattern.search(_tight(line)))), None)
    addressees = next((_tight(line) for line in lines if rule("addressees").pattern.search(_tight(line))), "")
    titles = _titles(lines)
    return Head(titles[0] if titles else _first_text(lines), number, addressees, tuple(titles[1:]))


def _titles(lines: Sequence[str]) -> list[str]:
    """Every run of short lines that ends like a title; the number in brackets behind it is left out."""
    titles: list[str] = []
    run: list[str] = []
    # A run that ends like a title and could still go on: it is one when something else follows.
    unfinished = ""
    closed = False
    for line in [*lines, "。"]:
        tight = _without_number(_tight(line))
        if not tight or _is_matter(tight):
            titles += [unfinished] if unfinished else []
            run, unfinished, closed = [], "", False
            continue
        if not run and closed and _goes_on(titles[-1], tight):
            titles[-1] += tight
            continue
        closed = False
        run = [*run[-_LONGEST_TITLE_LINES + 1 :], tight]
        whole = "".join(run)
        if rule("title-end").pattern.search(tight):
            unfinished = whole
            if not rule("unfinished-title").pattern.search(whole):
                titles.append(whole)
                run, unfinished, closed = [], "", True
    return titles


def _goes_on(title: str, tight: str) -> bool:
    """Whether the line right below a title belongs to it: （试行）, or a last few characters (…督察报告 / 整改方案)."""
    if rule("title-tail").pattern.search(tight):
        return "公开" not in tight
    short = len(tight) <= _SHORT_LINE and bool(rule("title-end").pattern.search(tight))
    return short and not rule("covering").pattern.search(title)


def _is_matter(tight: str) -> bool:
    """Whether the line is something else than a piece of a title."""
    if tight.endswith(("。", "：", ":", "；", "；")) or len(tight) > 300:
        return True
    return any(rule(name).pattern.search(tight) for name in ("date-line", "addressees"))


def _without_number(tight: str) -> str:
    match = rule("number").pattern.search(tight)
    return tight if match is None else (tight[: match.start()] + tight[match.end() :]).strip("（）()【】[]")


def _first_text(lines: Sequence[str]) -> str:
    return next((_tight(line) for line in lines if not _is_matter(_tight(line)) and _without_number(_tight(line))), "")


def signature(outline: Outline) -> tuple[tuple[str, ...], str | None]:
    """The signing bodies and the date line below them: in the head when it has one, else at the foot."""
    head = head_lines(outline)
    foot_start = max(0, len(outline.text) - _FOOT_CHARS)
    foot = [outline.text[foot_start + a.start : foot_start + a.end] for a in logical_lines(outline.text[foot_start:])]
    for lines in (head, foot):
        for index, line in enumerate(lines):
            match = rule("date-line").pattern.search(_tight(line))
            if match:
                return _signed_above(lines[:index]), match["date"]
    adopted = next((m for line in head if (m := rule("adopted").pattern.search(_tight(line)))), None)
    if adopted is None:
        return (), None
    return (adopted["body"] + adopted["organ"],) if adopted["organ"] else (), adopted["date"]


def _signed_above(lines: Sequence[str]) -> tuple[str, ...]:
    signed: list[str] = []
    for line in reversed(lines):
        tight = _tight(line)
        stop = (
            "\t" in line
            or not (looks_like_unit(tight) or has_head(tight))
            or len(tight) > 30
            or re.search(r"[，。：；:《》（(]", tight)
            or heading_of(tight, Line(0, len(tight)))
        )
        if stop or rule("title-end").pattern.search(tight) or rule("number").pattern.search(tight):
            break
        signed.append(tight)
    return tuple(reversed(signed))


def _tight(line: str) -> str:
    return re.sub(r"\s+", "", line)
