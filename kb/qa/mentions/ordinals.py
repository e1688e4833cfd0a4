"""Places of a plan as people write them (第三部分（三）第3项, 三（一）2, 3.3.5, 附件1) → their numbers, and the provisions meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from kb.numerals import parse_ordinal
from kb.rules import Rule, load_rules, load_yaml

_DATA = Path(__file__).with_name("ordinals.yaml")
_LEVELS = ("annex", "part", "section", "item", "point")
_RANK = {**{level: rank for rank, level in enumerate(_LEVELS)}, "article": _LEVELS.index("item")}
_NUMBERED_LEVELS = _LEVELS[1:]


class Numbered(Protocol):
    """A provision: ``id`` is positional ("3.3.3", annexes "A2.1", the root ""), ``number`` as printed ("（三）")."""

    @property
    def id(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def number(self) -> str: ...


@dataclass(frozen=True)
class Ordinal:
    """One place: ``path`` are its numbers from the outside in, ``levels`` the level of each.

    Levels are annex, part, section, item, point, and article for 条. Numbers counted from the end are negative
    ("-1": 最后一项), annexes carry an A ("A1"). The whole path from the part is given when ``levels`` starts with part
    and leaves none out.
    """

    start: int
    end: int
    text: str
    path: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True)
class _Step:
    rule: str
    end: int
    number: str
    level: str


def find_ordinals(text: str) -> tuple[Ordinal, ...]:
    """The places named in ``text``, in its order, none inside another."""
    found: list[Ordinal] = []
    position = 0
    for start, step in _first_steps(text):
        if start < position:
            continue
        ordinal = _dotted(text, start, step) if step.level == "dotted" else _chain(text, start, step)
        position = step.end if ordinal is None else ordinal.end
        if ordinal is not None:
            found.append(ordinal)
    return tuple(found)


def resolve(ordinal: Ordinal, provisions: Sequence[Numbered]) -> tuple[str, ...]:
    """The ids of the provisions that ``ordinal`` may mean, in the order of ``provisions``; several when it is partial.

    A level left out is searched through, but a direct child with the number goes before several deeper ones
    (第三部分第二项 is 3.2). 条 means the provision printed 第N条 where there is one, else an item.
    """
    scope: list[Numbered] | None = None
    for number, level in zip(ordinal.path, ordinal.levels, strict=True):
        scope = (
            _within(scope, number, level, provisions)
            if "." in ordinal.text
            else _through(scope, number, level, provisions) or _within(scope, number, level, provisions)
        )
        if not scope:
            return ()
    return tuple(provision.id for provision in scope or ())


def counted(text: str) -> tuple[tuple[str, int], ...]:
    """Places counted among the items of a section: (a part of its title, the number): 第五个工程 → (工程, 5)."""
    found = [
        (match["what"], parse_ordinal(match["n"])) for shape in _counted_shapes() for match in shape.finditer(text)
    ]
    return tuple((what, number) for what, number in found if number)


@cache
def _counted_shapes() -> tuple[re.Pattern[str], ...]:
    data = load_yaml(_DATA)
    numeral = f"(?:{data['fragments']['cn']})"
    return tuple(re.compile(shape.replace("{cn}", numeral)) for shape in data["counted"])


@cache
def _steps(where: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(_DATA) if rule.extra["where"] in ("any", where))


@cache
def _shape(key: str) -> re.Pattern[str]:
    return re.compile(load_yaml(_DATA)[key])


def _first_steps(text: str) -> list[tuple[int, _Step]]:
    """The steps that may open a place, in order; of those that begin together the longest first."""
    matches = [(rule, match) for rule in _steps("first") for match in rule.pattern.finditer(text)]
    steps = [(match.start(), _step(rule, match)) for rule, match in matches]
    read = [(start, step) for start, step in steps if step is not None]
    return sorted(read, key=lambda pair: (pair[0], -pair[1].end))


def _step(rule: Rule, match: re.Match[str]) -> _Step | None:
    printed = next(group for name, group in match.groupdict().items() if group and name.startswith("n"))
    level = str(rule.extra["level"])
    if level == "dotted":
        return _Step(rule.id, match.end(), printed.replace("．", "."), level)
    number = parse_ordinal(printed)
    if not number:
        return None
    sign = "A" if level == "annex" else "-" if rule.extra.get("backwards") else ""
    return _Step(rule.id, match.end(), f"{sign}{number}", level)


def _dotted(text: str, start: int, step: _Step) -> Ordinal | None:
    if _shape("day").fullmatch(step.number):
        return None
    path = tuple(step.number.split("."))
    levels = (("annex", *_NUMBERED_LEVELS) if path[0].startswith("A") else _NUMBERED_LEVELS)[: len(path)]
    begin = start - 1 if text[start - 1 : start] == "第" else start
    return Ordinal(begin, step.end, text[begin : step.end], path, levels)


def _chain(text: str, start: int, first: _Step) -> Ordinal:
    steps = [first]
    while (following := _next_step(text, steps[-1])) is not None:
        steps.append(following)
    end = steps[-1].end
    return Ordinal(start, end, text[start:end], tuple(s.number for s in steps), tuple(s.level for s in steps))


def _next_step(text: str, last: _Step) -> _Step | None:
    """The deeper step that follows ``last`` at once or behind a title."""
    joined = _shape("joins").match(text, last.end)
    nearest = {last.end, joined.end() if joined else last.end}
    for begin in sorted(nearest, reverse=True):
        for rule in _steps("next"):
            match = rule.pattern.match(text, begin)
            step = _deeper(_step(rule, match), last) if match else None
            if match and step is not None and not _is_amount(match, last):
                return step
    return _behind_title(text, last)


def _is_amount(match: re.Match[str], last: _Step) -> bool:
    """A bare number is a place only right behind a number in brackets: （三）3项, not 第三部分的3项任务."""
    bare = match[0][0].isdigit()
    return bare and (last.rule != "bracket" or match.string[last.end : match.start()].strip(" 　.．、") != "")


def _deeper(step: _Step | None, last: _Step) -> _Step | None:
    """The step one level below ``last`` when its own words do not say a deeper one: 第三条第（二）项, 第二节（三）."""
    if step is None or step.rule == last.rule or step.level == "dotted":
        return None
    if _RANK[step.level] > _RANK[last.level]:
        return step
    if step.rule not in ("bracket", "item", "digit") or last.level == "point":
        return None
    return _Step(step.rule, step.end, step.number, _LEVELS[_RANK[last.level] + 1])


def _behind_title(text: str, last: _Step) -> _Step | None:
    for rule in _steps("next"):
        if rule.extra["where"] != "any":
            continue
        for match in rule.pattern.finditer(text, last.end, last.end + 28):
            step = _step(rule, match)
            if (
                step is not None
                and _RANK[step.level] > _RANK[last.level]
                and _shape("titled_joins").fullmatch(text, last.end, match.start())
            ):
                return step
    return None


def _within(
    scope: list[Numbered] | None, number: str, level: str, provisions: Sequence[Numbered]
) -> list[Numbered] | None:
    parents = None if scope is None else {provision.id for provision in scope}
    inside = [p for p in provisions if p.parent is not None and (parents is None or _is_below(p, parents))]
    children = _with_number([p for p in inside if parents and p.parent in parents], number)
    exact = _with_number([p for p in inside if _has_level(p, level, inside)], number)
    if parents is None:
        return exact or _with_number([p for p in inside if p.parent == ""], number)
    return exact if exact and (len(exact) == 1 or not children) else children


def _through(scope: list[Numbered] | None, number: str, level: str, provisions: Sequence[Numbered]) -> list[Numbered]:
    """The provision printed with this number where items are numbered through all parts (第十四条 in part five)."""
    if scope is not None or level not in ("article", "item", "section"):
        return []
    continued = [p for p in provisions if p.parent and _printed(p) not in ("", _placed(p))]
    printed = [p for p in continued if _printed(p) == number]
    return printed if len(printed) == 1 else []


def _placed(provision: Numbered) -> str:
    return provision.id.rsplit(".", 1)[-1]


def _printed(provision: Numbered) -> str:
    number = parse_ordinal(provision.number)
    return str(number) if number else ""


def _is_below(provision: Numbered, parents: set[str]) -> bool:
    return any(parent == "" or provision.id.startswith(f"{parent}.") for parent in parents)


def _has_level(provision: Numbered, level: str, inside: Sequence[Numbered]) -> bool:
    if level != "article":
        return provision.level == level
    articles = any(_is_article(p) for p in inside)
    return _is_article(provision) if articles else provision.level == "item"


def _is_article(provision: Numbered) -> bool:
    return provision.number.startswith("第") and provision.number.rstrip().endswith("条")


def _with_number(provisions: Sequence[Numbered], number: str) -> list[Numbered]:
    """Those with this number; a negative one counts from the end among the children of one parent."""
    if not number.startswith("-"):
        return [p for p in provisions if number in _numbers(p)]
    return [p for parent in dict.fromkeys(p.parent for p in provisions) for p in _nth_last(provisions, parent, number)]


def _nth_last(provisions: Sequence[Numbered], parent: str | None, number: str) -> Iterator[Numbered]:
    siblings = [p for p in provisions if p.parent == parent]
    if len(siblings) >= -int(number):
        yield siblings[int(number)]


def _numbers(provision: Numbered) -> tuple[str, ...]:
    """The printed number where it can be read - articles are numbered through - else the place among its siblings."""
    placed = provision.id.rsplit(".", 1)[-1]
    printed = parse_ordinal(provision.number) if _is_article(provision) else None
    return (placed,) if printed is None else (str(printed),)
