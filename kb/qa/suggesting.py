"""Questions to go on with, each of which the graph can answer."""

from collections.abc import Iterator

from kb.qa.library import Library
from kb.qa.models import Answer
from kb.qa.wording import say

_MOST = 3
_WHO = ("who_responsible", "who_leads", "who_participates", "is_unit_responsible")


def follow_ups(library: Library, answer: Answer) -> tuple[str, ...]:
    """Questions about the tasks and units of an answer, other than the one that was asked; at most three. A refusal keeps its own."""
    if answer.status != "answered":
        return answer.follow_ups
    if len(answer.tasks) > _MOST:
        return answer.follow_ups[:_MOST]
    return tuple(dict.fromkeys((*_about_tasks(library, answer), *answer.follow_ups)))[:_MOST]


def _about_tasks(library: Library, answer: Answer) -> Iterator[str]:
    for task in answer.tasks:
        if not library.tasks[task.iri].title:
            continue
        if answer.intent not in _WHO and library.of_task(task.iri):
            yield say("follow_ups", "who", title=task.title)
        if answer.intent != "deadline" and library.has_deadline(task.iri):
            yield say("follow_ups", "deadline", title=task.title)
        if not answer.regulations and library.has_basis(task.iri):
            yield say("follow_ups", "basis", title=task.title)
