"""Text → actions: the clauses of a task that each order one thing."""

from collections.abc import Iterable, Iterator

from kb.extraction.blotting import blotted
from kb.extraction.clauses import Measure, measures
from kb.extraction.places import bodies, title_place
from kb.models import Action, DocumentContext, Provision, span_of
from kb.parsing.purpose import purpose_of

# Fewer characters than this order nothing that could be told apart.
_SHORTEST = 4


def extract_actions(context: DocumentContext) -> tuple[Action, ...]:
    """The actions of every task provision of ``context`` in the order of the text.

    A provision that is nothing but its title (a row of a task table) orders what the title says.
    """
    outline = context.outline
    blot = blotted(outline.text)
    parents = {provision.parent for provision in outline.provisions}
    found: list[Action] = []
    for provision in outline.provisions:
        if purpose_of(outline, provision) == "task":
            ordered = [m for start, end in bodies(context, provision) for m in measures(blot, start, end)]
            if not ordered and provision.id not in parents:
                ordered = list(measures(blot, *title_place(provision)))
            found += _actions(outline.text, provision, ordered)
    return tuple(found)


def _actions(text: str, provision: Provision, ordered: Iterable[Measure]) -> Iterator[Action]:
    for measure in ordered:
        if measure.rule and measure.end - measure.start >= _SHORTEST:
            yield Action(provision.id, span_of(text, measure.start, measure.end), measure.rule)
