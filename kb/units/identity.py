"""Which organisation a printed name means: the same key for 县发改局 and 县发展和改革局, different keys for what differs.

A key is ``place/what``: the place is the document's own, the one in the name, or a description of it when the name
only says how it lies to the document's place (市应急局 in a county's plan: 高青县所在市).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.units.lexicon import LEVELS, Body, load_lexicon
from kb.units.reading import Reading, read_name, read_stem, without_brackets
from kb.units.recognition import is_collective, level_prefix

_BRANCH = re.compile(r"(?P<office>[一-龥]+局)(?P<place>[一-龥]{2,8})分局")
_HIGHER, _LOWER = "所在", "下辖"
_DESCRIBED = re.compile(f".(?:{_HIGHER}|{_LOWER}).{{1,3}}$")
_MAIN_HEADS = (
    "部",
    "委员会",
    "委",
    "总局",
    "局",
    "厅",
    "办公室",
    "办",
    "总署",
    "署",
    "会",
    "管理局",
    "事务局",
    "分局",
    "",
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a name means. ``ids`` are entries of the lexicon (none when it does not know the name); ``core`` says what
    the organisation is, whatever its place. ``own``: it belongs to the document's place or level itself."""

    place: str
    level: str
    prefix: str
    core: str
    kind: str
    ids: tuple[str, ...] = ()
    head: str = ""
    own: bool = True
    collective: bool = False

    @property
    def key(self) -> str:
        """The same for two names of one organisation."""
        scope = self.place or (self.level if self.prefix else "")
        return f"{scope}/{self.core}"

    @property
    def named_place(self) -> str:
        """The place when it is a name (高青县), "" when it only describes one (高青县所在市)."""
        return "" if _DESCRIBED.search(self.place) else self.place


@lru_cache(maxsize=65536)
def short_place(place: str) -> str:
    """A place without its level: 高青县 -> 高青, 广西壮族自治区 -> 广西; two characters stay (和县)."""
    for suffix in load_lexicon().levels:
        if place.endswith(suffix) and len(place) - len(suffix) >= 2:
            place = place[: -len(suffix)]
            break
    else:
        return place
    peoples = load_lexicon().words["ethnic_groups"]
    while (ending := next((p for p in peoples if place.endswith(p)), "")) and len(place) - len(ending) >= 2:
        place = place[: -len(ending)]
    return place


def place_prefix(place: str) -> str:
    """The prefix that a place's own bodies carry: 高青县 -> 县, 恩施土家族苗族自治州 -> 州, 北京市 -> 市."""
    ending = next((prefix for prefix in load_lexicon().levels if place.endswith(prefix)), "")
    return {"自治州": "州", "自治县": "县", "自治旗": "旗"}.get(ending, ending)


@lru_cache(maxsize=65536)
def identify(name: str, place: str = "", level: str = "", collective: bool = False) -> Identity:
    """What ``name`` means in a document of this place and level; both may be "" when unknown. Never raises."""
    name = _wide_brackets(name.strip())
    if collective or is_collective(name):
        return _collective(name, place, level)
    reading = _read(name, place)
    if reading is None:
        return _unknown(name, place, level)
    scope = _scope(reading.prefix, reading.own, place, level)
    if _of_state(reading, name, level):
        scope = _Scope("", "state", "", level == "state")
    return Identity(
        scope.place,
        scope.level,
        scope.prefix,
        _core(reading),
        _kind(reading),
        reading.ids,
        reading.head,
        scope.own,
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    place: str
    level: str
    prefix: str
    own: bool


def _read(name: str, place: str) -> Reading | None:
    """The reading; names with a parent body in front of the document's own place are read from the place on."""
    short = short_place(place)
    branch = _BRANCH.fullmatch(name)
    if branch and short and branch["place"] in (place, short) and (office := read_name(branch["office"])):
        return Reading(office.ids, head="局", own=place)
    reading = read_name(name)
    if reading is None and short and (at := name.find(short)) > 0:
        inner = read_name(name[at:])
        return inner if inner and inner.body and inner.own in (place, short) else None
    return reading or _stem_alone(name)


def _stem_alone(name: str) -> Reading | None:
    """A department named without its head, with or without prefix: 公安, 县应急."""
    for prefix in ("", *load_lexicon().levels):
        if name.startswith(prefix) and (ids := read_stem(name[len(prefix) :])):
            return Reading(ids, prefix)
    return None


def _of_state(reading: Reading, name: str, level: str) -> bool:
    if reading.own or (reading.prefix and reading.level != "state"):
        return False
    body = load_lexicon().bodies.get(reading.ids[0])
    if body is not None and name in body.bare:
        return level == "state"
    return reading.level == "state" or level == "state"


def _scope(prefix: str, own: str, place: str, level: str) -> _Scope:
    levels = load_lexicon().levels
    if own and not (place and own.endswith((place, short_place(place)))):
        ending = place_prefix(own)
        return _Scope(own, levels.get(ending, ""), ending, own=False)
    own_prefix = place_prefix(place)
    if own or not prefix or prefix == own_prefix or (prefix == "区" and own_prefix == "自治区"):
        return _Scope(place, level, prefix or own_prefix, own=True)
    meant = levels[prefix]
    if not place or not level or level == "state":
        return _Scope("", meant, prefix, own=meant == level or not level)
    if meant == level:
        return _Scope(place, level, prefix, own=True)
    higher = LEVELS.index(meant) < LEVELS.index(level)
    return _Scope(f"{place}{_HIGHER if higher else _LOWER}{prefix}", meant, prefix, own=False)


def _core(reading: Reading) -> str:
    what = "+".join(reading.ids)
    if reading.former:
        return f"{what}~{reading.former}"
    return what if _is_main(reading) else f"{what}:{reading.head}"


def _is_main(reading: Reading) -> bool:
    functions = load_lexicon().functions
    native = {head for i in reading.ids if i in functions for head in functions[i].heads.values()}
    return reading.head in _MAIN_HEADS or reading.head in native


def _kind(reading: Reading) -> str:
    lexicon = load_lexicon()
    entry = lexicon.bodies.get(reading.ids[0])
    if isinstance(entry, Body):
        return entry.kind
    if reading.head in lexicon.division_heads and not _is_main(reading):
        return "division"
    return "institution" if reading.head.endswith("中心") and not _is_main(reading) else "department"


def _collective(name: str, place: str, level: str) -> Identity:
    text = name
    for printed, plain in load_lexicon().collective_variants:
        text = text.replace(printed, plain)
    prefix = level_prefix(name)
    scope = _scope(prefix, "", place, level) if prefix else _Scope(place, level, place_prefix(place), own=True)
    return Identity(scope.place, scope.level, scope.prefix, f"*{text}", "collective", own=scope.own, collective=True)


def _unknown(name: str, place: str, level: str) -> Identity:
    """A name that the lexicon does not know: the same only as itself, with or without prefix and own place."""
    prefix = level_prefix(name)
    rest = name[len(prefix) :]
    own = place if place and name.startswith(place) else ""
    scope = _scope(prefix, own, place, level)
    if not prefix and not own and level != "state":
        scope = _Scope(place, level, place_prefix(place), own=True)
    return Identity(
        scope.place, scope.level, scope.prefix, f"={rest.removeprefix(own)}", _unknown_kind(name), own=scope.own
    )


def _unknown_kind(name: str) -> str:
    bare = without_brackets(name)
    if bare.endswith(("公司", "集团")):
        return "company"
    if bare.endswith(("银行", "支行", "分行", "信用社")):
        return "bank"
    if bare.endswith(("办", "办公室", "专班", "领导小组", "指挥部")):
        return "office"
    if bare.endswith("管委会"):
        return "government"
    if bare.endswith(("局", "委", "厅", "部")):
        return "department"
    return "institution"


def _wide_brackets(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")
