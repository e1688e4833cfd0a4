"""How an answer can be had again by hand: its queries with the terms it was asked with."""

import json
from collections.abc import Collection, Iterable, Iterator

from kb.graph.store import QUERIES_DIR, read_query
from kb.qa.library import Library
from kb.qa.models import COUNT, Answer

# Each query begins with such a line, which SPARQL reads as a comment: # == question ｜ what ｜ query file.
HEADING = "# == "
# The variables that a query file can be bound by, best first; others are held to the places that are quoted.
_VARIABLES = {
    "task_index": ("task",),
    "units_of_task": ("task", "unit"),
    "tasks_of_unit": ("unit", "task"),
    "unit_index": ("unit",),
    "roster_index": ("unit",),
    "citation_index": ("cited",),
    "documents": ("id",),
}
_WHOLE = "WHERE {"
_END = "}\nORDER BY"


def queries_of(name: str, asked: str, answer: Answer, units: Collection[str], library: Library) -> str:
    """The query file ``name`` and those that give the other facts of the answer, each bound to what was answered.

    :param asked: the sentence that was asked, which heads each query.
    :param units: the units (IRIs) that the question names; they are bound where the answer has none.
    """
    wanted = dict([(name, "所问"), *((query, what) for query, what in _beside(answer, library) if query != name)])
    heading = " ".join(asked.split())
    return "\n".join(
        f"{HEADING}{heading} ｜ {what} ｜ {query}.rq\n{_bound(query, answer, units)}" for query, what in wanted.items()
    )


def _beside(answer: Answer, library: Library) -> Iterator[tuple[str, str]]:
    """The queries for what an answer holds, and what each gives."""
    of_tasks = {row.unit for task in answer.tasks for row in library.of_task(task.iri)}
    stated = {unit.iri for unit in answer.units if unit.iri and unit.basis == "stated"}
    wanted = (
        ("task_index", "任务", bool(answer.tasks)),
        ("units_of_task", "任务的责任单位", bool(answer.tasks and answer.units)),
        ("tasks_of_unit", "单位的任务", bool(stated - of_tasks)),
        ("unit_index", "单位", bool(stated - of_tasks)),
        ("roster_index", "成员名单", any(unit.basis != "stated" for unit in answer.units)),
        ("citation_index", "引用的文件", bool(answer.regulations)),
        ("deadline_index", "时限", bool(answer.deadlines)),
        ("assignment_index", "责任说明里的时限", bool(answer.deadlines)),
        ("deliverable_index", "建设项目", bool(answer.deliverables)),
        ("figure_index", "数值", any(value.value and value.kind != COUNT for value in answer.values)),
        ("provision_index", "引文所在的条款", bool(answer.citations)),
    )
    return ((query, what) for query, what, holds in wanted if holds)


def _bound(name: str, answer: Answer, units: Collection[str]) -> str:
    """The query with the tasks, units, cited documents or quoted places of the answer as its terms."""
    text = read_query(QUERIES_DIR / f"{name}.rq")
    for variable in _VARIABLES.get(name, ()):
        if terms := " ".join(dict.fromkeys(_terms(variable, answer, units))):
            return text.replace(_WHOLE, f"{_WHOLE}\n  VALUES ?{variable} {{ {terms} }}", 1)
    places = _places(answer)
    if not places or "?document_id" not in text or "?start" not in text:
        return text
    # At the end, not at the start: where a fact stands is told by parts of the query that may be absent.
    before, end, after = text.rpartition(_END)
    return f"{before}  FILTER ({places})\n{end}{after}"


def _terms(variable: str, answer: Answer, units: Collection[str]) -> Iterable[str]:
    """What stands for a variable in this answer, as SPARQL terms."""
    if variable == "id":
        return (json.dumps(cited.document) for cited in answer.citations)
    iris = {
        "task": [task.iri for task in answer.tasks],
        "unit": [unit.iri for unit in answer.units] or units,
        "cited": [regulation.iri for regulation in answer.regulations],
    }
    return (f"<{iri}>" for iri in iris[variable] if iri)


def _places(answer: Answer) -> str:
    """The condition that a fact stands within what the answer quotes; "" where it quotes nothing."""
    return " || ".join(
        f"(?document_id = {json.dumps(c.document)} && ?start < {c.end} && ?end > {c.start})" for c in answer.citations
    )
