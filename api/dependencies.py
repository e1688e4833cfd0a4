"""What routes need, taken from the application's state."""

from typing import Annotated

from fastapi import Depends, Request

from kb.qa.answering import Answerer
from kb.qa.knowledge import Knowledge


def _answerer(request: Request) -> Answerer:
    answerer: Answerer = request.app.state.answerer
    return answerer


def _knowledge(request: Request) -> Knowledge:
    knowledge: Knowledge = request.app.state.knowledge
    return knowledge


AnswererDep = Annotated[Answerer, Depends(_answerer)]
KnowledgeDep = Annotated[Knowledge, Depends(_knowledge)]
