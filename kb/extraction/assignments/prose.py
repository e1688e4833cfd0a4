"""Responsibility in running prose, where a provision has no statement of its own: 由X牵头，…; a heading that is a unit."""

from collections.abc import Iterator, Sequence

from kb.extraction.assignments.mentions import Standing, mentions_of
from kb.extraction.assignments.place import heading_for
from kb.extraction.assignments.statement import read_statement
from kb.extraction.assignments.wording import wordings
from kb.models import Assignment, DocumentInfo, Outline, Provision, UnitMention, span_of
from kb.parsing.purpose import purpose_of
from kb.rules import Rule
from kb.units.naming import looks_like_unit


def prose_assignments(outline: Outline, info: DocumentInfo, found: Sequence[Assignment]) -> list[Assignment]:
    """Assignments read from prose in task provisions that no statement covers; confidence as the rule says."""
    stated = {assignment.provision for assignment in found}
    by_id = {rule.id: rule for rule in wordings("prose")}
    prose: list[Assignment] = []
    for provision in outline.provisions:
        # Articles of a law give competences, not tasks of a plan.
        if provision.id in stated or provision.number.endswith("条") or purpose_of(outline, provision) != "task":
            continue
        duty = _duty(outline, info, provision, by_id["prose-duty"])
        said = _said(outline, info, provision, by_id["prose-sentence"])
        prose += [duty] if duty else said or _led(outline, info, provision, by_id["prose-by"])
    return prose


def _said(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> list[Assignment]:
    """A last sentence that is nothing but units and their roles."""
    body = outline.text[provision.body_start : provision.own_end].rstrip().rstrip("。")
    start = provision.body_start + max(body.rfind(mark) for mark in "。；\n") + 1
    end = provision.body_start + len(body)
    if end - start > 400 or not rule.pattern.search(outline.text[start:end]):
        return []
    reading = read_statement(outline.text, start, end)
    if reading.strange or not any(unit.role == "lead" for unit in reading.units):
        return []
    units = mentions_of(outline.text, reading.units, Standing(), info.place)
    return [_assignment(outline, provision, start, end, units, rule)]


def _led(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> Iterator[Assignment]:
    """由X牵头 anywhere in the provision's own text; all its units must be names."""
    for match in rule.pattern.finditer(outline.text, provision.body_start, provision.own_end):
        reading = read_statement(outline.text, match.start("units"), match.end("verb"))
        if reading.units and not reading.strange:
            yield _assignment(
                outline,
                provision,
                match.start(),
                match.end(),
                mentions_of(outline.text, reading.units, Standing(), info.place),
                rule,
            )


def _duty(outline: Outline, info: DocumentInfo, provision: Provision, rule: Rule) -> Assignment | None:
    """A heading that is nothing but units over a body that says what they see to."""
    start = provision.start + len(provision.heading.quote) - len(provision.title)
    end = provision.heading.end
    if not provision.title or not looks_like_unit(provision.title.split("、")[-1]):
        return None
    verb = rule.pattern.search(outline.text[provision.body_start : provision.own_end].lstrip()[:8])
    reading = read_statement(outline.text, start, end)
    if verb is None or not reading.units or reading.strange:
        return None

    body_end = outline.text.find("。", provision.body_start, provision.own_end)
    stop = body_end + 1 if body_end >= 0 else provision.own_end
    units = mentions_of(outline.text, reading.units, Standing(), info.place)
    return _assignment(outline, provision, start, stop, units, rule)


def _assignment(
    outline: Outline, provision: Provision, start: int, end: int, units: tuple[UnitMention, ...], rule: Rule
) -> Assignment:
    return Assignment(
        provision=provision.id,
        heading=heading_for(outline, provision, start),
        statement=span_of(outline.text, start, end),
        units=units,
        open_list=False,
        deadline=None,
        deadline_text=None,
        rule=rule.id,
        confidence=float(rule.extra["confidence"]),
    )
