"""Where a text says what it was made on the basis of (制定依据), and which titles stand there."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from kb.extraction.citations_reading import Mention, mentions, rule_of
from kb.models import Outline

# A preamble longer than this is no sentence.
_LONGEST_SENTENCE = 2000
_SENTENCE_BREAK = re.compile(r"[。！？\n]")


class BasisRanges:
    """The stretches of a text whose titles are its basis; ``in`` tells whether an offset lies in one."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ranges[index][1]

    @cached_property
    def _ranges(self) -> list[tuple[int, int]]:
        found = [*_sentences(self._outline.text), *_reversed(self._outline.text), *_sections(self._outline)]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(r for r in found if not _in_annex(self._outline, r[0])):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._ranges]


def based_on_titles(outline: Outline) -> tuple[str, ...]:
    """The titles, without 《》, that the document names as its basis, each once, in the order of the text."""
    basis = BasisRanges(outline)
    return tuple(dict.fromkeys(m.title for m in mentions(outline.text) if m.start in basis and not _generic(m)))


def _generic(mention: Mention) -> bool:
    return rule_of("genre_only").pattern.match(mention.title) is not None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """From the first basis verb of a sentence to its 制定本规划, 提出如下意见."""
    floor = 0
    for formulation in rule_of("formulation").pattern.finditer(text):
        start = floor = _sentence_start(text, floor, formulation.start())
        if verb := rule_of("basis_verb").pattern.search(text, start, formulation.start()):
            yield verb.start(), formulation.start()


def _sentence_start(text: str, floor: int, end: int) -> int:
    start = max(floor, end - _LONGEST_SENTENCE)
    for stop in _SENTENCE_BREAK.finditer(text, start, end):
        start = stop.end()
    return start


def _reversed(text: str) -> Iterator[tuple[int, int]]:
    for found in rule_of("reversed").pattern.finditer(text):
        yield found.span("basis")


def _sections(outline: Outline) -> Iterator[tuple[int, int]]:
    for provision in outline.provisions:
        if rule_of("heading").pattern.search(provision.title):
            yield provision.body_start, provision.end


def _in_annex(outline: Outline, offset: int) -> bool:
    return outline.at(offset).id.startswith("A")
