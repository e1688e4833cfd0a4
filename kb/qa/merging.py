"""Several sentences' answers → one: sentences in order, citations numbered through, facts once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kb.qa.models import Answer, Cited
from kb.qa.wording import say, templates

ItemT = TypeVar("ItemT")
_Stretch = tuple[str, int, int]
_LONGEST_REPEATED = 40
_INNER_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True)
class Part:
    """One sentence of a question and its answer."""

    asked: str
    answer: Answer


def merged(parts: Sequence[Part]) -> Answer:
    """The answers to the sentences of one question as one.

    What could be answered is; of each other part it is said that it is not. Where none could be, the answer has the
    status of the first that is not stated and says all of them. ``intent`` and ``rule`` are joined by "+".
    """
    if len(parts) == 1:
        return parts[0].answer
    answered = [part.answer for part in parts if part.answer.status == "answered"]
    told = answered or [part.answer for part in parts]
    first = next((answer for answer in told if answer.status in ("answered", "not_stated")), told[0])
    citations: dict[_Stretch, Cited] = {}
    text = "".join(_said(part, bool(answered), citations) for part in parts)
    everything = [part.answer for part in parts]
    return replace(
        first,
        answer=text,
        intent=_joined(answer.intent for answer in everything),
        confidence=min(answer.confidence for answer in told),
        units=_once(unit for answer in told for unit in answer.units),
        tasks=_once(task for answer in told for task in answer.tasks),
        values=_once(value for answer in told for value in answer.values),
        regulations=_once(regulation for answer in told for regulation in answer.regulations),
        deadlines=_once(deadline for answer in told for deadline in answer.deadlines),
        deliverables=_once(deliverable for answer in told for deliverable in answer.deliverables),
        yes_no=next((answer.yes_no for answer in told if answer.yes_no is not None), None),
        count=next((answer.count for answer in reversed(told) if answer.count is not None), None),
        citations=tuple(citations.values()),
        follow_ups=_once(question for answer in told for question in answer.follow_ups),
        entities=_once(entity for answer in everything for entity in answer.entities),
        rule=_joined(answer.rule for answer in everything),
        sparql="\n".join(_once(answer.sparql for answer in everything if answer.sparql)),
        retrieval=tuple(
            {(h.document, h.section, h.score): h for answer in everything for h in answer.retrieval}.values()
        ),
    )


def _once(items: Iterable[ItemT]) -> tuple[ItemT, ...]:
    return tuple(dict.fromkeys(items))


def _joined(names: Iterable[str]) -> str:
    return "+".join(dict.fromkeys(name for name in names if name))


def _said(part: Part, beside: bool, citations: dict[_Stretch, Cited]) -> str:
    """What is said of one part; of one that is not answered ``beside`` others only why, without what comes nearest:
    that would read like the answer."""
    if part.answer.status == "answered":
        return _renumbered(part.answer, citations)
    if not beside:
        return say("part", "refused", asked=_shortened(part.asked), said=_renumbered(part.answer, citations))
    reason = part.answer.reason if part.answer.reason in templates()["part"] else None
    return say("part", reason or "not_in_plan", asked=_shortened(part.asked))


def _shortened(asked: str) -> str:
    """The sentence as it is repeated in quotation marks: its beginning, without what looks like the mark of a citation."""
    text = re.sub(r"[\[\]]", "", asked).strip().rstrip("？?。！!；;，,").translate(_INNER_QUOTES)
    return text if len(text) <= _LONGEST_REPEATED else f"{text[:_LONGEST_REPEATED]}…"


def _renumbered(answer: Answer, citations: dict[_Stretch, Cited]) -> str:
    numbers: dict[int, int] = {}
    for cited in answer.citations:
        key = (cited.document, cited.start, cited.end)
        kept = citations.setdefault(key, replace(cited, n=len(citations) + 1))
        numbers[cited.n] = kept.n
    return re.sub(r"\[(\d+)\]", lambda m: f"[{numbers.get(int(m[1]), int(m[1]))}]", answer.answer)
