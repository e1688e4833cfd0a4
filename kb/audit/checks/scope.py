"""Whose figures they are: a higher level's number inside a lower level's plan."""

from collections.abc import Iterator

from kb.audit.models import Spot
from kb.audit.plan import Plan, Sentence
from kb.audit.wordings import fires
from kb.models import Citation, Figure
from kb.units.identity import short_place

_HIGHER = {
    "province": ("国家", "全国", "国务院"),
    "prefecture": ("国家", "全国", "国务院", "省", "自治区"),
    "county": ("国家", "全国", "国务院", "省", "自治区", "市", "自治州"),
    "township": ("国家", "全国", "国务院", "省", "自治区", "市", "县", "区"),
}
# How much of a title tells its place.
_PLACE = 10
_SAME_MATTER = 40


def scope_spots(plan: Plan) -> Iterator[Spot]:
    """Quantities in a sentence that carries out a higher level's document, without a word whose they are; and what is
    to be built beside such a quantity, with neither place nor day."""
    clouded: set[str] = set()
    for figure in plan.document.figures:
        if figure.kind not in ("target", "planned_quantity") or figure.measure_unit in ("%", "‰", ""):
            continue
        if plan.purpose(figure.provision) != "task":
            continue
        sentence = plan.sentence_at(figure.span.start)
        if sentence is None:
            continue
        if spots := list(_of_higher_level(plan, figure, sentence)):
            clouded.add(figure.provision)
            yield from spots
        elif figure.provision in clouded:
            yield from _unplaced(plan, figure, sentence)


def _of_higher_level(plan: Plan, figure: Figure, sentence: Sentence) -> Iterator[Spot]:
    cited = next(
        (c for c in plan.document.citations if sentence.start <= c.span.start < figure.span.start and _higher(plan, c)),
        None,
    )
    if cited is None or fires("own-scope", plan.masked[cited.span.end : figure.span.end]):
        return
    after = plan.text[figure.span.end : figure.span.end + _SAME_MATTER]
    values = {"figure": figure.span.quote, "title": cited.title}
    rule = "figure-of-higher-level" if fires("whole-of-part", after) else "figure-scope-unclear"
    yield Spot(rule, figure.provision, figure.span, values, ((cited.provision, cited.span),))


def _higher(plan: Plan, citation: Citation) -> bool:
    words = _HIGHER.get(plan.document.info.level, ())
    place = plan.document.info.place
    head = citation.title[:_PLACE]
    return (
        citation.relation != "self" and not (place and head.startswith(place)) and any(word in head for word in words)
    )


def _unplaced(plan: Plan, figure: Figure, sentence: Sentence) -> Iterator[Spot]:
    """新建消火栓50个, right behind a number that is the city's."""
    dated = sentence.start in plan.dated_sentences
    place = short_place(plan.document.info.place)
    own = fires("own-scope", sentence.masked) or bool(place and place in sentence.text)
    if fires("building-verb", figure.span.quote) and not (dated or own):
        yield Spot("quantity-unplaced", figure.provision, figure.span, {"figure": figure.span.quote})
