"""Where responsibility statements stand in a text: labelled or unlabelled brackets, and labelled lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.extraction.assignments.brackets import Group, top_groups
from kb.extraction.assignments.wording import is_gloss, label_before, wordings
from kb.parsing.headings import heading_of
from kb.parsing.lines import Line, logical_lines

_COLONS = "：:"
_LONGEST = 2000
# A statement broken over lines, or of labels one a line, takes no more lines than this.
_MOST_LINES = 8
# A cheap look before the list is read: some character that ends unit names, before a separator or a verb.
_ORGANS = re.compile(
    r"[局委办部厅署院会等府司队心门位社联协团行关区镇乡校所站处企厂道盟][、，,；;]|牵头|负责|配合|参与|[一-龥]$"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch ``start..end`` that may be a statement; ``inner_start..inner_end`` is it without its brackets.

    ``label`` is True when a label says so; without one every piece must look like a unit.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    rule: str
    label: bool
    confidence: float


def candidates(text: str) -> Iterator[Candidate]:
    """Candidates in order, none inside another."""
    lines = list(logical_lines(text))
    index = 0
    while index < len(lines):
        line, used = _unfolded(text, lines, index)
        if _may_hold(text, line):
            groups = list(top_groups(text, line.start, line.end))
            labelled = _labelled_line(text, [line, *lines[index + used : index + used + _MOST_LINES]], groups)
            if labelled is not None:
                candidate, more = labelled
                yield from _in_brackets(text, line, [g for g in groups if g.end <= candidate.start])
                yield candidate
                used += more - 1
            else:
                yield from _in_brackets(text, line, groups)
        index += used


def _unfolded(text: str, lines: list[Line], index: int) -> tuple[Line, int]:
    """The line, with those after it that its open bracket or open list runs into."""
    line, used = lines[index], 1
    if not _runs_on(text, line):
        return line, used
    while index + used < len(lines) and used < _MOST_LINES:
        following = lines[index + used]
        if not _runs_on(text, line) or heading_of(text, following) is not None:
            break
        line, used = Line(line.start, following.end), used + 1
    if used > 1 and _is_open(text, line):
        return lines[index], 1
    return line, used


def _runs_on(text: str, line: Line) -> bool:
    """Whether the line stops inside a bracket, or in the list after a label."""
    if _is_open(text, line):
        return True
    tail = text[max(line.start, line.end - _LONGEST) : line.end]
    return tail.endswith(("、", "，")) and any(mark in tail for mark in ("单位：", "部门：", "单位:", "部门:"))


def _is_open(text: str, line: Line) -> bool:
    return any(not group.closed for group in top_groups(text, line.start, line.end))


def _may_hold(text: str, line: Line) -> bool:
    return any(text.find(mark, line.start, line.end) >= 0 for mark in "：:（(〔[［【")


def _in_brackets(text: str, line: Line, groups: list[Group]) -> Iterator[Candidate]:
    for group in groups:
        if group.end - group.start > _LONGEST:
            continue
        inner_end = group.end - 1 if group.closed else group.end
        if _opens_with_label(text, group.start + 1, inner_end):
            yield Candidate(group.start, group.end, group.start + 1, inner_end, "bracket-labelled", True, 1.0)
        elif _stands_apart(text, line, group) and _may_be_list(text, group.start + 1, inner_end):
            yield Candidate(group.start, group.end, group.start + 1, inner_end, "bracket-verb", False, 0.95)


def _opens_with_label(text: str, start: int, end: int) -> bool:
    for i in range(start, min(end, start + 24)):
        if text[i] in _COLONS:
            label = label_before(text, i, start)
            return label is not None and label.start - start <= 6
    return False


def _stands_apart(text: str, line: Line, group: Group) -> bool:
    """Whether the bracket closes a sentence or a line, as statements do; glosses stand inside a sentence."""
    before = text[group.start - 1] if group.start > line.start else "\n"
    after = text[group.end] if group.end < line.end else "\n"
    return before in "。；！\n" or after in "。；\n" or before.isspace()


def _may_be_list(text: str, start: int, end: int) -> bool:
    """Whether it may be a list of units; standing sentences are looked past, the reading decides."""
    inner = text[start:end]
    for rule in wordings("standing"):
        match = rule.pattern.search(inner)
        if match:
            inner = inner[: match.start()]
    inner = inner.rstrip("。，；、 　")
    return len(inner) >= 3 and not is_gloss(inner) and _ORGANS.search(inner) is not None


def _labelled_line(text: str, lines: list[Line], groups: list[Group]) -> tuple[Candidate, int] | None:
    """A statement without brackets round it: from its label to the end of the line, following labelled lines included."""
    start = _line_label(text, lines[0], groups)
    if start is None:
        return None
    used, end = 1, _sentence_end(text, start, lines[0].end)
    while end == lines[used - 1].end and used < len(lines):
        following = lines[used]
        if (
            _line_label(text, following, [], ("units", "deadline")) != following.start
            or following.end - following.start > _LONGEST
        ):
            break
        end, used = following.end, used + 1
    return Candidate(start, end, start, end, "line-labelled", True, 1.0), used


def _line_label(text: str, line: Line, groups: list[Group], holds: tuple[str, ...] = ("units",)) -> int | None:
    """Where a label outside brackets begins: 责任单位：…, 【责任单位】…."""
    covered = iter(groups)
    group = next(covered, None)
    i = line.start
    while i < line.end:
        while group is not None and group.end <= i:
            group = next(covered, None)
        if group is not None and group.start <= i:
            label = label_before(text, group.end - 1, group.start) if text[group.start] in "【［[" else None
            if label and label.holds in holds and label.start == group.start + 1 and group.end < line.end:
                return group.start
            i = group.end
            continue
        if text[i] in _COLONS and (label := label_before(text, i, line.start)) and label.holds in holds:
            return label.start
        i += 1
    return None


def _sentence_end(text: str, start: int, end: int) -> int:
    """End of the statement in its line: a full stop ends it unless another label follows."""
    stop = text.find("。", start, end)
    while 0 <= stop < end - 1:
        rest = text[stop + 1 : min(end, stop + 25)]
        colon = min((p for c in _COLONS if (p := rest.find(c)) >= 0), default=-1)
        if colon < 0 or label_before(rest, colon) is None:
            return stop
        stop = text.find("。", stop + 1, end)
    return stop if 0 <= stop < end - 1 else end
