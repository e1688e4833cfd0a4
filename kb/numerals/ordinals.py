"""Outline numerals: 一、 （十二） ① ⑴ 1． Ⅳ 第三条 -> their place in the order."""

import re
import unicodedata

from kb.numerals.chinese import chinese_to_int

# What may stand around the numeral of a heading: brackets, stops, 第 … and the name of the level.
_WRAPPED = re.compile(
    r"[\s(\[〔【<第]*(?P<core>[^\s()\[\]〔〕【】<>第、,.:;。．]+?)[\s)\]〕】>、,.:;。]*(?:[编篇部分章节条款项目点是要]*)[\s、,.:;。]*"
)
_ROMAN = re.compile(r"(?=[IVXLC])(X[CL]|L?X{0,3})(I[XV]|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_MAX_LENGTH = 24


def parse_ordinal(text: str) -> int | None:
    """The number an outline numeral stands for, with or without its brackets and stops, or None.

    Roman numerals are read up to 99; letters (A., b)) and compound numbers (1.2) are no ordinals.

    >>> [parse_ordinal(numeral) for numeral in ("一、", "（十二）", "⑳", "1．", "Ⅳ", "第三条", "1.2")]
    [1, 12, 20, 1, 4, 3, None]
    """
    if not text or len(text) > _MAX_LENGTH:
        return None
    match = _WRAPPED.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    core = match["core"]
    if core.isascii() and core.isdigit():
        return int(core)
    roman = _roman(core.upper())
    return chinese_to_int(core) if roman is None else roman


def _roman(core: str) -> int | None:
    if not _ROMAN.fullmatch(core):
        return None
    values = [_ROMAN_VALUES[letter] for letter in core]
    following = [*values[1:], 0]
    return sum(value if value >= after else -value for value, after in zip(values, following, strict=True))
