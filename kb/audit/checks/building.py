"""The things a plan orders to be built, told from those it only speaks of."""

from collections.abc import Iterator

from kb.audit.plan import Plan
from kb.audit.wordings import fires
from kb.models import Deliverable

# What is built to last; a project or programme (工程, 项目) is the task itself.
_BUILT = frozenset(
    {"platform", "information_system", "database", "station", "venue", "base", "facility", "network", "map", "park"}
)
_STOPS = "，。；\n"


def ordered_to_be_built(plan: Plan) -> Iterator[Deliverable]:
    """The deliverables of tasks whose clause orders them to be built."""
    for deliverable in plan.document.deliverables:
        if deliverable.category in _BUILT and plan.purpose(deliverable.provision) == "task":
            start, end = clause_around(plan.text, deliverable.span.start, deliverable.span.end)
            if fires("order-to-build", plan.text[start:end]):
                yield deliverable


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """``start..end`` widened to the stops on both sides."""
    while start > 0 and text[start - 1] not in _STOPS:
        start -= 1
    while end < len(text) and text[end] not in _STOPS:
        end += 1
    return start, end
