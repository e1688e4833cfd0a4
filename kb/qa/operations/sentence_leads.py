"""Leads that running text names inside a task whose statement names none."""

import re
from collections.abc import Sequence

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundTask
from kb.qa.models import AnsweredUnit
from kb.qa.thresholds import SURE

_LED = re.compile(r"由(?P<names>[^，。；]{2,30}?)牵头")


def led_by_sentence(asked: Asked, draft: Draft, tasks: Sequence[FoundTask], roles: Sequence[str]) -> bool:
    """Say who leads what one sentence sets up (设立工作组，由市工信局牵头), inside a task whose statement names no lead.

    False, and nothing said, where ``roles`` does not ask for leads alone or no such sentence is what is asked about.
    """
    sentence = tasks[0].best
    match = _LED.search(sentence.text) if sentence is not None else None
    if sentence is None or match is None or list(roles) != ["lead"] or len(tasks) > 1:
        return False
    rows = asked.library.of_task(tasks[0].task.iri)
    units = [found.unit for found in asked.library.knowledge.units.mentions(match["names"])]
    if not units or any(row.role == "lead" for row in rows) or tasks[0].in_sentence < SURE:
        return False
    for unit in units:
        draft.add_units([AnsweredUnit(unit.key, unit.name, "lead", unit.collective)])
    draft.task(tasks[0].task)
    draft.quote(sentence)
    return True
