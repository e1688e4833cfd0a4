"""Who approves something, where a sentence says so: mostly one of the units that have the task, and not all of them."""

import re

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.models import Answer, AnsweredUnit
from kb.qa.operations.units import units_of_task
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import ENOUGH
from kb.qa.wording import marks
from kb.units.registry import Unit

# 并经县发展改革局批准, 报市政府同意: who, and what they do.
_APPROVED = re.compile(
    r"(?:经|由|报|向|征得|报经|报请)(?P<names>[^，。；、]{2,20}?)(?P<act>批准|审批|核准|审核|同意|备案|验收)"
)


def _has_task_in(asked: Asked, unit: Unit, document: str) -> bool:
    return any(row.document == document for row in asked.library.of_unit(unit))


def approving_units(asked: Asked) -> Answer:
    """The units that a sentence about the matter has approve it, quoted; else those that have the task."""
    known = asked.library.knowledge.units
    for found in sentences_about(asked, 3):
        match = _APPROVED.search(found.sentence.text) if found.score >= ENOUGH else None
        named = [item.unit for item in known.mentions(match["names"])] if match else []
        # Of units of one name in several documents, that of this one.
        units = [unit for unit in named if _has_task_in(asked, unit, found.sentence.document)] or named
        if match is None or not units:
            continue
        draft = Draft(asked.library)
        draft.add_units([AnsweredUnit(unit.key, unit.name, "responsible", unit.collective) for unit in units])
        names = "、".join(dict.fromkeys(unit.name for unit in units))
        number = draft.citer.cite(found.sentence)
        draft.say("approved", "by", units=names, act=match["act"], marks=marks([number]))
        draft.quote(found.sentence)
        draft.task_of(found.sentence.task)
        return draft.answer(confidence=found.score)
    return units_of_task(asked)
