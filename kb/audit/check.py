"""The health check of plans: every check over one plan, worded by the catalogue."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from kb.audit.catalogue import load_catalogue
from kb.audit.checks.bodies import body_spots
from kb.audit.checks.citing import citing_spots
from kb.audit.checks.commitments import commitment_spots
from kb.audit.checks.deadlines import deadline_spots
from kb.audit.checks.form import form_spots
from kb.audit.checks.overlap import overlap_spots
from kb.audit.checks.quantities import quantity_spots
from kb.audit.checks.scope import scope_spots
from kb.audit.checks.shapes import shape_spots
from kb.audit.checks.targets import target_spots
from kb.audit.checks.units import unit_spots
from kb.audit.checks.variants import variant_spots
from kb.audit.checks.wording import wording_spots
from kb.audit.models import SEVERITIES, Finding, RelatedPlace, Spot
from kb.audit.plan import Plan
from kb.graph.shapes import Departure
from kb.models import ParsedDocument

_CHECKS: tuple[Callable[[Plan], Iterator[Spot]], ...] = (
    unit_spots,
    body_spots,
    target_spots,
    quantity_spots,
    scope_spots,
    overlap_spots,
    commitment_spots,
    citing_spots,
    variant_spots,
    wording_spots,
    form_spots,
)
_ID_LENGTH = 10


def check_plan(document: ParsedDocument, departed: Iterable[Departure]) -> tuple[Finding, ...]:
    """The findings of one document, severest first, then in the order of the text.

    :param departed: where the graph of the document departs from the shapes; those of other documents are passed over.
    :raises RuleError: a data file of the checks is malformed.
    """
    plan = Plan(document)
    own = [departure for departure in departed if departure.document == document.info.id]
    spots = [*shape_spots(plan, own), *deadline_spots(plan, own)]
    for check in _CHECKS:
        spots.extend(check(plan))
    order = {rule: place for place, rule in enumerate(load_catalogue())}
    unique = {(spot.rule, spot.section, spot.span): spot for spot in reversed(spots)}
    by_place = sorted(unique.values(), key=lambda spot: (spot.span.start, order[spot.rule], spot.span.end))
    seen: Counter[str] = Counter()
    findings = [_finding(document.info.id, spot, seen) for spot in by_place]
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def _finding(document: str, spot: Spot, seen: Counter[str]) -> Finding:
    entry = load_catalogue()[spot.rule]
    identity = "\0".join((document, spot.rule, spot.section, spot.span.quote))
    seen[identity] += 1
    digest = hashlib.sha256(f"{identity}\0{seen[identity]}".encode()).hexdigest()[:_ID_LENGTH]
    return Finding(
        id=digest,
        document=document,
        rule=entry.id,
        label=entry.label,
        severity=entry.severity,
        message=entry.worded(spot.values),
        advice=entry.advice,
        section=spot.section,
        span=spot.span,
        related=tuple(RelatedPlace(section, span) for section, span in spot.others),
    )
