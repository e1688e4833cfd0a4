"""Who does or pays for something without being a responsible unit: companies, and whoever gives the money."""

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.models import Answer
from kb.qa.operations.refusals import nearest_of, not_stated
from kb.qa.operations.units import add_units
from kb.qa.resolving import find_tasks
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import SURE


def outside_party(asked: Asked) -> Answer:
    """Which company does something, or who pays for it: a company that is a responsible unit of it, or a sentence about it
    that speaks of companies, or of money; the responsible units are no answer."""
    assert asked.reading.intent is not None
    match = asked.reading.intent.pattern.search(asked.reading.masked)
    party, money = (match["party"], match["money"]) if match else (None, None)
    found = find_tasks(asked).tasks[:1]
    rows = [row for item in found for row in asked.library.of_task(item.task.iri)]
    draft = Draft(asked.library)
    if party and any(party in row.name for row in rows):
        add_units(asked, draft, found, ())
        return draft.answer(confidence=found[0].score)
    ranked = sentences_about(asked, 3)
    for item in ranked:
        word = party or money
        if item.score >= SURE and word and word in item.sentence.text:
            draft.quote(item.sentence)
            return draft.answer(confidence=item.score)
    return not_stated(asked, nearest_of(ranked[:1]), wording="no_party")
