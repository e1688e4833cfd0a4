"""Tasks that a question names and its answer leaves out, because one answer takes only so many: said, not dropped."""

from dataclasses import replace

from kb.qa.asked import Asked
from kb.qa.models import Answer
from kb.qa.resolving import titled_tasks
from kb.qa.wording import say


def with_beyond(answer: Answer, asked: Asked) -> Answer:
    """The answer with a sentence on the tasks that the question names and that it does not take.

    Only an answer made of named tasks alone: where others are told of, the titles in the question were mere words.
    """
    named = {task.iri: task for task in titled_tasks(asked)} if answer.status == "answered" else {}
    told = {task.iri for task in answer.tasks}
    if not told or not told < named.keys():
        return answer
    titles = {named[iri].title for iri in told}
    left = [task for iri, task in named.items() if iri not in told]
    others = dict.fromkeys(f"“{task.title}”" for task in left if task.title not in titles)
    documents = {task.document for task in left if task.title in titles} - {named[iri].document for iri in told}
    said = say("beyond", "titles", titles="、".join(others)) if others else ""
    said += say("beyond", "documents", count=len(documents)) if documents else ""
    return replace(answer, answer=answer.answer + said)
