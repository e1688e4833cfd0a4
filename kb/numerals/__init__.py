"""Chinese numerals and dates → values."""

from kb.numerals.chinese import chinese_to_int, int_to_chinese
from kb.numerals.dates import DateMention, find_dates
from kb.numerals.ordinals import parse_ordinal
from kb.numerals.values import parse_numeral, parse_range

__all__ = [
    "DateMention",
    "chinese_to_int",
    "find_dates",
    "int_to_chinese",
    "parse_numeral",
    "parse_ordinal",
    "parse_range",
]
