"""The numbers Word prints before automatically numbered paragraphs; they are in no run of the text.

Restored: the level text of ``numbering.xml`` (``%1、`` ``（%1）`` ``第%1章`` ``%1.%2`` …) with the counters filled in, for
every format in ``number_formats.yaml``; numbering through a style; start values, restarts and overrides.
Not restored: bullets, and formats that are not listed there; such a paragraph stands without number.
After the number stands a space where the list says so. Where it says tab, which is the default and on the page a gap of
some width, one space stands only if number and text would otherwise run together (``1.1 目标``, ``第一条 为了``,
``1. 2024年``); else nothing, as the same heading is typed by hand (``一、总则``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from kb.corpus.ooxml.lists import Level, Style, WordList, list_and_level
from kb.corpus.ooxml.number_formats import printed_number
from kb.corpus.ooxml.package import attribute


@dataclass
class Numbering:
    """The running counters of one document; ask :meth:`number_of` once a paragraph, in document order."""

    lists: Mapping[str, WordList]
    styles: Mapping[str | None, Style]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _used: set[tuple[str, int]] = field(default_factory=set)

    def number_of(self, properties: Element | None, text: str) -> str:
        """What is printed before the ``text`` of the paragraph with these properties (w:pPr); "" for nothing."""
        list_id, level = self._place(properties)
        # numId 0 says "no list", whatever numbering.xml holds.
        word_list = self.lists.get(list_id) if list_id and list_id != "0" else None
        if word_list is None or level not in word_list.levels:
            return ""
        printed = _printed(word_list.levels, level, self._advance(list_id or "", word_list, level))
        return printed + _gap(printed, text, word_list.levels[level].suffix)

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        """List and level: the paragraph's own, else those of its style or the nearest style that one is based on."""
        list_id, level = list_and_level(properties)
        if list_id is not None:
            return list_id, level or 0
        style_id = attribute(None if properties is None else properties.find("{*}pStyle"), "val")
        passed: set[str | None] = set()
        while style_id not in passed and (style := self.styles.get(style_id)):
            if style.list_id is not None:
                return style.list_id, self._level_of(style_id, style) if level is None else level
            passed.add(style_id)
            style_id = style.based_on
        return None, 0

    def _level_of(self, style_id: str | None, style: Style) -> int:
        """The level that is linked to the style, else the one the style names."""
        word_list = self.lists.get(style.list_id or "")
        levels = word_list.levels if word_list else {}
        return next((n for n, level in levels.items() if style_id and level.style == style_id), style.level or 0)

    def _advance(self, list_id: str, word_list: WordList, level: int) -> Mapping[int, int]:
        """The counters once this paragraph is counted."""
        counts = self._counts.setdefault(word_list.abstract, {})
        if level in word_list.starts and (list_id, level) not in self._used:
            counts[level] = word_list.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else word_list.levels[level].start
        self._used.add((list_id, level))
        for deeper in [n for n in counts if n > level and n in word_list.levels]:
            restart = word_list.levels[deeper].restart
            if restart is None or level < restart:
                del counts[deeper]
        return counts


def _printed(levels: Mapping[int, Level], level: int, counts: Mapping[int, int]) -> str:
    """The level text with its counters; "" as soon as one of them is not plain."""
    own = levels[level]
    if own.format == "bullet":
        return ""
    printed = ""
    for literal, place in re.findall("(.*?)(?:%([1-9])|$)", own.text):
        printed += literal
        source = levels.get(int(place) - 1) if place else None
        if source:
            value = counts.get(int(place) - 1, source.start)
            number = printed_number(value, "decimal" if own.legal else source.format)
            if number is None:
                return ""
            printed += number
    return printed


def _gap(printed: str, text: str, suffix: str) -> str:
    last = printed[-1:]
    runs_on = last.isalpha() or last.isdecimal() or (last == "." and text[:1].isdecimal())
    return " " if (suffix == "space" and printed) or (suffix == "tab" and runs_on) else ""
