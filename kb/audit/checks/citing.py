"""Cited documents: whose they are, whether they reach beyond the plan. Their numbers are a shape of the graph."""

from collections.abc import Iterator

from kb.audit.models import Spot
from kb.audit.plan import Plan
from kb.audit.wordings import fires
from kb.models import Citation
from kb.numerals import find_dates

# How much of the text before a title may name its issuer: 国务院《关于…的意见》.
_BEFORE = 12


def needs_number(title: str) -> bool:
    """Whether a document of this title is cited with its number."""
    return fires("needs-number", title)


def citing_spots(plan: Plan) -> Iterator[Spot]:
    """Titles that do not tell their level, and titles whose period ends after the plan's."""
    seen: set[str] = set()
    for citation in plan.document.citations:
        if citation.relation != "self" and citation.title not in seen and citation.span.quote.startswith("《"):
            seen.add(citation.title)
            yield from _without_level(plan, citation)
            yield from _beyond(plan, citation)


def _without_level(plan: Plan, citation: Citation) -> Iterator[Spot]:
    before = plan.text[max(0, citation.span.start - _BEFORE) : citation.span.start]
    named_before = before.rstrip("的").endswith(
        ("国务院", "省", "市", "县", "区", "部", "委", "局", "厅", "办公室", "办公厅")
    )
    if not fires("level-of-title", citation.title) and not named_before and citation.number is None:
        yield Spot("citation-no-level", citation.provision, citation.span, {"title": citation.title})


def _beyond(plan: Plan, citation: Citation) -> Iterator[Spot]:
    period = plan.document.info.period
    years = [
        mention for mention in find_dates(citation.title) if mention.first and mention.first.year != mention.date.year
    ]
    if period and years and years[-1].date.year > period[1] and plan.purpose(citation.provision) == "task":
        values = {"title": citation.title, "end": str(years[-1].date.year), "own": str(period[1])}
        yield Spot("cited-period-beyond", citation.provision, citation.span, values)
