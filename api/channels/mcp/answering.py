"""``ask`` and ``search_clauses``: the answers and passages that /api gives, with the addresses of their pages."""

from collections.abc import Sequence

from api.channels.mcp.models import (
    Answered,
    Due,
    Passage,
    Passages,
    TaskNamed,
    UnitGiven,
    ValueGiven,
)
from api.channels.mcp.quoting import Quotations, clause_id
from api.documents import check_documents
from api.passages import passages
from kb.errors import InputError
from kb.listing import Row
from kb.opening import Opened
from kb.qa.contract import as_contract
from kb.qa.models import Question


def ask(
    opened: Opened, public_url: str, question: str, documents: Sequence[str], history: Sequence[str], limit: int
) -> Answered:
    """The answer; ``limit`` bounds each of its lists.

    :raises InputError: no such document, or a question that cannot be read.
    """
    body = contract(opened, question, documents, history)
    quotations = Quotations(opened, public_url)
    for cited in body["citations"][:limit]:
        quotations.add(cited)
    listed = ("units", "tasks", "values", "regulations", "deadlines", "deliverables", "citations")
    return Answered(
        status=body["status"],
        reason=body["reason"],
        answer=body["answer"],
        intent=body["intent"],
        confidence=body["confidence"],
        units=[UnitGiven(**unit) for unit in body["units"][:limit]],
        tasks=[TaskNamed(clause_id=clause_id(t["document"], t["id"]), title=t["title"]) for t in body["tasks"][:limit]],
        values=[ValueGiven(**value) for value in body["values"][:limit]],
        regulations=[cited["title"] for cited in body["regulations"][:limit]],
        deadlines=[Due(date=d["date"] or None, text=d["text"], due=d["due"]) for d in body["deadlines"][:limit]],
        deliverables=[built["name"] for built in body["deliverables"][:limit]],
        yes_no=body["yes_no"],
        count=body["count"],
        follow_ups=body["follow_ups"],
        citations=quotations.all,
        total=len(body["citations"]),
        truncated=any(len(body[name]) > limit for name in listed),
        snapshot=opened.snapshot,
    )


def contract(opened: Opened, question: str, documents: Sequence[str] = (), history: Sequence[str] = ()) -> Row:
    """The answer as the ask contract has it.

    :raises InputError: no such document, or a question that cannot be read: empty, too long.
    """
    check_documents(documents, opened.knowledge)
    body = as_contract(opened.answerer.ask(Question(question, tuple(history), tuple(documents))), 0.0)
    if body["status"] == "invalid":
        raise InputError(body["answer"])
    return body


def search(opened: Opened, public_url: str, query: str, documents: Sequence[str], limit: int) -> Passages:
    """The best passages; one more is looked for, to know whether these are all.

    :raises InputError: no such document.
    """
    check_documents(documents, opened.knowledge)
    found = passages(opened.search_index, opened.knowledge, query, limit + 1, documents)
    quotations = Quotations(opened, public_url)
    items = [
        Passage(
            n=quotations.add(row),
            clause_id=clause_id(row["document"], row["section"]),
            score=round(row["score"], 4),
        )
        for row in found[:limit]
    ]
    return Passages(
        items=items,
        citations=quotations.all,
        total=len(items),
        truncated=len(found) > limit,
        snapshot=opened.snapshot,
    )
