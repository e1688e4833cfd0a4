"""Points and stretches of time in Chinese official prose; the forms are the rules of ``dates.yaml``."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.numerals.date_readers import READERS, Reading, Setting
from kb.rules import Rule, load_rules
from kb.sieve import Sieve

RULES_FILE = Path(__file__).with_name("dates.yaml")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／％", "0123456789./%")
_SENTENCE = re.compile(r"[^。；！？;\n]+")
_TELLTALE = re.compile(r"[年月五]|季度|之日起|\d[-./]\d")
_AROUND = re.compile(r"左右|前后|上下")
_ABOUT = re.compile(r"(?:大约|约|大致)$")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time in the text: ``text[start:end]``. ``date`` is the last day of the stated time, ``first`` its first.

    ``precision``: day, ten_days, month, quarter, half_year, year, range (from - to, five-year plans) or duration
    (利用三年时间). 前 belongs to the mention and does not move the date: 2025年前 ends on 31 December 2025.
    """

    start: int
    end: int
    text: str
    date: datetime.date
    precision: str
    approximate: bool
    first: datetime.date | None
    rule: str


def find_dates(
    text: str, reference: datetime.date | None = None, period: tuple[int, int] | None = None
) -> list[DateMention]:
    """The times named in ``text``, in order, none inside another.

    ``reference`` is the day of issue: 今年 and a bare 6月底 are read from it (the next year's when June is over);
    within a sentence a bare month leans on the year printed before it. ``period`` are the first and last year of the
    plan: durations start with it. What needs either and has none is left out. Never raises.
    """
    plain = text.translate(_FULL_WIDTH)
    found: list[DateMention] = []
    for sentence in _SENTENCE.finditer(plain):
        if _TELLTALE.search(plain, sentence.start(), sentence.end()):
            found.extend(_in_sentence(text, plain, sentence.span(), reference, period))
    return found


def _in_sentence(
    text: str, plain: str, bounds: tuple[int, int], reference: datetime.date | None, period: tuple[int, int] | None
) -> Iterator[DateMention]:
    carried: int | None = None
    done = bounds[0]
    for match, rule in _matches(plain, bounds):
        if match.start() < done:
            continue
        reading = _read(match, rule, Setting(reference, period, carried))
        if reading is None:
            continue
        done, carried = match.end(), reading.carry
        about = reading.approximate or bool(
            _AROUND.match(plain, done, bounds[1])
            or _ABOUT.search(plain, max(bounds[0], match.start() - 3), match.start())
        )
        yield DateMention(
            match.start(),
            done,
            text[match.start() : done],
            reading.last,
            reading.precision,
            about,
            reading.first,
            rule.id,
        )


@cache
def _rules_by_need() -> Sieve:
    return Sieve(load_rules(RULES_FILE))


def _matches(plain: str, bounds: tuple[int, int]) -> list[tuple[re.Match[str], Rule]]:
    """Every rule's matches, the earlier and then the longer first."""
    rules = _rules_by_need().rules_for(plain[slice(*bounds)])
    matches = [(match, rule) for rule in rules for match in rule.pattern.finditer(plain, *bounds)]
    return sorted(matches, key=lambda found: (found[0].start(), -found[0].end()))


def _read(match: re.Match[str], rule: Rule, setting: Setting) -> Reading | None:
    try:
        return READERS[rule.extra["reader"]](match.groupdict(), setting)
    except ValueError:  # no such day: 2月30日, year 0
        return None
