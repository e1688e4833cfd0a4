"""From the parts of a matched date to its first and last day: one reader for each form in ``dates.yaml``."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kb.numerals.chinese import chinese_to_int

Groups = Mapping[str, str | None]

_YEAR_OFFSETS = {"今": 0, "本": 0, "明": 1, "去": -1, "前": -2, "后": 2, "次": 1, "翌": 1}
_AFTER_PRINTED = ("次", "翌")
_DIGITS = str.maketrans("〇零○OoＯ一二三四五六七八九", "000000123456789")
# The tenth plan began in 2001 and each lasts five years.
_TENTH_PLAN_BEFORE, _PLAN_YEARS = 2001, 5


@dataclass(frozen=True, slots=True)
class Setting:
    """What a date without a printed year is read against: day of issue, first and last year of the plan, and the
    year last printed in the same sentence."""

    reference: date | None
    period: tuple[int, int] | None
    carried: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """First and last day, how precise, whether about, and the year that the rest of the sentence may lean on."""

    first: date
    last: date
    precision: str
    approximate: bool = False
    carry: int | None = None


Reader = Callable[[Groups, Setting], Reading | None]
_Days = tuple[date, date]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else chinese_to_int(text or "") or 0


def _printed_year(text: str) -> int:
    return int(text.translate(_DIGITS))


def _month_days(year: int, first: int, last: int) -> _Days:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _in_year(groups: Groups, setting: Setting, precision: str, days: Callable[[int], _Days]) -> Reading | None:
    """The reading in the year printed, named, carried or - none of these - the next one not over at the issue."""
    if printed := groups.get("y"):
        year = _printed_year(printed)
        return Reading(*days(year), precision, carry=year)
    if word := groups.get("rel"):
        issued = setting.reference.year if setting.reference else None
        start = setting.carried if word in _AFTER_PRINTED and setting.carried else issued
        if start is None:
            return None
        year = start + _YEAR_OFFSETS[word]
        return Reading(*days(year), precision, carry=year)
    if setting.carried is not None:
        return Reading(*days(setting.carried), precision, carry=setting.carried)
    if setting.reference is None:
        return None
    first, last = days(setting.reference.year)
    if last < setting.reference:
        first, last = days(setting.reference.year + 1)
    return Reading(first, last, precision)


def _day(groups: Groups, setting: Setting) -> Reading | None:
    month, day = _number(groups["m"]), _number(groups["d"])
    return _in_year(groups, setting, "day", lambda year: (date(year, month, day),) * 2)


def _day_range(groups: Groups, setting: Setting) -> Reading | None:
    month, day = _number(groups["m"]), _number(groups["d"])
    last_month = _number(groups["m2"]) if groups["m2"] else month
    last_day = _number(groups["d2"])

    def days(year: int) -> _Days:
        return date(year, month, day), date(_end_year(groups, year), last_month, last_day)

    return _ordered(_in_year(groups, setting, "range", days))


def _part_of_month(groups: Groups, setting: Setting) -> Reading | None:
    month, part = _number(groups["m"]), groups["part"] or ""

    def days(year: int) -> _Days:
        first, last = _month_days(year, month, month)
        spans = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, last.day)}
        begin, end = spans.get(part, (1, last.day))
        return first.replace(day=begin), last.replace(day=end)

    precision = "month" if part in ("底", "末") else "ten_days"
    reading = _in_year(groups, setting, precision, days)
    return _about(reading) if part == "初" else reading


def _month(groups: Groups, setting: Setting) -> Reading | None:
    month = _number(groups["m"])
    return _in_year(groups, setting, "month", lambda year: _month_days(year, month, month))


def _month_range(groups: Groups, setting: Setting) -> Reading | None:
    first, last = _number(groups["m"]), _number(groups["m2"])

    def days(year: int) -> _Days:
        return _month_days(year, first, first)[0], _month_days(_end_year(groups, year), last, last)[1]

    return _ordered(_in_year(groups, setting, "range", days))


def _quarter(groups: Groups, setting: Setting) -> Reading | None:
    last = _number(groups["q"])
    several = "q2" in groups
    first = (_number(groups["q2"]) or 1) if several else last
    return _in_year(groups, setting, "quarter", lambda year: _month_days(year, first * 3 - 2, last * 3))


def _half_year(groups: Groups, setting: Setting) -> Reading | None:
    first = 1 if groups["h"] == "上" else 7
    return _in_year(groups, setting, "half_year", lambda year: _month_days(year, first, first + 5))


def _year(groups: Groups, setting: Setting) -> Reading | None:
    """年初 is the first quarter, roughly. A year's end does not lend its year to a month named after it."""
    part = groups.get("part") or ""
    if part.endswith("初"):
        return _about(_in_year(groups, setting, "year", lambda year: _month_days(year, 1, 3)))
    reading = _in_year(groups, setting, "year", lambda year: _month_days(year, 1, 12))
    if reading is None or not part.endswith(("底", "末")):
        return reading
    return Reading(reading.first, reading.last, reading.precision)


def _year_range(groups: Groups, setting: Setting) -> Reading | None:
    first, text = _printed_year(groups["y"] or ""), groups["y2"] or ""
    last = first - first % 100 + int(text) if len(text) == 2 else _printed_year(text)
    return _ordered(Reading(date(first, 1, 1), date(last, 12, 31), "range"))


def _plan(groups: Groups, setting: Setting) -> Reading | None:
    nth = groups.get("nth")
    ordinal = _number(nth) if nth else 10 + _number(groups["plan"])
    first = _TENTH_PLAN_BEFORE + _PLAN_YEARS * (ordinal - 10)
    last = date(first + _PLAN_YEARS - 1, 12, 31)
    if "nth" in groups:
        return Reading(date(first, 1, 1), last, "range")
    return Reading(date(last.year, 1, 1), last, "year")


def _duration(groups: Groups, setting: Setting) -> Reading | None:
    """n years end with the n-th year, the first counted; of 两到三年 the longer holds."""
    start = setting.period[0] if setting.period else setting.reference.year if setting.reference else None
    years = _number(groups["n"])
    if start is None or not years:
        return None
    about = bool(groups.get("about") or groups.get("around") or groups.get("n2"))
    return Reading(date(start, 1, 1), date(start + years - 1, 12, 31), "duration", about)


def _after_issue(groups: Groups, setting: Setting) -> Reading | None:
    """n days, weeks, months or years after the day of issue; unknown without that day."""
    start, count = setting.reference, _number(groups["n"])
    if start is None or not count:
        return None
    unit = groups["unit"]
    if unit in ("月", "年"):
        months = start.month - 1 + count * (12 if unit == "年" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        last = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    else:
        # Five working days a week: holidays are not known here, so the day is about.
        days = count * 7 if unit == "周" else count + 2 * (count // 5) if unit == "工作日" else count
        last = start + timedelta(days=days)
    return Reading(start, last, "day", unit == "工作日")


def _end_year(groups: Groups, year: int) -> int:
    """The year of the end of a range: printed, the next one when the months run over the year's end, else the same."""
    if groups["y2"]:
        return _printed_year(groups["y2"])
    if groups["next"]:
        return year + 1
    return year + (_number(groups["m2"]) < _number(groups["m"]) if groups["m2"] else 0)


def _ordered(reading: Reading | None) -> Reading | None:
    return reading if reading and reading.first <= reading.last else None


def _about(reading: Reading | None) -> Reading | None:
    return reading and Reading(reading.first, reading.last, reading.precision, True, reading.carry)


READERS: Mapping[str, Reader] = {
    "day": _day,
    "day_range": _day_range,
    "part_of_month": _part_of_month,
    "month": _month,
    "month_range": _month_range,
    "quarter": _quarter,
    "half_year": _half_year,
    "year": _year,
    "year_range": _year_range,
    "plan": _plan,
    "duration": _duration,
    "after_issue": _after_issue,
}
