"""What a quantity measures: the noun phrase before it, or the noun it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.extraction.figures_data import openings, word_pattern, words

_BOUNDARIES = "，。；：！？,;:!?\n\t"
_REACH = 90
_SIZE = r"(?:\d[\d.]*(?:[-—~至]\d[\d.]*)?[万亿]?(?:千伏|kV|蒸吨|吨级?|兆瓦|千瓦|平方米|立方米|公顷|亩|米|公里|元)(?:/小时)?(?:以[上下])?)?"
_NOUN = re.compile(
    rf"[的\s]*(?P<noun>{_SIZE}(?:“[^“”\n]{{1,24}}[”\"]|[^，。；：、！？,;:\n\t（）()《》〔〕\d]|(?<=[^\s的])、){{1,60}})"
)
_CONNECTIVES = re.compile(r"[\s、，,和与及或]*(?:其中|以及)?[\s，,]*")
_ATTRIBUTE_ENDS = ("级", "型", "类", "式", "化")
_LINKS = ("和", "与", "及", "或", "并", "、")
_ADVERBS = re.compile(r"(?:持续|稳步|不断|进一步|显著|明显|大幅|稳定|逐步|快速|较快|有序|保持|得到|更加|日益|全面)")
_DATE_LEAD = re.compile(r"(?:截止|截至|到|至|在|于|从|自)?$")
_DATE_TAIL = re.compile(r"(?:期间|以来|底|末|时|的)?[，,]?")
_PARTS = re.compile(r"[、和与及]")
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z][A-Za-z\d.]*$"), re.compile(r"[A-Za-z][A-Za-z\d.]*")
_LATIN = re.compile(r"[A-Za-z]")
_SHORT, _WORD = 3, 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase at ``start..end`` of the text, and what is left of it without verbs and dates."""

    start: int
    end: int
    cleaned: str


def phrase_before(plain: str, end: int, floor: int, dates: Sequence[tuple[int, int]]) -> Phrase:
    """The clause before ``end``, not beyond ``floor``; a bracket opened and not closed in it is a boundary too."""
    start = clause_start(plain, end, floor)
    connective = _CONNECTIVES.match(plain, start, end)
    start = connective.end() if connective else start
    return Phrase(start, end, clean(_without_dates(plain, start, end, dates)))


def clause_start(plain: str, end: int, floor: int) -> int:
    """Where the clause that ``end`` stands in begins."""
    depth = 0
    for position in range(end - 1, max(floor, end - _REACH) - 1, -1):
        character = plain[position]
        if character in "）)":
            depth += 1
        elif character in "（(":
            depth -= 1
        if depth < 0 or (depth == 0 and character in _BOUNDARIES):
            return position + 1
    return max(floor, end - _REACH)


def counted_noun(plain: str, start: int, end: int, whole: bool = False) -> Phrase | None:
    """The noun that follows a measure word at ``start``, up to its predicate; None when none follows.

    ``whole`` keeps the predicate: 90%以上的行政村通客车 is a share of villages that have buses.
    """
    match = _NOUN.match(plain, start, end)
    if match is None or match["noun"].startswith(_LINKS):
        return None
    noun = _first_of_list(match["noun"])
    predicate = None if whole else word_pattern("predicates").search(noun)
    if predicate:
        noun = noun[: predicate.start()]
    noun = noun.rstrip("的等和与及或、 　")
    begin = match.start("noun")
    return Phrase(begin, begin + len(noun), noun) if len(noun) > 1 or noun in words("short_nouns") else None


def _first_of_list(noun: str) -> str:
    """A list of short attributes stays whole (国家级、省级非遗项目); of a list of things the first is counted."""
    kept, *others = noun.split("、")
    for part in others:
        last = kept.rpartition("、")[2]
        if (len(last) > 4 and not last.endswith(_ATTRIBUTE_ENDS)) or word_pattern("leading").match(part):
            break
        kept = f"{kept}、{part}"
    return kept


def counts_ideas(noun: str) -> bool:
    """Whether the counted ``noun``, or what stands before its 的, is an idea and no thing."""
    return noun.partition("的")[0].endswith(words("abstract"))


def clean(phrase: str) -> str:
    """``phrase`` without the verbs and auxiliaries around it."""
    phrase = _stripped(phrase)
    opening = openings().match(phrase)
    phrase = _stripped(phrase[opening.end() :] if opening else phrase)
    leading, trailing = word_pattern("leading"), word_pattern("trailing", r"(?<![占配同环对节])%s$")
    removed = ""
    while phrase and not phrase.startswith(words("keep_leading")) and (match := leading.match(phrase)):
        phrase, removed = _stripped(phrase[match.end() :]), match.group()
    while phrase and (match := trailing.search(phrase)):
        phrase = _stripped(phrase[: match.start()])
    return removed if not phrase and removed in words("also_nouns") else phrase


def _stripped(phrase: str) -> str:
    return phrase.strip(" 　\t\n、，")


def subject(plain: str, start: int, end: int, dates: Sequence[tuple[int, int]]) -> str:
    """What a clause is about: its text up to the first adverb of degree or predicate, dates aside."""
    phrase = _without_dates(plain, start, end, dates)
    adverb = _ADVERBS.search(phrase)
    return clean(phrase[: adverb.start()] if adverb else phrase)


def distribute(indicator: str, count: int) -> list[str]:
    """One indicator a number for 分别: 花生种植、收获机械化率 -> 花生种植机械化率, 花生收获机械化率.

    Parts that end alike are whole. Else what differs is a short first part as a whole (城镇、农村居民收入), Latin
    letters, or the last two characters of a longer first part; what stands around it is shared. When the parts do
    not match the numbers, or the cut is not sure, every number keeps the whole.
    """
    parts = [part for part in _PARTS.split(indicator) if part]
    if len(parts) != count or count < 2:
        return [indicator] * count
    if all(part[-1] == parts[-1][-1] for part in parts):
        return parts
    size = _differing(parts[0], parts[-1])
    if size is None:
        return [indicator] * count
    head, tail = parts[0][: -size[0]], parts[-1][size[1] :]
    return [head + parts[0][-size[0] :] + tail, *(head + part + tail for part in parts[1:-1]), head + parts[-1]]


def _differing(first: str, last: str) -> tuple[int, int] | None:
    """How many characters at the end of ``first`` and the beginning of ``last`` differ; None when unsure."""
    latin_first, latin_last = _LATIN_END.search(first), _LATIN_START.match(last)
    if latin_first and latin_last:
        return len(latin_first.group()), latin_last.end()
    if not first.isascii() and not _LATIN_END.search(first) and not _LATIN.search(last):
        if len(first) <= _SHORT and len(last) > len(first) + 1:
            return len(first), len(first)
        if len(last) > 2 * _WORD:
            return _WORD, _WORD
    return None


def _without_dates(plain: str, start: int, end: int, dates: Sequence[tuple[int, int]]) -> str:
    pieces, done = [], start
    for date_start, date_end in dates:
        if start <= date_start < end and date_start >= done:
            before = plain[done:date_start]
            pieces.append(_DATE_LEAD.sub("", before))
            tail = _DATE_TAIL.match(plain, date_end, end)
            done = tail.end() if tail else date_end
    return "".join((*pieces, plain[min(done, end) : end]))
