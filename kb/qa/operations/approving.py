"""Who approves something, where a sentence says so: mostly one of the units that have the task, and not all of them."""

from collections.abc import Iterator, Sequence

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence
from kb.qa.models import Answer, AnsweredUnit
from kb.qa.operations.units import units_of_task
from kb.qa.phrases import phrase
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import ABOUT_AS_GOOD, ENOUGH
from kb.qa.wording import marks
from kb.units.registry import Unit

# What is reported or accepted is another act than what is agreed to, whatever word that takes.
_OTHER_ACTS = ("备案", "验收")


def approving_units(asked: Asked) -> Answer:
    """The units that the best sentence about the matter has approve it, quoted; else those that have the task.

    What a sentence about as good forbids nobody approves: 严禁焚烧秸秆, beside 打桩须经批准.
    """
    ranked = [found for found in sentences_about(asked, 3) if found.score >= ENOUGH]
    best = ranked[0] if ranked else None
    as_good = [found for found in ranked if best and found.score >= best.score * ABOUT_AS_GOOD]
    approved = next(_approvals(asked, best.sentence.text), None) if best else None
    if best is None or approved is None or any(_forbids(asked, found, best) for found in as_good):
        return units_of_task(asked)
    return _told(asked, best, *approved)


def _forbids(asked: Asked, found: FoundSentence, best: FoundSentence) -> bool:
    """Whether a sentence forbids, and speaks of a word of the question more surely than the best one."""
    more = asked.library.finder.speaks_more(found.sentence, best.sentence, asked.matter)
    return more and phrase("forbidden").fires(found.sentence.text)


def _approvals(asked: Asked, text: str) -> Iterator[tuple[str, Sequence[Unit]]]:
    """Each act of the kind asked for that a sentence names, with its units."""
    other = next((act for act in _OTHER_ACTS if act in asked.reading.text), "")
    for match in phrase("approved").pattern.finditer(text):
        units = [found.unit for found in asked.library.knowledge.units.mentions(match["names"])]
        if units and (match["act"] if match["act"] in _OTHER_ACTS else "") == other:
            yield match["act"], units


def _told(asked: Asked, found: FoundSentence, act: str, named: Sequence[Unit]) -> Answer:
    document = found.sentence.document
    # Of units of one name in several documents, that of this one.
    own = [unit for unit in named if any(row.document == document for row in asked.library.of_unit(unit))]
    draft = Draft(asked.library)
    units = [AnsweredUnit(unit.key, unit.name, "responsible", unit.collective) for unit in own or named]
    draft.add_units(units)
    number = draft.citer.cite(found.sentence)
    names = "、".join(dict.fromkeys(unit.name for unit in units))
    draft.say("approved", "by", units=names, act=act, marks=marks([number]))
    draft.quote(found.sentence)
    draft.task_of(found.sentence.task)
    return draft.answer(confidence=found.score)
