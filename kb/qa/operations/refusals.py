"""Answers that say that the plan does not say it, with what comes nearest."""

import re
from collections.abc import Sequence

from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence
from kb.qa.finding.sentences import Sentence
from kb.qa.models import Answer
from kb.qa.resolving import Found
from kb.qa.sentence_finding import sentences_about
from kb.qa.thresholds import NEAR, SURE
from kb.qa.wording import say

_MOST_ASKED = 3
_BLANKS = re.compile(r"\s")


def nothing_found(asked: Asked, found: Found) -> Answer:
    """The documents do not speak of the matter."""
    near = found.nearest
    if near is None or near.best is None or near.in_sentence < NEAR:
        return not_stated(asked, None)
    return not_stated(asked, near.best)


def nearest_of(found: Sequence[FoundSentence]) -> Sentence | None:
    """The best of some sentences, where it comes near enough to be named in a refusal."""
    return found[0].sentence if found and found[0].score > NEAR else None


def not_stated(
    asked: Asked, nearest: Sentence | None, reason: str = "not_in_plan", wording: str = "not_in_plan"
) -> Answer:
    """A refusal; ``nearest`` is quoted as what comes closest, never as the answer."""
    draft = Draft(asked.library)
    said = ""
    if nearest is not None:
        number = draft.citer.cite(nearest)
        title = draft.place_of(nearest.document, nearest.section)
        said = say("not_stated", "nearest", title=title, marks=f"[{number}]")
        said += _whom_to_ask(asked, draft, nearest)
    searched = "、".join(dict.fromkeys(word.text for word in asked.matter.words))
    said += say("not_stated", "searched", words=searched) if searched else ""
    draft.say("not_stated", wording, nearest=said)
    return draft.answer("not_stated", reason=reason, confidence=0.0)


def _whom_to_ask(asked: Asked, draft: Draft, nearest: Sentence) -> str:
    """Who has the task of the nearest provision and can be asked."""
    rows = [row for row in asked.library.of_task(nearest.task or "") if not row.collective]
    leads = [row for row in rows if row.role == "lead"] or [row for row in rows if row.role == "responsible"]
    if not leads or len(leads) > _MOST_ASKED:
        return ""
    marks = "".join(dict.fromkeys(f"[{draft.citer.cite(row)}]" for row in leads))
    names = "、".join(dict.fromkeys(unit.name for unit in draft.units(leads)))
    role = say("roles", leads[0].role)
    return say("not_stated", "whom_to_ask", units=names, role=role, marks=marks)


def unknown_unit(asked: Asked, name: str) -> Answer:
    """No document gives this unit a task."""
    draft = Draft(asked.library)
    draft.say("not_stated", "unknown_unit", unit=name)
    return draft.answer("not_stated", reason="unknown_unit", confidence=0.0)


def personal_details(asked: Asked) -> Answer:
    """Names, telephone numbers and the like: the sentence that gives them, if the documents have one."""
    assert asked.reading.intent is not None
    match = asked.reading.intent.pattern.search(asked.reading.masked)
    detail = match["detail"] if match else ""
    told = [found.sentence for found in sentences_about(asked, 1) if found.score >= SURE]
    for sentence in (*told, *asked.library.finder.sentences):
        if detail and _tells(sentence.text, detail) and _names_them(asked, sentence.text):
            draft = Draft(asked.library)
            draft.quote(sentence)
            return draft.answer(confidence=0.6)
    return not_stated(asked, None, wording="no_detail")


def _tells(text: str, detail: str) -> bool:
    """Whether a text has the word; a deputy is another person, and lists print 组　长."""
    return re.search(rf"(?<!副){detail}", _BLANKS.sub("", text)) is not None


def _names_them(asked: Asked, text: str) -> bool:
    """Whether a text names one of the units that the question names, if it names any: else it is of somebody else."""
    names = {alias.text for unit in asked.reading.units for alias in unit.aliases}
    names |= {match.text for match in asked.reading.mentions.units} | {*asked.reading.mentions.unknown_units}
    return not names or any(name in text for name in names)


def not_enumerated(asked: Asked) -> Answer:
    """The members of a collective body are not listed; a statement that names it is quoted."""
    draft = Draft(asked.library)
    unit = next(unit for unit in asked.reading.units if unit.collective)
    rows = asked.library.of_unit(unit)
    marks = "".join(f"[{draft.citer.cite(row)}]" for row in rows[:1])
    draft.say("not_stated", "not_enumerated", unit=unit.name, marks=marks)
    return draft.answer("not_stated", reason="not_enumerated", confidence=0.0)
