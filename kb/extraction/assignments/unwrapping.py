"""A statement as one run of text: line breaks and blanks inside names taken out, those between names kept as breaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.extraction.assignments.unit_lists import is_whole_name
from kb.extraction.assignments.wording import LABEL_CHARS, label_before

_BLANKS = re.compile(r"[\s　\xa0]+")
_SEPARATOR = re.compile(r"[、，,；;。：:\s　]")
_LABEL_END = re.compile(r"[：:】］]")


@dataclass(frozen=True)
class Unwrapped:
    """``text`` without wrapping; ``offsets[i]`` is where its character i stands in the original."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that ``text[start:end]`` was taken from."""
        return self.offsets[start], self.offsets[end - 1] + 1


def unwrap(text: str, start: int, end: int) -> Unwrapped:
    """``text[start:end]`` on one line. A blank stays, as a line break, between two names and before a label."""
    characters: list[str] = []
    offsets: list[int] = []
    at = start
    for begin, stop, kept in _blanks(text, start, end):
        characters.extend(text[at:begin])
        offsets.extend(range(at, begin))
        if kept:
            characters.append("\n")
            offsets.append(begin)
        at = stop
    characters.extend(text[at:end])
    offsets.extend(range(at, end))
    return Unwrapped("".join(characters), tuple(offsets))


def _blanks(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    left = start
    for blank in _BLANKS.finditer(text, start, end):
        for separator in _SEPARATOR.finditer(text, left, blank.start()):
            left = separator.end()
        kept = _parts_names(text, left, blank.start(), blank.end(), end) or _before_label(text, blank.end(), end)
        if kept:
            left = blank.end()
        yield blank.start(), blank.end(), kept


def _parts_names(text: str, left: int, begin: int, stop: int, end: int) -> bool:
    """Whether whole names stand on both sides."""
    following = _SEPARATOR.search(text, stop, end)
    right = text[stop : following.start() if following else end].rstrip("）)]］〕】")
    return is_whole_name(_BLANKS.sub("", text[left:begin])) and is_whole_name(right)


def _before_label(text: str, stop: int, end: int) -> bool:
    mark = _LABEL_END.search(text, stop, min(end, stop + LABEL_CHARS))
    return mark is not None and label_before(text, mark.start(), stop) is not None
