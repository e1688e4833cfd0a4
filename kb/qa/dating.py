"""The day of which an answer speaks: which of its deadlines have passed by then. Today's date is never looked up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kb.qa.models import Answer, AnsweredDeadline
from kb.qa.wording import MOST_LISTED, say


def as_of_day(answer: Answer, as_of: str | None) -> Answer:
    """The answer with a sentence on which of its deadlines have passed by ``as_of`` (ISO date) and which have not.

    A deadline's last day is still within it. Without ``as_of`` or deadlines the answer stays as it is.
    """
    dated = [deadline for deadline in answer.deadlines if deadline.date]
    if as_of is None or not dated:
        return answer
    day = date.fromisoformat(as_of)
    parts = (
        ("past", [deadline for deadline in dated if deadline.date < as_of]),
        ("ahead", [deadline for deadline in dated if deadline.date >= as_of]),
    )
    said = "；".join(say("as_of", wording, listed=_listed(some)) for wording, some in parts if some)
    return replace(answer, answer=answer.answer + say("as_of", "day", y=day.year, m=day.month, d=day.day, said=said))


def _listed(deadlines: Iterable[AnsweredDeadline]) -> str:
    texts = list(dict.fromkeys(f"“{deadline.text}”" for deadline in deadlines))
    cut = say("listed", "cut_of", count=len(texts), shown=MOST_LISTED) if len(texts) > MOST_LISTED else ""
    return "、".join(texts[:MOST_LISTED]) + cut
