"""``find_responsible``, ``list_tasks_of_unit`` and ``get_clause``: tasks and clauses as /api lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from api.channels.mcp.answering import contract
from api.channels.mcp.models import Clause, Fact, Responsible, StatedTime, Task, Tasks
from api.channels.mcp.quoting import Quotations, clause_id
from api.documents import check_documents
from api.filters import of_documents, of_unit
from kb.errors import InputError, NotFoundError
from kb.listing import Lists, Row
from kb.opening import Opened

_CLOSE = 0.4
_SHOWN = 5


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks are asked for: every part may be left out. Days are inclusive."""

    unit: str | None = None
    role: str | None = None
    documents: Sequence[str] = ()
    after: date | None = None
    before: date | None = None


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for, and whether with the text of each task."""

    limit: int
    offset: int = 0
    with_text: bool = False


def responsible(opened: Opened, public_url: str, matter: str, documents: Sequence[str], limit: int) -> Responsible:
    """Who is responsible for a matter, or for the task that ``matter`` is the id of.

    :raises InputError: no such document, or a matter that cannot be read.
    """
    check_documents(documents, opened.knowledge)
    named = [row for row in opened.lists.tasks if matter == clause_id(row["document"], row["id"])]
    # A title may stand in a document twice, a position does not.
    asked, scope = (named[0]["id"], [named[0]["document"]]) if named else (matter, documents)
    body = contract(opened, f"{asked}由谁负责？", scope)
    rows = named or [opened.lists.task(task["document"], task["id"]) for task in body["tasks"]]
    quotations = Quotations(opened, public_url)
    for cited in body["citations"][:limit]:
        quotations.add(cited)
    return Responsible(
        status=body["status"],
        reason=body["reason"],
        answer=body["answer"],
        items=[_task(opened, row, quotations, None, with_text=False) for row in rows[:limit]],
        citations=quotations.all,
        total=len(rows),
        truncated=max(len(rows), len(body["citations"])) > limit,
        snapshot=opened.snapshot,
    )


def tasks(opened: Opened, public_url: str, wanted: TaskFilter, page: Page) -> Tasks:
    """The tasks that the filter lets through, in the order of the documents.

    :raises InputError: no such document or unit; the message names those that are spelt alike.
    """
    unit = _unit(opened.lists, wanted.unit) if wanted.unit else None
    iri = unit["iri"] if unit else None
    rows = of_documents(opened.lists.tasks, wanted.documents, opened.knowledge)
    rows = of_unit(rows, iri, [wanted.role] if wanted.role else None, opened.lists)
    rows = [row for row in rows if _due_between(row, wanted.after, wanted.before)]
    shown = rows[page.offset : page.offset + page.limit]
    quotations = Quotations(opened, public_url)
    return Tasks(
        unit=unit["name"] if unit else None,
        items=[_task(opened, row, quotations, iri, with_text=page.with_text) for row in shown],
        citations=quotations.all,
        total=len(rows),
        truncated=page.offset + len(shown) < len(rows),
        snapshot=opened.snapshot,
    )


def clause(opened: Opened, public_url: str, wanted: str) -> Clause:
    """A clause with the facts that were read in it, each quoted.

    :raises NotFoundError: there is none; the message says what ids look like.
    """
    try:
        row = opened.lists.provision(wanted)
    except NotFoundError as error:
        known = "、".join(entry["id"] for entry in opened.knowledge.documents)
        raise NotFoundError(
            f"没有标识为 {wanted} 的条款；标识是“文件标识/条款位置”，文件标识有：{known}。可先用 search_clauses 查到 clause_id。"
        ) from error
    quotations = Quotations(opened, public_url)
    quotations.add(row)
    return Clause(
        clause_id=row["id"],
        document=row["document"],
        document_title=row["document_title"],
        section=row["section"],
        heading=row["heading"],
        level=row["level"],
        parent=None if row["parent"] is None else clause_id(row["document"], row["parent"]),
        children=[clause_id(row["document"], child) for child in row["children"]],
        text=row["quote"],
        facts=[Fact(kind=fact["kind"], label=fact["label"], n=quotations.add(fact)) for fact in row["facts"]],
        citations=quotations.all,
        total=len(row["facts"]),
        truncated=False,
        snapshot=opened.snapshot,
    )


def _unit(lists: Lists, wanted: str) -> Row:
    """:raises InputError: no unit has the name, or several have."""
    names = {name: row["name"] for row in lists.units for name in (row["name"], *row["aliases"])}
    if wanted in names or any(wanted in (row["iri"], row["id"]) for row in lists.units):
        return lists.unit(wanted)
    # Of one unit several names may be alike.
    close = get_close_matches(wanted, names, n=len(names), cutoff=_CLOSE)
    near = list(dict.fromkeys(names[name] for name in close))[:_SHOWN]
    near = near or [row["name"] for row in lists.units[:_SHOWN]]
    raise InputError(
        f"没有叫“{wanted}”的单位；名称最接近的是 {'、'.join(near)}。请换成其中一个，或不给 unit 看全部任务。"
    )


def _due_between(row: Row, after: date | None, before: date | None) -> bool:
    if after is None and before is None:
        return True
    days = [item["date"] for item in row["deadlines"]] or [row["due"]]
    first, last = after.isoformat() if after else "", before.isoformat() if before else "9999-99-99"
    return any(day is not None and first <= day <= last for day in days)


def _task(opened: Opened, row: Row, quotations: Quotations, unit: str | None, *, with_text: bool) -> Task:
    """The row as the tools give it, its statements cited: those about ``unit`` (IRI), or all."""
    found = [(u["start"], u["end"]) for u in row["units"] if unit in (None, u["iri"])]
    # Nobody is responsible for some tasks; the task itself is then the proof.
    stated = dict.fromkeys(found or [(row["start"], row["end"])])
    citations = [quotations.add_span(row["document"], start, end) for start, end in stated]
    return Task(
        clause_id=clause_id(row["document"], row["id"]),
        **{key: row[key] for key in ("title", "parent_title", "document_title", "open_list", "due", "due_basis")},
        **{role: row[role] for role in ("lead", "participate", "responsible", "guide")},
        deadlines=[
            StatedTime(date=item["date"], text=item["wording"], due=item["due"], n=quotations.add(item))
            for item in opened.lists.deadlines
            if item["task"] == row["iri"] and item["basis"] == "stated"
        ],
        citations=citations,
        text=row["quote"] if with_text else None,
    )
