"""The page of questions: the answer is part of the page, so that it needs no script."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.checks import count_answer
from api.dependencies import AnswererDep, KnowledgeDep, ListsDep, SettingsDep
from api.documents import check_documents
from api.pages.chips import chips_of, questions_of
from api.pages.routing import PageRoute
from api.pages.templates import render
from api.pressure import Place
from kb.conversation.models import TURNS
from kb.listing import Lists
from kb.qa.contract import as_contract
from kb.qa.knowledge import Knowledge
from kb.qa.models import Question

router = APIRouter(route_class=PageRoute)
# Shown under the box: question types that any plan answers.
_EXAMPLES = ("哪些任务没有写明牵头单位", "哪些单位任务最多", "有哪些指标")
# So many documents are named; of more their number is said.
_NAMED = 3


@router.head("/", dependencies=[Place])
@router.get("/", dependencies=[Place])
def ask_page(
    request: Request,
    answerer: AnswererDep,
    knowledge: KnowledgeDep,
    lists: ListsDep,
    settings: SettingsDep,
    q: str = "",
    h: Annotated[list[str] | None, Query()] = None,
    documents: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """问答：q 是问题，h 是同一用户先前的提问，documents 是只看的文件。"""
    if q:
        count_answer(request)
    turns = (h or [])[-TURNS:]
    # The choice of all documents sends an empty id.
    chosen = [document for document in documents or () if document]
    check_documents(chosen, knowledge)
    answer = as_contract(answerer.ask(Question(q, tuple(turns), tuple(chosen))), 0.0) if q else None
    chips = chips_of(answer["units"], settings.base_iri) if answer else []
    return render(
        request,
        "ask.html",
        active="/",
        title="问答",
        question=q,
        answer=answer,
        chips=chips,
        follow_ups=questions_of(answer["follow_ups"], chips) if answer else [],
        titles=knowledge.titles,
        citations={str(cited["n"]): cited for cited in answer["citations"]} if answer else {},
        turns=turns,
        next_turns=[*turns, q][-TURNS:],
        examples=_examples(lists),
        documents=knowledge.documents,
        chosen=chosen,
        scope=_scope(chosen, knowledge),
        longest=settings.max_question_chars,
    )


def _scope(chosen: list[str], knowledge: Knowledge) -> str:
    """What an answer was looked for in."""
    titles = [f"《{knowledge.titles[document] or document}》" for document in chosen or knowledge.titles]
    return "、".join(titles) if len(titles) <= _NAMED else f"库中 {len(titles)} 份文件"


def _examples(lists: Lists) -> list[str]:
    """What can be asked of this snapshot: of the led task with most units, the busiest unit, and of any plan."""
    led = sorted((row for row in lists.tasks if row["lead"] and row["title"]), key=lambda row: -len(row["units"]))
    busy = [f"{row['name']}承担哪些任务" for row in lists.units if not row["collective"]][:1]
    return [*(f"谁负责{row['title']}" for row in led[:1]), *busy, *_EXAMPLES]
