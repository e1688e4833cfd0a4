"""Names of bodies that the registry does not find as they are typed: abridged, misspelt, or of a body no document names."""

import re
from collections.abc import Mapping
from pathlib import Path

import rjieba

from kb.rules import load_rules
from kb.units.reading import read_name
from kb.units.registry import Registry, Unit, UnitMatch

_UNLISTED = Path(__file__).with_name("unlisted_bodies.yaml")
_HEADS = "局委办部厅署院会队所站"
_ABRIDGED_HEADS = ("中心", "分局", "集团", "公司", "支队", "大队", "管委会", "指挥部")
# A level and a short place may stand before the first word of a name.
_LEVEL_AND_WORD = 4
_LONGEST_NAME, _SHORTEST_SLIP = 14, 4
# What may stand before the matter of a body's name: a level, or a place.
_PREFIX = re.compile(r"(?:(?![有没提到点过是在的由归和与跟把说规划里])[一-鿿]){0,5}[省市县区州旗]?|国家?")
# Who says who they are does not ask about their own unit, unless they go on with 我们局.
ASKER = re.compile(r"我们?(?:是|在|来自)[^，。]{0,6}$")


def unknown_units(text: str) -> tuple[str, ...]:
    """The name of a standard body (县生态环境局), or of one on no list (开发区管委会) whose tasks are asked for, that no
    document of the snapshot gives a task; the longest reading."""
    for end in range(len(text), 1, -1):
        if text[end - 1] not in _HEADS:
            continue
        for start in range(max(0, end - _LONGEST_NAME), end - 2):
            read = read_name(text[start:end])
            if read is not None and _PREFIX.fullmatch(read.prefix + read.own) and not ASKER.search(text[:start]):
                return (text[start:end],)
    unlisted = (rule.pattern.search(text) for rule in load_rules(_UNLISTED))
    return tuple(match["name"] for match in unlisted if match)[:1]


def misspellings(units: Registry) -> Mapping[str, Unit]:
    """The names of the units with one character left out, not the first or the last; the first unit has a name."""
    found: dict[str, Unit] = {}
    for unit in units.units:
        for name in (alias.text for alias in unit.aliases):
            if name[-1:] in _HEADS and _SHORTEST_SLIP < len(name) <= _LONGEST_NAME + 1:
                for left_out in range(1, len(name) - 1):
                    found.setdefault(name[:left_out] + name[left_out + 1 :], unit)
    return found


def misspelt_unit(text: str, slips: Mapping[str, Unit]) -> tuple[UnitMatch, ...]:
    """A unit whose name was typed with one character left out (交通运局); ``slips`` as of :func:`misspellings`."""
    for end in range(len(text), 3, -1):
        if text[end - 1] not in _HEADS:
            continue
        for start in range(max(0, end - _LONGEST_NAME), end - _SHORTEST_SLIP + 1):
            if unit := slips.get(text[start:end]):
                return (UnitMatch(start, end, text[start:end], unit, "slip"),)
    return ()


def abridged_unit(text: str, units: Registry) -> tuple[UnitMatch, ...]:
    """A unit called by the first word and the end of its printed name (畜牧中心 ← 县畜牧兽医服务中心), when one fits."""
    for head in _ABRIDGED_HEADS:
        end = text.find(head) + len(head)
        if end < len(head):
            continue
        for start in range(max(0, end - _LONGEST_NAME), end - len(head) - 1):
            typed = text[start:end]
            fitting = [unit for unit in units.units if _abridges(typed, unit.name, head)]
            if len(fitting) == 1:
                return (UnitMatch(start, end, typed, fitting[0], "short"),)
    return ()


_DESCRIBED = re.compile(
    r"(?:搞|管|主管|分管|抓|负责|干)(?P<field>[一-鿿]{2,8}?)的(?:那|这)?(?:个|家)?(?:局|部门|单位|委|办|大队|中心)"
)


def described_unit(text: str, units: Registry) -> tuple[UnitMatch, ...]:
    """A unit told by its field (搞旅游文化的那个局), when all words of the field stand in one unit's name only."""
    match = _DESCRIBED.search(text)
    if match is None:
        return ()
    words = [word for word, _ in rjieba.tag(match["field"]) if len(word) > 1]
    fitting = [unit for unit in units.units if words and all(word in unit.name for word in words)]
    if len(fitting) != 1 or sum(map(len, words)) < len(match["field"]):
        return ()
    return (UnitMatch(match.start(), match.end(), match[0], fitting[0], "described"),)


def _abridges(typed: str, name: str, head: str) -> bool:
    """Whether ``typed`` is a beginning of the name, level and place aside, and its head."""
    first = typed.removesuffix(head).lstrip("省市县区")
    return len(first) > 1 and name.endswith(head) and first in name[: _LEVEL_AND_WORD + len(first)]
