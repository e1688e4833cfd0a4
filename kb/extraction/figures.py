"""Figures: every quantity a plan states, with what it measures, how it is compared and what kind it is."""

from collections.abc import Iterator

from kb.extraction.figures_kinds import as_of, comparator_of, kind_of, starts_a_change
from kb.extraction.figures_measures import Measured, distributed, measure
from kb.extraction.figures_quantities import find_quantities
from kb.extraction.figures_scene import Scene, scene_of
from kb.extraction.figures_tables import table_figures
from kb.models import DocumentContext, Figure, Provision, trimmed_span
from kb.parsing import purpose_of


def extract_figures(context: DocumentContext) -> tuple[Figure, ...]:
    """The figures of one document in text order; a range gives two, its lower and its upper bound.

    ``indicator`` is the noun phrase measured, ``span`` runs from it to the number or the counted noun. Quoted
    shorthand, titles, dates, ordinals, names and counts of ideas (三项制度) are no figures; nor is anything in a
    roster or a responsibility statement.
    """
    tabled, tables = table_figures(context)
    scene = scene_of(context, tables)
    told = (figure for provision in context.outline.provisions for figure in _in_provision(scene, provision))
    return tuple(sorted((*tabled, *told), key=lambda figure: (figure.span.start, figure.span.end)))


def _in_provision(scene: Scene, provision: Provision) -> Iterator[Figure]:
    purpose = purpose_of(scene.outline, provision)
    if purpose == "roster":
        return
    floor = provision.start + provision.heading.quote.find(provision.number) + len(provision.number)
    measured: list[Measured] = []
    for quantity in find_quantities(scene.plain, floor, provision.own_end, scene.stops):
        found = measure(scene, provision, quantity, floor, measured) if quantity.start >= floor else None
        if found:
            measured.append(found)
            floor = max(found.end, quantity.end)
    for found in distributed(measured):
        yield from _figures(scene, provision, purpose, found)


def _figures(scene: Scene, provision: Provision, purpose: str, found: Measured) -> Iterator[Figure]:
    quantity = found.quantity
    comparator = comparator_of(found.before, found.after, quantity.family, quantity.more)
    bounds = [(quantity.value, comparator, found.end)]
    if quantity.low is not None:
        bounds = [(quantity.low, ">=", quantity.low_end), (quantity.value, "<=", found.end)]
    for value, sign, end in bounds:
        yield Figure(
            provision=provision.id,
            indicator=found.indicator,
            value=value,
            measure_unit=quantity.unit,
            comparator=sign,
            kind=_kind(scene, provision, purpose, found, comparator),
            as_of=as_of(scene.outline, provision, purpose, quantity.start, scene.dates),
            span=trimmed_span(scene.outline.text, found.start, end),
            rule=quantity.rule,
        )


def _kind(scene: Scene, provision: Provision, purpose: str, found: Measured, comparator: str) -> str:
    if starts_a_change(found.before, found.after):
        return "baseline"
    clause = scene.plain[found.start : scene.clause_end(found.end, provision.own_end)]
    start = scene.sentence_start(found.start, provision.start)
    sentence = scene.plain[scene.day_counted(start, provision.start) : found.end]
    return kind_of(purpose, comparator, found.indicator, clause, sentence)
