"""What a document says about itself → DocumentInfo. Rules: patterns/metadata.yaml (GB/T 9704-2012)."""

import re
from datetime import date

from kb.extraction.assignments.brackets import split_top
from kb.extraction.assignments.unit_lists import pieces_of, rejoined
from kb.extraction.citations import based_on_titles
from kb.extraction.front import Head, head_lines, read_head, rule, signature
from kb.models import DocumentInfo, Outline
from kb.numerals.dates import find_dates

# Groups of the rule `place`, outermost first.
_LEVELS = ("province", "prefecture", "county", "township")
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


def read_info(outline: Outline, document_id: str) -> DocumentInfo:
    """The document's own data; what it does not print stays empty."""
    head = read_head(head_lines(outline))
    title, other = _titles(head)
    signed, printed_date = signature(outline)
    issued = _date(printed_date)
    issuer = _issuer(title, other, signed)
    place, level = _jurisdiction(issuer, title)
    return DocumentInfo(
        id=document_id,
        title=title,
        number=head.number,
        issuer=issuer,
        issued=issued,
        addressees=_addressees(head.addressees.rstrip("：:")),
        based_on=based_on_titles(outline),
        other_title=other,
        place=place,
        level=level,
        period=_period(title) or _period(other or ""),
    )


def _titles(head: Head) -> tuple[str, str | None]:
    """The document's title and its other one. A covering notice whose title names no issuer gives way to the plan."""
    covering = rule("covering").pattern.search(head.title)
    if covering is None:
        return head.title, None
    plan = covering["plan"]
    later = next((title for title in head.later_titles if _same(title, plan)), None)
    if rule("title-issuer").pattern.search(head.title) or later is None:
        return head.title, later or plan
    return later, head.title


def _addressees(printed: str) -> tuple[str, ...]:
    """The bodies addressed, a collective in one piece (各市、县（市、区）人民政府)."""
    pieces = [
        piece
        for begin, end, before in split_top(printed, 0, len(printed), "，,、")
        for piece in pieces_of(printed, begin, end, before or "、")
    ]
    return tuple(printed[piece.start : piece.end] for piece in rejoined(printed, pieces, shared=False))


def _same(one: str, other: str) -> bool:
    return re.sub(r"[\W_]", "", one) == re.sub(r"[\W_]", "", other)


def _issuer(title: str, other: str | None, signed: tuple[str, ...]) -> str | None:
    """Who signs; several signatures are given as the title lists them."""
    titled = next((m["issuer"] for t in (title, other or "") if (m := rule("title-issuer").pattern.search(t))), None)
    if len(signed) == 1:
        return signed[0]
    return titled or "、".join(signed) or None


def _date(printed: str | None) -> date | None:
    mentions = find_dates(printed) if printed else []
    return mentions[0].date if mentions else None


def _jurisdiction(issuer: str | None, title: str) -> tuple[str, str]:
    """Place and level, from the issuer's name or else the title."""
    for name in (issuer or "", title):
        if rule("state-body").pattern.search(name):
            return "", "state"
        match = rule("place").pattern.search(name)
        named = [(level, match[level]) for level in _LEVELS if match and match[level]]
        if named:
            level, place = named[-1]
            return place, "province" if place in _MUNICIPALITIES else level
    return "", ""


def _period(title: str) -> tuple[int, int] | None:
    """The years a plan's title spans: “十四五”, 2018-2020年."""
    for mention in find_dates(title):
        if mention.first and mention.first.year != mention.date.year:
            return mention.first.year, mention.date.year
    return None
