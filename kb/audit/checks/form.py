"""The form of the text: numbering and brackets of headings."""

from collections import defaultdict
from collections.abc import Iterator

from kb.audit.models import Spot
from kb.audit.plan import Plan
from kb.models import Provision
from kb.numerals import parse_ordinal

_HALF, _FULL = "()", "（）"


def form_spots(plan: Plan) -> Iterator[Spot]:
    """Numbers that jump or repeat, and half-width brackets among full-width ones."""
    yield from _numbering(plan)
    yield from _brackets(plan)


def _style(number: str) -> str:
    """The number without its numeral: what tells （一） from 1."""
    return "".join(
        "#" if parse_ordinal(c) is not None or c in "十百" else _FULL[_HALF.index(c)] if c in _HALF else c
        for c in number
    )


def _numbering(plan: Plan) -> Iterator[Spot]:
    """Neighbours under one heading follow each other by one; the first may go on from the heading before."""
    families: dict[tuple[str | None, str, str], list[Provision]] = defaultdict(list)
    for provision in plan.document.outline.provisions:
        # The first column of a table is no outline.
        annexed = provision.id.startswith("A")
        if (
            provision.number
            and not annexed
            and provision.level in ("part", "section", "item")
            and parse_ordinal(provision.number) is not None
        ):
            style = _style(provision.number).replace("##", "#")
            families[provision.parent, provision.level, style].append(provision)
    for siblings in families.values():
        for one, other in zip(siblings, siblings[1:], strict=False):
            before, after = parse_ordinal(one.number), parse_ordinal(other.number)
            if before is not None and after is not None and after != before + 1 and (after != 1 or before == 1):
                rule = "number-repeated" if after == before else "number-gap"
                values = {"before": one.number, "after": other.number}
                yield Spot(rule, other.id, other.heading, values, ((one.id, one.heading),))


def _brackets(plan: Plan) -> Iterator[Spot]:
    numbered = [p for p in plan.document.outline.provisions if p.number and p.level in ("part", "section", "item")]
    half = [p for p in numbered if p.number[0] == "(" or p.number[-1] == ")"]
    full = [p for p in numbered if p.number[0] == "（" or p.number[-1] == "）"]
    if half and len(full) >= len(half):
        first, *rest = half
        others = tuple((p.id, p.heading) for p in rest)
        yield Spot(
            "bracket-half-width", first.id, first.heading, {"number": first.number, "count": str(len(half))}, others
        )
