"""Recognising printed unit names: their level prefix, what looks like a unit, what is a collective.

All word lists stand in ``ontology/units.yaml``; a name is taken apart by :mod:`kb.units.reading`.
"""

import re
from functools import lru_cache

from kb.units.lexicon import load_lexicon
from kb.units.reading import read_name, read_stem, without_brackets

_CACHE = 65536
_NOT_IN_NAMES = re.compile(r"[。；;：:！!？?，,《》〈〉“”\"〔〕\[\]\n\t%％=＝]|\d{3,}")
_LIST = re.compile(r"[、和与及]")
_LONGEST = 40
_SHORT_HEADS = "局办委"
_ORGANS = ("委", "政府", "人大", "政协", "纪委", "直", "级机关")


@lru_cache(maxsize=_CACHE)
def level_prefix(name: str) -> str:
    """The printed level prefix that a list of units may share: 市工信局 -> 市; "" when the name has none.

    A prefix counts only before a name that can stand without it: 市场监管局 has none, 市市场监管局 has 市.
    """
    name = name.strip()
    reading = read_name(name)
    if reading is not None:
        return reading.prefix if reading.level != "state" else ""
    if name.startswith(load_lexicon().words["not_prefix"]) and not _stands_after_prefix(name):
        return ""
    for prefix, level in load_lexicon().levels.items():
        rest = name[len(prefix) :]
        if level != "state" and name.startswith(prefix) and _stands_alone(rest):
            return prefix
    return ""


@lru_cache(maxsize=_CACHE)
def looks_like_unit(text: str) -> bool:
    """Whether the whole text is plausibly one unit name, collective names included; sentences and labels are not."""
    text = text.strip()
    lexicon = load_lexicon()
    if not _may_be_name(text):
        return False
    if text in lexicon.words["bare"] or read_name(text) is not None or lacks_head(text):
        return True
    if text in lexicon.words["not_unit"] or text.startswith(lexicon.words["sentence_start"]):
        return False
    if is_collective(text):
        return True
    if _LIST.search(without_brackets(text)) and not _list_inside_name(text):
        return False
    if lexicon.sentence_pattern.search(text) or holds_boundary(text):
        return False
    named = has_head(text) or bool(level_prefix(text))
    return named and not any(word in text for word in lexicon.words["sentence_inside"])


@lru_cache(maxsize=_CACHE)
def is_collective(text: str) -> bool:
    """Whether the name describes units without listing them: 各…, 有关部门, 负有…职责的部门, 县直有关部门、单位."""
    text = text.strip()
    if not _may_be_name(text):
        return False
    reading = read_name(text)
    return (reading is None or bool(reading.own)) and any(
        rule.pattern.search(text) for rule in load_lexicon().collectives
    )


def lacks_head(name: str) -> bool:
    """Whether the name is a level prefix and a stem without its head: 县应急."""
    prefixes = load_lexicon().levels
    return any(name.startswith(prefix) and read_stem(name[len(prefix) :]) is not None for prefix in prefixes)


def _stands_after_prefix(name: str) -> bool:
    """Whether a name or a long stem of the lexicon follows a prefix: 市市场监管局, 市政务服务中心管理办公室."""
    rests = [name[len(prefix) :] for prefix in load_lexicon().levels if name.startswith(prefix)]
    if any(read_name(rest) is not None or read_stem(rest) is not None for rest in rests):
        return True
    return any(read_stem(rest[:size]) is not None for rest in rests for size in (3, 4, 5) if size < len(rest))


def _stands_alone(rest: str) -> bool:
    """Whether what follows a prefix is a name: 投资促进局, as short as 科委, or without its head: 应急."""
    if rest.startswith(_ORGANS) or read_stem(rest) is not None:
        return True
    return has_head(rest) or (len(rest) == 2 and rest[-1] in _SHORT_HEADS and has_head(f"某{rest}"))


def has_head(text: str) -> bool:
    """Whether the text, brackets aside, ends in an organisational head with something in front of it."""
    lexicon = load_lexicon()
    bare = without_brackets(text)
    if bare.endswith(lexicon.words["not_ending"]) or bare in lexicon.words["not_unit"]:
        return False
    heads = lexicon.organisation_heads + lexicon.place_heads
    return any(bare.endswith(head) and len(bare) >= max(3, len(head) + 1) for head in heads)


def holds_boundary(text: str) -> bool:
    """Whether a name ends inside the text and one with a level prefix begins: 市商务局市工信局."""
    heads = load_lexicon().organisation_heads
    return any(
        text[:cut].endswith(heads) and (text[cut] == "各" or level_prefix(text[cut:]))
        for cut in range(2, len(text) - 1)
    )


def _may_be_name(text: str) -> bool:
    balanced = text.count("（") + text.count("(") == text.count("）") + text.count(")") and text[:1] not in "（("
    return 2 <= len(text) <= _LONGEST and balanced and not _NOT_IN_NAMES.search(text)


def _list_inside_name(text: str) -> bool:
    """Whether the joiner belongs to one name: 县城市建设和管理局; not 发改局和财政局."""
    parts = _LIST.split(without_brackets(text))
    return "、" not in without_brackets(text) and not any(has_head(part) or not part for part in parts[:-1])
