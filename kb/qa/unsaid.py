"""Words of a question that no text holds and that the answer's task does not mean by another word: said, not passed over."""

from dataclasses import replace

from kb.qa.asked import Asked
from kb.qa.models import Answer
from kb.qa.thresholds import MEANT
from kb.qa.wording import say

# What is told for the words of a question: who has it, what is to be done, by when.
_TOLD_BY_WORDS = ("units_of_task", "approving_units", "measures", "deadline")
# A longer question tells a story, most words of which no plan holds.
_MOST_WORDS = 4


def with_unsaid(answer: Answer, asked: Asked) -> Answer:
    """Who has a task, or what it says, with a word on what the question names and no text does (塔吊, beside 建筑工地).

    Whether the task takes it in is then for the reader to judge.
    """
    intent, words = asked.reading.intent, asked.matter.words
    if intent is None or intent.extra["answer"] not in _TOLD_BY_WORDS or answer.status != "answered":
        return answer
    if len(answer.tasks) != 1 or len(words) > _MOST_WORDS or answer.yes_no is not None:
        return answer
    finder, task = asked.library.finder, answer.tasks[0].iri
    unsaid = [
        f"“{word.text}”"
        for word in words
        if word.names and not finder.is_printed(word) and finder.meant_in(task, word, asked.matter.text) < MEANT
    ]
    said = say("beyond", "words", words="、".join(dict.fromkeys(unsaid))) if unsaid else ""
    return replace(answer, answer=answer.answer + said)
