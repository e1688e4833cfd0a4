"""What is due by a date: the words around it that order something."""

import re

from kb.extraction.deadlines_evidence import Place
from kb.models import Provision

_SPACE = " 　\t\n"
_LEADING = re.compile(
    r"^(?:[\s，,、：:）)]|之前|以前|前(?!期)|期间|内(?!部|容|外)|左右|要(?!求|素)|应当?(?!急|用|收)|须|必须|力争|争取|确保)+"
)
_TRAILING = re.compile(
    r"(?:[\s，,、（(：:]|到|至|在|于|最迟|不晚于|不迟于|力争|争取|确保|计划|预计|原则上|赶在|时间|时限)+$"
)
_ORDER = re.compile(r"^(?:按照|依照|对照|围绕|依据|根据)")
_RESPONSIBLE = re.compile(r"[（(〔\[【]?(?:责任|牵头|配合|主办|完成时限|负责)")
_BARE = re.compile(r"(?:全部|全面|基本)?(?:完成|办结|落实到位|落实|到位|见效|实施|销号|整改到位|结束|截止|止|为止)")
_ROLE = re.compile(r"牵头|负责|配合|责任|分工")
_DATED_BRACKET = re.compile(r"[（(][^（）()]*\d[^（）()]*[）)]$")
_CLOSING = ("）", ")")
_COMMAS = ("，", ",")
_CLAUSE_MARKS = re.compile(r"[，。；：\n（(]")
_DIGIT = re.compile(r"\d")
_JOINTS = re.compile(r"[、和与及]")


def due_of(text: str, place: Place, provision: Provision, *, first: Place, labelled: bool) -> tuple[str, int, int]:
    """What is due, and where the date and it stand together. ``first`` is the first of the dates listed with it.

    After a date and a comma everything to the end of the sentence is due, right after it the rest of its clause; a
    date at the end of a clause belongs to that clause, a bare 完成 to the clause before it; a ``labelled`` date, and
    one that stands alone, to the whole provision.
    """
    mention = place.mention
    if place.title_start is not None:
        return _around_title(text, place)
    alone = _own_name(text, provision), mention.start, mention.end
    if labelled:
        return alone
    head_start, head = _head(text, first)
    tail_start, tail_end, after = _tail(text, place)
    if after and not _BARE.fullmatch(after):
        joined = head if tail_end <= place.clause_end else ""
        return joined + after, head_start if joined else mention.start, tail_end
    if head:
        return head + after, head_start, tail_end
    previous = _clause_before(text, first)
    if previous is None or _ROLE.search(previous[1]):
        return alone
    return previous[1], previous[0], tail_end


def _head(text: str, place: Place) -> tuple[int, str]:
    """The clause before the date, without what only leads to it."""
    start = place.clause_start
    closing = _unmatched_closing(text, start, place.mention.start)
    start = start if closing is None else closing + 1
    while start < place.mention.start and text[start] in _SPACE:
        start += 1
    opened = text.rfind("）", start, place.mention.start) < (bracket := text.rfind("（", start, place.mention.start))
    if opened and _RESPONSIBLE.match(text, bracket):
        start = bracket + 1
    return start, _TRAILING.sub("", text[start : place.mention.start].strip(_SPACE))


def _unmatched_closing(text: str, start: int, end: int) -> int | None:
    """The last bracket closed but not opened in ``start..end``: a statement before it is another clause."""
    depth, found = 0, None
    for position in range(start, end):
        depth += text[position] in "（(〔【"
        if text[position] in "）)〕】":
            found = position if depth == 0 else found
            depth = max(0, depth - 1)
    return found


def _tail(text: str, place: Place) -> tuple[int, int, str]:
    """What follows the date, and where it ends."""
    start, end = place.mention.end, place.clause_end
    if not text[start:end].strip(_SPACE + "）)") and text[end : end + 1] in _COMMAS:
        end = place.sentence_end
    end = _unbracketed(text, start, end)
    after = _LEADING.sub("", text[start:end]).rstrip(_SPACE)
    end = start + len(text[start:end].rstrip())
    return start, end + (not after and text[end : end + 1] in _CLOSING), after


def _clause_before(text: str, place: Place) -> tuple[int, str] | None:
    """The clause before the one of the date, in the same sentence."""
    if place.clause_start <= place.sentence_start:
        return None
    start = max(
        place.sentence_start, *(text.rfind(mark, place.sentence_start, place.clause_start - 1) + 1 for mark in _COMMAS)
    )
    clause = text[start : place.clause_start - 1].strip(_SPACE)
    return (start, clause) if clause else None


def dealt_out(due: str, count: int) -> list[str]:
    """分别 with as many objects as dates: 进行中期评估和终期考核 -> 进行中期评估, 进行终期考核; else the whole for each."""
    clause = _CLAUSE_MARKS.split(due, maxsplit=1)[0]
    parts = _JOINTS.split(clause.replace("分别", ""))
    if "分别" not in clause or len(parts) != count or count < 2:
        return [due] * count
    numbers = all(part[:1].isdigit() for part in parts[1:])
    head = _DIGIT.split(parts[0])[0] if numbers else parts[0][: -len(parts[-1])]
    return [parts[0], *(head + part for part in parts[1:])]


def _around_title(text: str, place: Place) -> tuple[str, int, int]:
    """The clause that names the plan; the one after it when it only says 按照."""
    start, end = place.clause_start, place.clause_end
    clause = text[start:end].strip(_SPACE)
    if place.title_start is not None and "》" in text[start : place.title_start]:
        start = place.title_start
    if _ORDER.match(clause) and text[end : end + 1] in "，,":
        following = re.match(r"[^，。；,;\n]*", text[end + 1 : place.sentence_end])
        end += 1 + (following.end() if following else 0)
        return text[place.clause_end + 1 : end].strip(_SPACE), start, end
    return clause, start, end


def _unbracketed(text: str, start: int, end: int) -> int:
    """``end``, or where a responsibility statement or an unopened bracket begins before it."""
    depth = 0
    for position in range(start, end):
        if text[position] in "（(〔【[":
            if _RESPONSIBLE.match(text, position):
                return position
            depth += 1
        elif text[position] in "）)〕】]":
            if depth == 0:
                return position
            depth -= 1
    return end


def _own_name(text: str, provision: Provision) -> str:
    """The provision's title, or the first clause of one that has none."""
    if provision.title:
        return _DATED_BRACKET.sub("", provision.title)
    body = text[provision.body_start : min(provision.own_end, provision.body_start + 80)].strip(_SPACE)
    return _CLAUSE_MARKS.split(body, maxsplit=1)[0]
