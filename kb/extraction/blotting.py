"""Text → the same text with quotations and brackets blotted out, so that no pattern reads inside them."""

import re
from collections.abc import Iterator, Sequence

QUOTED, BRACKETED = "□", "◇"

_OPENERS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "【": "】",
    "〔": "〕",
    "[": "]",
}
_BRACKETS = "（(【〔["
_DELIMITER = re.compile(r"[“”\"‘’《》〈〉「」『』（）()【】〔〕\[\]\n]")
# A closer further from its opener than this many open marks is a slip.
_DEEPEST = 8


def blotted(text: str) -> str:
    """``text`` with matched quotations and titles as □ and matched brackets as ◇, of the same length.

    A mark pairs within its line only; marks without a partner stay. Linear in the text.
    """
    pieces: list[str] = []
    done = 0
    for start, end in _outermost(_pairs(text)):
        pieces += (text[done:start], (BRACKETED if text[start] in _BRACKETS else QUOTED) * (end - start))
        done = end
    return "".join(pieces) + text[done:]


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each matched pair of marks, inner before outer."""
    stack: list[tuple[str, int]] = []
    for found in _DELIMITER.finditer(text):
        mark, position = found[0], found.start()
        if mark == "\n":
            stack.clear()
            continue
        depth = _partner(stack, mark)
        if depth is not None:
            yield stack[depth][1], position + 1
            del stack[depth:]
        elif mark in _OPENERS or mark == '"':
            stack.append((_OPENERS.get(mark, "”"), position))


def _partner(stack: Sequence[tuple[str, int]], mark: str) -> int | None:
    """Index in ``stack`` of what ``mark`` closes; a straight quotation mark closes a curly one and the reverse."""
    closer = "”" if mark == '"' else mark
    for depth in range(len(stack) - 1, max(len(stack) - _DEEPEST, 0) - 1, -1):
        if stack[depth][0] == closer:
            return depth
    return None


def _outermost(pairs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in pairs:
        while kept and kept[-1][0] >= start:
            kept.pop()
        kept.append((start, end))
    return kept
