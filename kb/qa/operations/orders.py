"""What running text orders collective bodies to do, where no responsibility statement names them."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kb.qa.asked import Asked
from kb.qa.bodies import kinds_in
from kb.qa.drafting import Draft
from kb.qa.finding.sentences import Sentence
from kb.qa.models import Answer, AnsweredUnit
from kb.qa.operations.refusals import not_stated
from kb.qa.sentence_finding import sentences_about
from kb.rules import Rule, load_rules

_HERE = Path(__file__).parent.parent


@cache
def _order() -> Rule:
    return load_rules(_HERE / "orders.yaml")[0]


def orders_to_bodies(asked: Asked) -> Answer:
    """The sentences whose subject is a body of the kind that the question names, with the tasks they stand in."""
    kinds = kinds_in(asked.reading.text)
    draft = Draft(asked.library)
    ordered = list(_ordered(asked, kinds))
    for sentence, body in ordered:
        # A body that no statement names is no unit of the graph, so it has no IRI.
        draft.add_units([AnsweredUnit("", body, "responsible", collective=True)])
        draft.quote(sentence)
        draft.task_of(sentence.task)
    if not draft.has_facts:
        near = sentences_about(asked, 1)
        return not_stated(asked, near[0].sentence if near else None)
    return draft.answer(count=len(ordered))


def _ordered(asked: Asked, kinds: Sequence[Rule]) -> Iterator[tuple[Sentence, str]]:
    """The sentences that order a body of these kinds, and the body as printed."""
    for sentence in asked.library.finder.sentences:
        order = _order().pattern.search(sentence.text)
        body = order and next((found for rule in kinds if (found := rule.pattern.search(order["bodies"]))), None)
        if body:
            yield sentence, body[0]
