"""Several sentences' answers → one: sentences in order, citations numbered through, facts once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from kb.qa.models import Answer, Cited

ItemT = TypeVar("ItemT")


def merged(answers: Sequence[Answer]) -> Answer:
    """The answers to the sentences of one question as one; what could be answered is, the rest is said to be not stated."""
    if len(answers) == 1:
        return answers[0]
    answered = [answer for answer in answers if answer.status == "answered"]
    if not answered:
        return answers[0]
    first = answered[0]
    citations: dict[tuple[str, int, int], Cited] = {}
    text = "".join(_renumbered(answer, citations) for answer in answers if answer.answer)
    return replace(
        first,
        answer=text,
        confidence=min(answer.confidence for answer in answered),
        units=_once(unit for answer in answered for unit in answer.units),
        tasks=_once(task for answer in answered for task in answer.tasks),
        values=_once(value for answer in answered for value in answer.values),
        regulations=_once(regulation for answer in answered for regulation in answer.regulations),
        deadlines=_once(deadline for answer in answered for deadline in answer.deadlines),
        deliverables=_once(deliverable for answer in answered for deliverable in answer.deliverables),
        yes_no=next((answer.yes_no for answer in answered if answer.yes_no is not None), None),
        count=next((answer.count for answer in reversed(answered) if answer.count is not None), None),
        citations=tuple(citations.values()),
        follow_ups=_once(question for answer in answered for question in answer.follow_ups),
        entities=_once(entity for answer in answers for entity in answer.entities),
        retrieval=tuple(
            {(hit.document, hit.section, hit.score): hit for answer in answers for hit in answer.retrieval}.values()
        ),
    )


def _once(items: Iterable[ItemT]) -> tuple[ItemT, ...]:
    return tuple(dict.fromkeys(items))


def _renumbered(answer: Answer, citations: dict[tuple[str, int, int], Cited]) -> str:
    numbers: dict[int, int] = {}
    for cited in answer.citations:
        key = (cited.document, cited.start, cited.end)
        kept = citations.setdefault(key, replace(cited, n=len(citations) + 1))
        numbers[cited.n] = kept.n
    return re.sub(r"\[(\d+)\]", lambda m: f"[{numbers.get(int(m[1]), int(m[1]))}]", answer.answer)
