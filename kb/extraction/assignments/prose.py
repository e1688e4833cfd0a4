"""Responsibility in running prose, where a provision has no statement of its own: 由X牵头，…; a heading that is a unit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kb.extraction.assignments.acting import acting_rule, acting_units
from kb.extraction.assignments.brackets import split_top
from kb.extraction.assignments.mentions import Standing, mentions_of
from kb.extraction.assignments.place import date_of, heading_for
from kb.extraction.assignments.statement import Reading, read_statement
from kb.extraction.assignments.unit_lists import is_unit_name
from kb.extraction.assignments.wording import wordings
from kb.models import Assignment, DocumentInfo, Outline, Provision, UnitMention, span_of
from kb.numerals.dates import find_dates
from kb.parsing.purpose import purpose_of
from kb.rules import Rule

_LONGEST_SENTENCE = 300
_MOST_CLAUSES = 4
# What no name holds: the rest of a sentence before it (不由县应急局, 县政府对县应急局).
_NO_NAME = re.compile(r"^[不原非]|由|对[县市省区]|会议")
_COLON = re.compile(r"[：:]")
# A list of units before a colon is at most this long; fewer lines than this are no list of duties.
_LONGEST_UNITS = 120
_FEWEST_LINES = 3
_BY = re.compile(r"前|底|末|印发|完成|建成|出台|上报")


def prose_assignments(outline: Outline, info: DocumentInfo, found: Sequence[Assignment]) -> list[Assignment]:
    """Assignments read from prose in task provisions that no statement covers; confidence as the rule says."""
    stated = {assignment.provision for assignment in found}
    by_id = {rule.id: rule for rule in wordings("prose")}
    prose: list[Assignment] = []
    for provision in outline.provisions:
        if provision.id in stated or purpose_of(outline, provision) != "task" or _is_of_law(provision, info):
            continue
        duty = _duty(outline, info, provision, by_id["prose-duty"])
        said = _said(outline, info, provision, by_id["prose-sentence"])
        listed = _duty_lines(outline, info, provision, by_id["prose-duty"])
        prose += [duty] if duty else listed or said or _led(outline, info, provision, by_id["prose-by"])
    return prose


def _is_of_law(provision: Provision, info: DocumentInfo) -> bool:
    """Whether it is an article of a law, which gives competences and not tasks; a plan may be printed in articles too."""
    return provision.number.endswith("条") and not _PLAN.search(info.title or "")


_PLAN = re.compile(r"(?:方案|规划|计划|意见|纲要|要点)(?:的通知)?(?:[（(〔].{1,20}[）)〕])?$")


def _said(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> list[Assignment]:
    """Sentences that are nothing but units and what they see to, or that begin with X负责，Y配合，…"""
    found = []
    for start, end in _sentences(outline, provision):
        if units := _said_units(outline.text, start, end, info, rule):
            found.append(_assignment(outline, provision, start, end, units, rule, info))
        elif opening := _opening(outline.text, start, end, info, rule):
            found.append(_assignment(outline, provision, start, *opening, rule, info))
        elif acting := acting_units(outline.text, start, end):
            units = mentions_of(outline.text, acting, Standing(), info.place)
            found.append(_assignment(outline, provision, start, end, units, acting_rule(), info))
    return found


def _sentences(outline: Outline, provision: Provision) -> Iterator[tuple[int, int]]:
    """The stretches of its text that stops part. Where it has no heading of its own its first sentence is its title."""
    if provision.title and outline.text[provision.heading.end : provision.heading.end + 1] in ("。", "；"):
        yield provision.heading.end - len(provision.title), provision.heading.end
    for start, end, _ in split_top(outline.text, provision.body_start, provision.own_end, "。；\n"):
        yield start, end


def _opening(
    text: str, start: int, end: int, info: DocumentInfo, rule: Rule
) -> tuple[int, tuple[UnitMention, ...]] | None:
    """The first clauses of a sentence that give two units two roles, whatever follows them."""
    best = None
    for stop in _clause_ends(text, start, end):
        units = _said_units(text, start, stop, info, rule)
        if not units:
            break
        if len({unit.role for unit in units}) > 1:
            best = stop, units
    return best


def _said_units(text: str, start: int, end: int, info: DocumentInfo, rule: Rule) -> tuple[UnitMention, ...]:
    while start < end and text[start].isspace():
        start += 1
    if end - start > _LONGEST_SENTENCE or not rule.pattern.search(text[start:end]):
        return ()
    reading = read_statement(text, start, end)
    if reading.strange or not reading.units or any(unit.role is None for unit in reading.units):
        return ()
    units = mentions_of(text, reading.units, Standing(), info.place)
    if any(_NO_NAME.search(unit.name) for unit in units):
        return ()
    # 各单位要… and the head of a table speak of units in general, they give nobody a task.
    return () if all(unit.collective or "单位" in unit.name for unit in units) else units


def _led(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> Iterator[Assignment]:
    """由X牵头，Y配合 anywhere in the provision's own text: as many clauses as hold nothing but units and roles."""
    text = outline.text
    for match in rule.pattern.finditer(text, provision.body_start, provision.own_end):
        good: tuple[int, Reading] | None = None
        for end in _clause_ends(text, match.end("verb"), provision.own_end):
            reading = read_statement(text, match.start("units"), end)
            if reading.strange or not reading.units or any(_NO_NAME.search(u.piece.name) for u in reading.units):
                break
            good = end, reading
        if good:
            units = mentions_of(text, good[1].units, Standing(), info.place)
            yield _assignment(outline, provision, match.start(), good[0], units, rule, info)


def _clause_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Ends of the clause at ``start`` and of the next ones of its sentence."""
    for _, stop, _ in islice(split_top(text, start, min(end, start + _LONGEST_SENTENCE), "，。；\n"), _MOST_CLAUSES):
        yield stop
        if text[stop : stop + 1] != "，":
            return


def _due(text: str, start: int, end: int) -> str | None:
    """The clause of the rest of the sentence that says by when: ，2024年9月底前印发."""
    end = min(end, start + _LONGEST_SENTENCE)
    stop = text.find("。", start, end)
    for begin, close, _ in split_top(text, start, stop if stop >= 0 else end, "，；"):
        clause = text[begin:close].strip()
        if _BY.search(clause) and find_dates(clause):
            return clause
    return None


def _duty(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> Assignment | None:
    """A heading that is nothing but units over a body that says what they see to."""
    if not provision.title or not is_unit_name(provision.title.split("、")[-1]):
        return None
    start = provision.start + len(provision.heading.quote) - len(provision.title)
    return _duty_at(outline, info, provision, rule, start, provision.heading.end)


def _duty_lines(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> list[Assignment]:
    """Unnumbered paragraphs 县公安局：负责… one below the other: a list of duties from the third on."""
    found = []
    for start, end, _ in split_top(outline.text, provision.body_start, provision.own_end, "\n"):
        while start < end and outline.text[start].isspace():
            start += 1
        colon = _COLON.search(outline.text, start, min(end, start + _LONGEST_UNITS))
        if colon and (duty := _duty_at(outline, info, provision, rule, start, colon.start())):
            found.append(replace(duty, heading=outline.text[start : colon.start()]))
    return found if len(found) >= _FEWEST_LINES else []


def _duty_at(
    outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule, start: int, end: int
) -> Assignment | None:
    """The units at ``start..end`` with the sentence behind their colon."""
    text = outline.text
    verb = rule.pattern.search(text[end : min(provision.own_end, end + 16)].lstrip("：:。 　\n"))
    reading = read_statement(text, start, end)
    if verb is None or not reading.units or reading.strange:
        return None
    role = "lead" if verb["verb"] == "牵头" else None
    units = mentions_of(text, [replace(unit, role=role) for unit in reading.units], Standing(), info.place)
    stop = text.find("。", end + 1, provision.own_end)
    return _assignment(outline, provision, start, stop + 1 if stop >= 0 else provision.own_end, units, rule, info)


def _assignment(
    outline: Outline,
    provision: Provision,
    start: int,
    end: int,
    units: tuple[UnitMention, ...],
    rule: Rule,
    info: DocumentInfo,
) -> Assignment:
    said = _due(outline.text, end, provision.own_end)
    return Assignment(
        provision=provision.id,
        heading=heading_for(outline, provision, start),
        statement=span_of(outline.text, start, end),
        units=units,
        open_list=False,
        deadline=date_of(said, info),
        deadline_text=said,
        rule=rule.id,
        confidence=float(rule.extra["confidence"]),
    )
