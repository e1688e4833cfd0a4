"""Text → actions: the clauses of a task that each order one thing."""

from collections.abc import Iterator

from kb.extraction.blotting import blotted
from kb.extraction.clauses import measures
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
            actions = list(_actions(context, blot, provision, bodies(context, provision)))
            if not actions and provision.id not in parents:
                actions = list(_actions(context, blot, provision, [title_place(provision)]))
            found += actions
    return tuple(found)


def _actions(
    context: DocumentContext, blot: str, provision: Provision, places: Iterator[tuple[int, int]] | list[tuple[int, int]]
) -> Iterator[Action]:
    for start, end in places:
        for measure in measures(blot, start, end):
            if measure.rule and measure.end - measure.start >= _SHORTEST:
                yield Action(provision.id, span_of(context.outline.text, measure.start, measure.end), measure.rule)
