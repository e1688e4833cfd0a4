"""One segment of a statement → the unit names in it, with what a list leaves out put back.

Put back: the rest of a collective (各市、自治州人民政府), a shared tail (济南、青岛市政府), a bare 单位 after 部门.
Taken apart: names joined by 和, 及, 与 when both sides are names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.units.naming import is_collective, looks_like_unit, mend_slip

_AREA = "省|自治区|直辖市|市|自治州|州|盟|地区|县|自治县|区|旗|乡|镇|街道|园区|开发区|高新区|新区|功能区|乡镇|镇街|镇办|县区|区县|县市区|市县|市州|州市|市区|地市|苏木|农场|林场|管理区|社区|村"
_ALL_AREAS = re.compile(rf"(?:各(?:有关|相关)?|有关|相关|沿线|试点|沿海)(?:{_AREA})+(?:[（(〔].{{1,12}}[）)〕])?")
_AREA_BODY = re.compile(
    rf"(?:{_AREA})*(?:[（(〔].{{1,12}}[）)〕])?(?:人民政府|政府|管委会|管理委员会|党工委|办事处|党委|行政公署|行署)"
)
_SOME_BODIES = re.compile(r".*(?:有关|相关|各|职责的?|主管|成员|直属?|其他)(?:职能|责任|职责|主管)?(?:部门|单位|机构)")
# 各 and the like reach over the 、: 各镇人民政府、街道办事处 is one description, 高新区管委会 behind it a body of its own.
_QUALIFIED = re.compile(r"(?:各(?:有关|相关)?|有关|相关|沿线|试点|沿海).+")
_PLAIN_BODY = re.compile(
    r"(?:省|自治区|直辖市|市|自治州|州|盟|地区|县|自治县|区|旗|乡|镇|街道|乡镇|村)*(?:人民政府|政府|办事处|党委|党工委|行政公署|行署)"
)
_PLACE_PARTY = re.compile(r"(?P<place>[一-龥]{2,6})(?P<area>[县区市州旗镇乡盟])(?:委|党委)")
_BARE = re.compile(r"(?:单位|部门|机构|企业|企事业单位|行业|街道|单位和企业)")
_TAIL = re.compile(r"[一-龥]{2,4}?(?P<area>省|市|县|区|州|旗|镇|乡|街道)?(?P<tail>人民政府|政府|管委会|办事处)")
_AREA_ENDS = ("省", "市", "县", "区", "州", "旗", "镇", "乡")
_JOINT = re.compile(r"以及|及其|和|及|与|暨")
# 各市〔州〕 and 各市（州） are the same to every test of a name.
_ROUND = str.maketrans("〔〕［］[]()〈〉", "（）（）（）（）（）")
# 各… without a verb in it; the lexicon's collectives come on top.
_EACH = re.compile(r"各(?:(?!要|应当|应该|必须|切实|认真|加强|牵头|配合)[^，。；])+")
_PLACE = re.compile(r"[一-龥]{2,8}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Printed text ``start..end`` of one unit; ``name`` is it with what the list left out put back."""

    start: int
    end: int
    name: str
    joined_by: str = "、"


def pieces_of(text: str, start: int, end: int, joined_by: str) -> Iterator[Piece]:
    """The names in ``text[start:end]``, which no separator parts: more than one only around 和, 及, 与."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    printed = text[start:end]
    for joint in _JOINT.finditer(printed):
        left, right = printed[: joint.start()], printed[joint.end() :]
        if joint[0] != "及其" and is_whole_name(left) and right and _all_names(right):
            yield Piece(start, start + joint.start(), _clean(left), joined_by)
            yield from pieces_of(text, start + joint.end(), end, "和")
            return
    if printed:
        yield Piece(start, end, _clean(printed), joined_by)


def rejoined(text: str, pieces: Sequence[Piece], *, shared: bool = True) -> list[Piece]:
    """Pieces of one list with split collectives made whole and shared tails put back.

    ``shared``: a description reaches over the 、 (各镇人民政府、街道办事处 is one); lists of addressees count each body.
    """
    whole: list[Piece] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        if last is not None and piece.joined_by in "、和" and _continues(last.name, piece.name, shared):
            whole[-1] = Piece(last.start, piece.end, _clean(text[last.start : piece.end]), last.joined_by)
        elif last is not None and (organ := _organ_of_place(last.name, piece.name)):
            whole.append(Piece(piece.start, piece.end, organ, piece.joined_by))
        else:
            whole.append(piece)
    return _with_tails(whole)


def _organ_of_place(left: str, right: str) -> str | None:
    """岭阳区委、区政府 → 岭阳区政府: the second organ of a place named with the first."""
    party = _PLACE_PARTY.fullmatch(left)
    if party and right in (f"{party['area']}政府", f"{party['area']}人民政府"):
        return party["place"] + right
    return None


def _continues(left: str, right: str, shared: bool) -> bool:
    """Whether ``left`` is an unfinished collective that ``right`` completes."""
    if _ALL_AREAS.fullmatch(left):
        return bool(_AREA_BODY.fullmatch(right)) or bool(re.fullmatch(rf"(?:{_AREA})+", right))
    if _BARE.fullmatch(right):
        return bool(_SOME_BODIES.fullmatch(left))
    if shared and _QUALIFIED.fullmatch(left) and _PLAIN_BODY.fullmatch(right):
        return True
    return bool(re.fullmatch(rf"(?:各|有关|相关|沿线)(?:{_AREA}|、)+", left) and _AREA_BODY.fullmatch(right))


def _with_tails(pieces: Sequence[Piece]) -> list[Piece]:
    """济南、青岛市政府 → 济南市政府, 青岛市政府: a bare place takes the tail of the list it stands in."""
    named = list(pieces)
    for i in range(len(named) - 2, -1, -1):
        piece, following = named[i], named[i + 1]
        tail = _TAIL.fullmatch(following.name)
        if tail is None or following.joined_by not in "、和" or not _PLACE.fullmatch(piece.name):
            continue
        if piece.name.endswith(_AREA_ENDS):
            named[i] = Piece(piece.start, piece.end, piece.name + tail["tail"], piece.joined_by)
        elif not looks_like_unit(piece.name):
            name = piece.name + (tail["area"] or "") + tail["tail"]
            named[i] = Piece(piece.start, piece.end, name, piece.joined_by)
    return named


def is_group(name: str) -> bool:
    """Whether the name describes units instead of naming one."""
    return bool(_EACH.fullmatch(name)) or is_collective(name.translate(_ROUND))


def is_unit_name(name: str) -> bool:
    """Whether the name is a unit's, a group's, or one that lost its last character (县应急)."""
    return is_whole_name(name) or mend_slip(_clean(name)) is not None


def is_whole_name(name: str) -> bool:
    """Whether the name is complete: a unit's or a group's, with its head."""
    plain = _clean(name).translate(_ROUND)
    return (looks_like_unit(plain) and mend_slip(plain) is None) or is_group(plain)


def _all_names(text: str) -> bool:
    if is_whole_name(text):
        return True
    return any(
        is_whole_name(text[: j.start()]) and _all_names(text[j.end() :]) for j in list(_JOINT.finditer(text))[:4]
    )


def _clean(text: str) -> str:
    return re.sub(r"\s+", "", text)
