"""Places that a question names: provinces, cities and counties, towns and subdistricts."""

import re

import rjieba

_TOWN = re.compile(r"(?![省市县区州]城镇)(?:(?![各乡全我本在个建制的和是])[一-鿿]){2}(?:镇|街道)")
_NAME = 2
# Kinds of words (ICTCLAS tags) that stand before a place and are no part of it: 除了淄博市, 请问长岭市.
_LEAD_IN = ("v", "d", "p", "c", "r", "u", "m", "a", "t", "f", "q")
_PLACE_TAGS = ("ns", "nr", "nz")


def towns(text: str) -> tuple[str, ...]:
    """The towns and subdistricts named, in order; what is said of them must name them too."""
    found = (town for town in _TOWN.findall(text) if not rjieba.tag(town[:_NAME])[0][1].startswith(_LEAD_IN))
    return tuple(dict.fromkeys(found))


def place_in(candidate: str) -> str:
    """The place in a run of characters that ends in a level (省市县区州旗), without the words before it; "" for none.

    >>> place_in("除了淄博市"), place_in("请核实县"), place_in("小区")
    ('淄博市', '', '')
    """
    words = rjieba.tag(candidate[:-1])
    kept = list(words)
    while kept and kept[0][1].startswith(_LEAD_IN):
        kept = kept[1:]
    if not kept or kept[-1][1].startswith(_LEAD_IN) or _is_common_noun(candidate):
        return ""
    # After such a word only a name that the dictionary has is surely a place: 核实县 is none.
    if len(kept) < len(words) and not kept[-1][1].startswith(_PLACE_TAGS):
        return ""
    if kept[-1][1].startswith("ns"):
        kept = kept[-1:]
    return "".join(word for word, _ in kept) + candidate[-1]


def _is_common_noun(candidate: str) -> bool:
    """Whether the word that ends in the level is a dictionary word of more characters: 景区, 超市, 城市 are no places."""
    word, tag = rjieba.tag(candidate)[-1]
    return len(word) > 1 and (word in _COMMON or not tag.startswith("ns")) and rjieba.has_word(word)


# Words for kinds of places that the dictionary marks as names of places.
_COMMON = frozenset({"城市", "都市", "县市", "地市", "省市", "市县", "县区", "城区", "市区", "园区", "地区", "山区"})
