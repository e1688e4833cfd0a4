"""Titles in 《》 with what is printed right behind them: number, edition, article, short name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

_DATA = Path(__file__).parent / "patterns" / "citations.yaml"
_BLOCK = re.compile(r"[（(](?:[^（）()\n]|[（(][^（）()\n]{0,40}[）)]){1,150}+[）)]")
_BLOCKS_AFTER_TITLE = 3
_BEFORE_ARTICLE = re.compile(r"[ 　]?[的中]?")
# Blanks matter only between Latin words and figures; elsewhere they are left over from a line break.
_STRAY_BLANK = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Mention:
    """One title in 《》 at ``start``; ``title_end`` is behind 》, ``end`` behind number, edition and article."""

    start: int
    title_end: int
    end: int
    title: str
    number: str | None = None
    article: str | None = None
    short_name: str | None = None
    short_is_plain: bool = False


@cache
def rule_of(kind: str) -> Rule:
    """The rule of citations.yaml that serves the step ``kind``."""
    return next(rule for rule in load_rules(_DATA) if rule.extra["kind"] == kind)


def mentions(text: str) -> Iterator[Mention]:
    """Titles in order; a title inside another, or inside the brackets read with one, is no mention of its own."""
    position = 0
    while found := rule_of("title").pattern.search(text, position):
        mention = _read(text, found)
        position = mention.end
        if mention.title:
            yield mention


def clean_title(printed: str) -> str:
    """``printed`` without the blanks that a line break left in it."""
    return _STRAY_BLANK.sub("", printed)


def _read(text: str, found: re.Match[str]) -> Mention:
    number = short = None
    plain = False
    end = number_end = found.end()
    if bare := rule_of("number").pattern.match(text, end):
        number, end = bare["number"], bare.end()
    for _ in range(_BLOCKS_AFTER_TITLE):
        block = _BLOCK.match(text, end)
        if block is None:
            break
        in_number = rule_of("number").pattern.search(block[0])
        in_short = rule_of("short_name").pattern.search(block[0])
        if not (in_number or in_short or rule_of("edition").pattern.match(block[0])):
            break
        number = number or (in_number["number"] if in_number else None)
        if in_short:
            short = in_short["bracketed"] or in_short["quoted"] or in_short["plain"]
            plain = in_short["bracketed"] is None
        end = block.end()
    article, end = _article(text, end)
    return Mention(
        found.start(),
        number_end,
        end,
        clean_title(found[1]),
        _squeezed(number),
        article,
        short and clean_title(short),
        plain,
    )


def _article(text: str, position: int) -> tuple[str | None, int]:
    gap = _BEFORE_ARTICLE.match(text, position)
    found = rule_of("article").pattern.match(text, gap.end() if gap else position)
    return (found[0], found.end()) if found else (None, position)


def _squeezed(number: str | None) -> str | None:
    return clean_title(number) if number else None
