"""Any written quantity as a value: digits, Chinese characters, both mixed, percentages, tenths and ranges.

Words about a number (余, 多, 左右, 以上, 以内, 约) and measure words are no part of it.
"""

import re
import unicodedata

from kb.numerals.chinese import chinese_to_int

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_DIGITS = re.compile(r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<scale>[十百千]?万?亿?)")
# 3亿5000万 and 1万2千; 1万2 leaves open what its 2 counts.
_COMPOUND = re.compile(r"(?:(?P<yi>\d{1,4})亿)?(?:(?P<wan>\d{1,4}[百千]?)万)?(?P<rest>\d[百千]|\d{3,4})?")
_PERCENT_SIGNS = {"%": 1.0, "‰": 0.1}
_FRACTION = re.compile(r"(?P<base>[^分]{1,12})分之(?P<part>.{1,12})", re.DOTALL)
_TENTHS = re.compile(r"(?P<tenths>[一二两三四五六七八九十\d])成(?P<half>半|[一二三四五六七八九])?")
_RANGE_MARK = re.compile(r"\s*(?:-+|—+|–+|―+|－+|~+|～+|至|到)\s*")
_MAX_LENGTH = 60


def parse_numeral(text: str) -> float | int | None:
    """The value of ``text`` when the whole of it is one numeral, else None.

    A part of a hundred counts in percent: 15%, 百分之十五 and 一成半 give 15, 2‰ and 千分之二 give 0.2, 三分之一 gives
    33.33…; everything else is the plain value, 万 and 亿 multiplied out. A value that is whole is an int.

    >>> parse_numeral("3.3万"), parse_numeral("１，２００"), parse_numeral("百分之十五"), parse_numeral("3亿5000万")
    (33000, 1200, 15, 350000000)
    """
    if not text or len(text) > _MAX_LENGTH:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    for reader in (_read_percent, _read_fraction, _read_tenths, _read_digits, _read_compound, _read_chinese):
        value = reader(plain)
        if value is not None:
            return _whole(value)
    return None


def parse_range(text: str) -> tuple[float | int, float | int] | None:
    """Both ends of a range (1—3, 10%至15%, 1—3万), or None when ``text`` is none.

    A scale or percent sign printed only at the second end counts for both.

    >>> parse_range("1—3"), parse_range("10-15%"), parse_range("3—1")
    ((1, 3), (10, 15), None)
    """
    ends = _RANGE_MARK.split(text.strip()) if len(text) <= _MAX_LENGTH else []
    if len(ends) != 2:
        return None
    low, high = parse_numeral(ends[0]), parse_numeral(ends[1])
    if low is None or high is None:
        return None
    scale = _DIGITS.fullmatch(unicodedata.normalize("NFKC", ends[1]))
    if scale and scale["scale"] and ends[0][-1] not in SCALES:
        low = _whole(low * _scale(scale["scale"]))
    return (low, high) if low < high else None


def _read_percent(plain: str) -> float | None:
    sign = _PERCENT_SIGNS.get(plain[-1:])
    value = _plain_value(plain[:-1].rstrip()) if sign else None
    return None if value is None or sign is None else value * sign


def _read_fraction(plain: str) -> float | None:
    match = _FRACTION.fullmatch(plain)
    if match is None:
        return None
    base, part = _plain_value(match["base"]), _plain_value(match["part"])
    return part * 100 / base if base and part is not None else None


def _read_tenths(plain: str) -> float | None:
    match = _TENTHS.fullmatch(plain)
    if match is None:
        return None
    tenths, half = _plain_value(match["tenths"]), match["half"]
    rest = 5 if half == "半" else _plain_value(half or "零")
    return None if tenths is None or rest is None else tenths * 10 + rest


def _plain_value(plain: str) -> float | None:
    value = _read_digits(plain)
    return _read_chinese(plain) if value is None else value


def _read_digits(plain: str) -> float | None:
    match = _DIGITS.fullmatch(plain)
    if match is None:
        return None
    value = float(match["number"].replace(",", ""))
    return round(value * _scale(match["scale"]), 6)


def _read_compound(plain: str) -> float | None:
    match = _COMPOUND.fullmatch(plain)
    if match is None or not match["wan"]:
        return None
    parts = ((match["yi"], SCALES["亿"]), (match["wan"], SCALES["万"]), (match["rest"], 1))
    return sum((_read_digits(digits) or 0.0) * scale for digits, scale in parts if digits)


def _read_chinese(plain: str) -> float | None:
    whole, point, decimals = plain.partition("点")
    value = chinese_to_int(whole)
    if value is None or not point:
        return value
    digits = [chinese_to_int(character) for character in decimals]
    if not digits or any(digit is None or digit > 9 for digit in digits):
        return None
    return float(f"{value}.{''.join(str(digit) for digit in digits)}")


def _scale(words: str) -> int:
    product = 1
    for word in words:
        product *= SCALES[word]
    return product


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value
