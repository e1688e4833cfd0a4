"""Assignments → triples: one node for each unit, task and role, and the direct link beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Literal, URIRef

from kb.graph.facts import located_triples, rule_triples, span_triples
from kb.graph.literals import date_literal, decimal_literal, flag_literal, numbered, text_triples
from kb.graph.namespaces import RDF, ZR, Triple
from kb.graph.units import unknown_unit_triples
from kb.graph.view import DocumentView
from kb.models import Assignment, Span, UnitMention

# Role of a mention: the individual of the ontology, and the direct property from unit to task.
ROLES = {
    "lead": (ZR.Lead, ZR.leads),
    "participate": (ZR.Participant, ZR.participatesIn),
    "responsible": (ZR.Responsible, ZR.responsibleFor),
    "guide": (ZR.Guide, ZR.guides),
}


@dataclass(frozen=True)
class Given:
    """One unit that a statement gives a task to; ``task`` is the provision of the task, None outside tasks."""

    assignment: Assignment
    mention: UnitMention
    task: str | None


def assignment_triples(view: DocumentView) -> Iterator[Triple]:
    """All assignments of the document, statement by statement."""
    given = list(dict.fromkeys(_all_given(view)))
    for nth, item in numbered(given, (item.assignment.statement for item in given)):
        yield from _given(view, view.fact("assignment", item.assignment.statement, nth), item)


def _all_given(view: DocumentView) -> Iterator[Given]:
    """Every mention at the task of its statement, then the mentions that tasks list from statements elsewhere."""
    covered: set[tuple[str | None, Span, str]] = set()
    source: dict[Span, Assignment] = {}
    listed = {(mention.span, mention.role) for task in view.tasks for mention in task.units}
    for assignment in view.document.assignments:
        own = view.task_around(assignment.provision)
        for mention in assignment.units:
            source.setdefault(mention.span, assignment)
            # A statement outside every task belongs to the tasks that list its units.
            if own is not None or (mention.span, mention.role) not in listed:
                covered.add((own, mention.span, mention.role))
                yield Given(assignment, mention, own)
    for task in view.tasks:
        for mention in task.units:
            if mention.span in source and (task.provision, mention.span, mention.role) not in covered:
                yield Given(source[mention.span], mention, task.provision)


def _given(view: DocumentView, iri: URIRef, item: Given) -> Iterator[Triple]:
    assignment, mention = item.assignment, item.mention
    individual, link = ROLES[mention.role]
    unit = view.unit(mention)
    yield from located_triples(view, iri, ZR.Assignment, assignment.provision, assignment.statement)
    yield from rule_triples(view, iri, assignment.rule)
    yield from span_triples(view, iri, mention.span, ZR.nameSpan)
    yield iri, ZR.toUnit, unit
    yield iri, ZR.role, individual
    yield iri, ZR.statement, Literal(assignment.statement.quote)
    yield iri, ZR.openList, flag_literal(assignment.open_list)
    yield iri, ZR.confidence, decimal_literal(assignment.confidence)
    yield from text_triples(iri, ((ZR.printedName, mention.printed), (ZR.wording, assignment.deadline_text)))
    yield from _unit(view, unit, mention)
    if assignment.deadline is not None:
        yield iri, ZR.dueDate, date_literal(assignment.deadline)
    if item.task is not None:
        task = view.task(item.task)
        yield iri, ZR.ofTask, task
        yield unit, link, task
        if assignment.deadline is not None:
            yield task, ZR.dueDate, date_literal(assignment.deadline)


def _unit(view: DocumentView, iri: URIRef, mention: UnitMention) -> Iterator[Triple]:
    """What the text itself says of a unit; the registry's units are described in the supplied graph."""
    yield iri, RDF.type, ZR.Unit
    if mention.collective:
        yield iri, RDF.type, ZR.CollectiveUnit
    if view.resolved(mention.name) is None:
        yield from unknown_unit_triples(view, iri, mention.name)
