"""The inside of one responsibility statement → units with roles, open list, deadline.

The grammar: segments parted by 、，；。 in order. A label (牵头单位：) gives its role to what follows; a verb at the
end of a segment (牵头, 按职责分工负责) gives its role to the units gathered since the last verb or label.
"""

import re
from dataclasses import dataclass, field, replace

from kb.extraction.assignments.brackets import split_top
from kb.extraction.assignments.unit_lists import Piece, is_unit_name, is_whole_name, pieces_of, rejoined
from kb.extraction.assignments.unwrapping import Unwrapped, unwrap
from kb.extraction.assignments.wording import (
    Label,
    is_gloss,
    is_name_like,
    is_undated,
    label_before,
    open_end,
    verb_at_end,
    wordings,
)
from kb.units.naming import looks_like_unit
from kb.units.reading import read_name
from kb.units.recognition import has_head

_SEPARATORS = "、，,；;。\n|｜"
_COLONS = "：:"
_FRAMES = "【［["
_LABEL_ENDS = _COLONS + "】］]"
_LAST_BRACKET = re.compile(r"[（(〈〔\[<]([^（(〈〔\[<]*)[）)〉〕\]>]$")
_LED_IN = re.compile(r"(?:由|并由|请|其中|其中由|并)(?=[一-龥])")
_TIME = re.compile(r"[\d〇零一二三四五六七八九十]+(?:年|月|日|季度|个月)|年底|月底|季度末|年末|上半年|下半年|年内")


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as the list names it; ``role`` None means that neither label nor verb gave one."""

    piece: Piece
    role: str | None


@dataclass
class Reading:
    """What one statement says. ``strange`` are pieces that do not look like units; short ones among them stand in
    ``units`` too, for whoever has a reason to trust them (a label, a role verb beside known units)."""

    units: list[Named] = field(default_factory=list)
    open_list: bool = False
    deadline_text: str | None = None
    strange: list[Piece] = field(default_factory=list)
    labelled: bool = False

    @property
    def trusted(self) -> bool:
        """Whether the list stands without a label: every piece is a name, or verbs give roles to at least one known unit
        and the rest could be names."""
        if not self.strange:
            return bool(self.units)
        said = any(unit.role for unit in self.units)
        could_be = all(is_name_like(piece.name) for piece in self.strange)
        return said and could_be and len(self.units) > len(self.strange)


@dataclass
class _State:
    text: str
    reading: Reading
    pending: list[Piece] = field(default_factory=list)
    label_role: str | None = None
    holds: str = "units"
    deadline_start: int = -1
    tail: str = ""
    # After 会同 the names may run into what the units do together.
    beside: bool = False

    def close(self, role: str | None) -> None:
        """Give ``role`` to the units gathered so far."""
        for piece in rejoined(self.text, self.pending):
            if self.tail and not is_whole_name(piece.name):
                self.reading.units.append(Named(replace(piece, name=piece.name + self.tail), role))
            elif is_unit_name(piece.name) or (is_name_like(piece.name) and has_head(piece.name)):
                self.reading.units.append(Named(piece, role))
            else:
                self.reading.strange.append(piece)
                if is_name_like(piece.name):
                    self.reading.units.append(Named(piece, role))
        self.pending, self.tail = [], ""


def read_statement(text: str, start: int, end: int, role: str | None = None) -> Reading:
    """Read ``text[start:end]``, brackets and standing sentences already left out; ``role`` is that of the table column."""
    line = unwrap(text, start, end)
    state = _State(line.text, Reading(), label_role=role)
    for begin, stop, before in split_top(line.text, 0, len(line.text), _SEPARATORS):
        if before in "；;" and state.holds != "units":
            state.holds = "units"
        _segment(state, begin, stop, before)
    state.close(state.label_role)
    reading = state.reading
    reading.units = [Named(_in_original(unit.piece, line), unit.role) for unit in reading.units]
    reading.strange = [_in_original(piece, line) for piece in reading.strange]
    return reading


def _in_original(piece: Piece, line: Unwrapped) -> Piece:
    start, end = line.original(piece.start, piece.end)
    return Piece(start, end, piece.name, piece.joined_by)


def _segment(state: _State, begin: int, end: int, before: str) -> None:
    """One segment; a label inside it (甲　配合单位：乙) ends what stands before it."""
    while (label := _label_in(state.text, begin, end)) is not None:
        start, after, found = label
        _content(state, begin, start, before)
        if state.pending:
            state.close(state.label_role)
        state.reading.labelled = True
        state.label_role = found.role if found.holds == "units" else state.label_role
        state.holds = found.holds
        begin, before = after, "，"
    _content(state, begin, end, before)


def _label_in(text: str, begin: int, end: int) -> tuple[int, int, Label] | None:
    """The first label in the segment: where it starts (its 【 included) and where what it labels starts."""
    for i in range(begin, end):
        if text[i] in _LABEL_ENDS and (label := label_before(text, i, begin)):
            framed = text[i] not in _COLONS
            if framed and (label.start == begin or text[label.start - 1] not in _FRAMES):
                continue
            return label.start - framed, i + 1, label
    return None


def _content(state: _State, begin: int, end: int, before: str) -> None:
    printed = state.text[begin:end].strip(" 　\t\xa0。，；、")
    if not printed:
        return
    if state.holds == "deadline" or is_time(printed):
        _add_time(state, begin, end)
    elif state.holds == "units":
        _units(state, begin, end, before)


def is_time(printed: str) -> bool:
    """Whether a piece of a statement is a time, dated (2022年底前完成) or not (长期坚持)."""
    if is_undated(printed):
        return True
    return len(printed) <= 30 and _TIME.search(printed) is not None and not looks_like_unit(printed)


def _add_time(state: _State, begin: int, end: int) -> None:
    """Keep the wording of the deadline; a second piece of it (2022年底前完成，长期坚持) extends the first."""
    if state.deadline_start < 0:
        state.deadline_start = begin
    state.reading.deadline_text = state.text[state.deadline_start : end].strip()


def _units(state: _State, begin: int, end: int, before: str) -> None:
    begin += len(state.text[begin:end]) - len(state.text[begin:end].lstrip())
    led_in = _LED_IN.match(state.text, begin, end)
    if led_in:
        begin = led_in.end()
    role: str | None = None
    stop = begin + len(state.text[begin:end].rstrip())
    whole = state.text[begin:stop]
    # 县政协办 ends like 协办 and is a name.
    verb = None if read_name(whole) is not None else verb_at_end(whole)
    if verb:
        role, stop = _role_beside_label(verb.role, state.label_role), begin + verb.start
    else:
        role, stop = _verb_inside(state.text, begin, stop)
    opened = open_end(state.text[begin:stop])
    if opened is not None:
        state.reading.open_list = True
        state.tail = "部门" if state.text.startswith("等部门", begin + opened) else ""
        stop = begin + opened
    marked = _add_pieces(state, begin, stop, before)
    if role or marked:
        state.close(marked or role)


def _role_beside_label(verb_role: str, label_role: str | None) -> str:
    """Under 牵头单位： or 配合单位： a plain 负责 says nothing new; the label's role holds."""
    specific = label_role in ("lead", "participate", "guide")
    return label_role if specific and label_role and verb_role == "responsible" else verb_role


def _verb_inside(text: str, begin: int, end: int) -> tuple[str | None, int]:
    """县公安局负责道路交通安全: a unit, its verb, and what it sees to."""
    for match in re.finditer(r"(?:牵头|负责|配合|指导)(?!的)", text[begin:end]):
        unit = text[begin : begin + match.start()]
        if looks_like_unit(unit) and not looks_like_unit(text[begin:end]):
            verb = verb_at_end(text[begin : begin + match.end()])
            return (verb.role, begin + match.start()) if verb else (None, end)
    return None, end


def _add_pieces(state: _State, begin: int, end: int, before: str) -> str | None:
    """Add the names of one segment. X会同Y gives X the lead; a bracket behind may hold a gloss or a role (（牵头）)."""
    between = wordings("between")[0].pattern.search(state.text, begin, end)
    if between and between.start() > begin and looks_like_unit(state.text[begin : between.start()].strip()):
        _add_pieces(state, begin, between.start(), before)
        state.close("lead")
        state.label_role = "participate"
        begin, before, state.beside = between.end(), "，", True
    if state.beside:
        end = _before_act(state.text, begin, end)
    middle = wordings("open_middle")[0].pattern.search(state.text, begin, end)
    if middle and middle.start() > begin:
        state.reading.open_list = True
        _add_pieces(state, begin, middle.start(), before)
        return _add_pieces(state, middle.end(), end, "和")
    stop, marked = end, None
    last = _LAST_BRACKET.search(state.text[begin:stop])
    if last:
        verb = verb_at_end(last[1])
        marked = verb.role if verb and verb.start == 0 else None
        stop = begin + last.start() if marked or is_gloss(last[1]) else stop
    if marked:
        state.close(state.label_role)
    state.pending.extend(pieces_of(state.text, begin, stop, before or "、"))
    return marked


def _before_act(text: str, begin: int, end: int) -> int:
    """Where the names after 会同 end and what they do begins; ``end`` when nothing but names follows."""
    acts = (act.start() for act in wordings("act")[0].pattern.finditer(text, begin, end))
    return next((at for at in acts if is_whole_name(text[begin:at].split("和")[-1])), end)
