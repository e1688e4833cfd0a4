"""Completing printed unit names: the prefix that a list shares, the head that was forgotten."""

import re
from functools import lru_cache

from kb.units.lexicon import load_lexicon
from kb.units.reading import Reading, read_name, read_stem, without_brackets
from kb.units.recognition import is_collective, level_prefix, looks_like_unit

_CACHE = 65536
_OWN_PLACE = re.compile(r"[一-龥]{2,7}?(?:省|市|县|区|州|盟|旗|镇|乡|街道)(?=[一-龥]{2})")
# 自治区党委组织部, where a county says 县委组织部
_PARTY_BY_NAME = ("自治区", "兵团", "地区")
_BODY_HEADS = ("部", "办", "会", "局", "院", "委", "校", "社", "中心")


@lru_cache(maxsize=_CACHE)
def mend_slip(name: str) -> str | None:
    """A name whose head was forgotten, completed as its level demands: 县应急 -> 县应急局, 省应急 -> 省应急厅.

    None when the name is complete, has no level prefix, or its stem is unknown.
    """
    name = name.strip()
    if read_name(name) is not None:
        return None
    for prefix, level in load_lexicon().levels.items():
        functions = read_stem(name[len(prefix) :]) if name.startswith(prefix) else None
        if functions:
            return name + load_lexicon().functions[functions[0]].heads[level]
    return _mended_body(name)


def _mended_body(name: str) -> str | None:
    """县委组织 -> 县委组织部, where exactly one body of the lexicon is that name plus its head."""
    if not name.startswith(tuple(load_lexicon().levels)) or len(name) < 3:
        return None
    readings = {name + head: read_name(name + head) for head in _BODY_HEADS}
    bodies = {whole: reading.ids for whole, reading in readings.items() if reading and reading.body and reading.prefix}
    return next(iter(bodies)) if len(bodies) == 1 else None


@lru_cache(maxsize=_CACHE)
def restore_prefix(name: str, prefix: str, *, place: str = "") -> str:
    """The name with the prefix its list shares, where it lacks one and may take one: 发改委 + 市 -> 市发改委.

    Collectives, bodies of the state and names with a place of their own stay as printed. ``place`` (高青县) completes
    the names that carry the whole place: 共青团 -> 共青团高青县委员会; without it 团县委.
    """
    if not prefix or level_prefix(name) or is_collective(name) or _is_branch(name):
        return name
    reading = read_name(name)
    if reading is None:
        return prefix + name if _may_take_prefix(name) and not name.startswith(prefix) else name
    if reading.own or reading.level == "state" or reading.prefix or _is_national(name, reading):
        return name
    if reading.body:
        return _restored_body(name, reading.ids[0], prefix, place)
    return prefix + name if not reading.spoken or name.endswith(load_lexicon().function_heads) else name


def _restored_body(name: str, body_id: str, prefix: str, place: str) -> str:
    lexicon = load_lexicon()
    if body_id not in lexicon.bodies:
        return prefix + name
    body = lexicon.bodies[body_id]
    if body.kind == "mass" and place and body.full.startswith(name + "{o}"):
        return body.full.replace("{o}", place)
    for wanted in ("{p}委" + name, "{p}" + name):
        if wanted in body.forms:
            organ = "党委" if prefix in _PARTY_BY_NAME else "委"
            return wanted.replace("{p}委", prefix + organ).replace("{p}", prefix)
    return body.forms[0].replace("{p}", prefix) if "{p}" in body.forms[0] else name


def _is_branch(name: str) -> bool:
    """Whether it is a station or branch with its place in front: 石桥派出所; 派出所 alone is not."""
    return any(name.endswith(head) and len(name) >= len(head) + 2 for head in load_lexicon().branch_heads)


def _is_national(name: str, reading: Reading) -> bool:
    lexicon = load_lexicon()
    body = lexicon.bodies.get(reading.ids[0])
    return name.startswith(lexicon.words["national"]) or (body is not None and name in body.state)


def _may_take_prefix(name: str) -> bool:
    lexicon = load_lexicon()
    bare = without_brackets(name)
    if bare.startswith(lexicon.words["national"]) or not (looks_like_unit(name) or read_stem(name)):
        return False
    return (
        not bare.endswith(lexicon.own_name_heads) and not _OWN_PLACE.match(bare) and bare not in lexicon.words["bare"]
    )
