"""Facts read at a place → triples: actions, citations, figures, deadlines, deliverables, and the spans they stand in."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rdflib import Literal, URIRef

from kb.graph.literals import date_literal, decimal_literal, flag_literal, numbered, text_triples
from kb.graph.namespaces import DCTERMS, RDF, TIME, XSD, ZR, Triple
from kb.graph.view import DocumentView
from kb.models import Action, Citation, Deadline, Deliverable, Figure, Span

LocatedFact = Action | Citation | Figure | Deadline | Deliverable
FactT = TypeVar("FactT", bound=LocatedFact)


def span_triples(view: DocumentView, subject: URIRef, span: Span, predicate: URIRef = ZR.span) -> Iterator[Triple]:
    """``subject`` stands at ``span``; the span itself with its verbatim quote."""
    iri = view.fact("span", span)
    yield subject, predicate, iri
    yield iri, RDF.type, ZR.Span
    yield iri, ZR.inDocument, view.work
    yield iri, ZR.start, Literal(span.start, datatype=XSD.nonNegativeInteger)
    yield iri, ZR.end, Literal(span.end, datatype=XSD.nonNegativeInteger)
    yield iri, ZR.quote, Literal(span.quote)


def rule_triples(view: DocumentView, subject: URIRef, rule: str) -> Iterator[Triple]:
    """``subject`` was read by the rule with this id."""
    iri = URIRef(view.ids.rule(rule))
    yield subject, ZR.byRule, iri
    yield iri, RDF.type, ZR.Rule
    yield iri, DCTERMS.identifier, Literal(rule)


def located_triples(
    view: DocumentView, subject: URIRef, kind: URIRef, provision_id: str, span: Span
) -> Iterator[Triple]:
    """What every fact has: class, document, provision, span."""
    yield subject, RDF.type, kind
    yield subject, ZR.inDocument, view.work
    yield subject, ZR.inProvision, view.provision(provision_id)
    yield from span_triples(view, subject, span)


def fact_triples(view: DocumentView) -> Iterator[Triple]:
    """The stated actions, citations, figures, deadlines and deliverables of a document."""
    document = view.document
    for action, iri in _with_iris(view, "action", document.actions):
        yield from _fact(view, iri, ZR.Action, action)
        if (task := view.task_iri_around(action.provision)) is not None:
            yield task, ZR.hasAction, iri
    for citation, iri in _with_iris(view, "citation", document.citations):
        yield from _citation(view, iri, citation)
    for figure, iri in _with_iris(view, "figure", document.figures):
        yield from _figure(view, iri, figure)
    for deliverable, iri in _with_iris(view, "deliverable", document.deliverables):
        yield from _fact(view, iri, ZR.Deliverable, deliverable)
        yield from text_triples(iri, ((DCTERMS.title, deliverable.name), (ZR.category, deliverable.category)))
    for deadline, iri in _with_iris(view, "deadline", document.deadlines):
        # What a task inherits is no fact of the text: the rule period-end infers it.
        if not deadline.inherited:
            yield from _deadline(view, iri, deadline)


def _with_iris(view: DocumentView, kind: str, facts: Sequence[FactT]) -> Iterator[tuple[FactT, URIRef]]:
    spans = [fact.span for fact in facts]
    for (nth, fact), span in zip(numbered(facts, spans), spans, strict=True):
        yield fact, view.fact(kind, span, nth)


def _fact(view: DocumentView, iri: URIRef, kind: URIRef, fact: LocatedFact) -> Iterator[Triple]:
    yield from located_triples(view, iri, kind, fact.provision, fact.span)
    yield from rule_triples(view, iri, fact.rule)
    if (task := view.task_iri_around(fact.provision)) is not None:
        yield iri, ZR.ofTask, task


def _citation(view: DocumentView, iri: URIRef, citation: Citation) -> Iterator[Triple]:
    own = citation.relation == "self"
    cited = view.work if own else view.cited(citation.title)
    yield from _fact(view, iri, ZR.Citation, citation)
    yield iri, ZR.citedDocument, cited
    yield from text_triples(
        iri,
        (
            (ZR.citationRelation, citation.relation),
            (ZR.article, citation.article),
            (ZR.citedNumber, citation.number),
        ),
    )
    if cited != view.work:
        yield from cited_document_triples(view, cited, citation.title, citation.number)
        task = view.task_iri_around(citation.provision)
        yield view.work, ZR.cites, cited
        yield task or view.provision(citation.provision), ZR.cites, cited
        if citation.relation == "based_on" and task is None:
            yield view.work, ZR.basedOn, cited


def cited_document_triples(view: DocumentView, iri: URIRef, title: str, number: str | None) -> Iterator[Triple]:
    """A cited document; one of the dataset describes itself."""
    if view.ids.parse(iri)[0] == "regulation":
        yield iri, RDF.type, ZR.Document
        yield iri, DCTERMS.title, Literal(title)
        yield from text_triples(iri, ((ZR.documentNumber, number),))


def _figure(view: DocumentView, iri: URIRef, figure: Figure) -> Iterator[Triple]:
    yield from _fact(view, iri, ZR.Figure, figure)
    yield iri, ZR.value, decimal_literal(figure.value)
    yield from text_triples(
        iri,
        (
            (ZR.indicator, figure.indicator),
            (ZR.measureUnit, figure.measure_unit),
            (ZR.comparator, figure.comparator),
            (ZR.figureKind, figure.kind),
            (ZR.asOf, figure.as_of),
        ),
    )


def _deadline(view: DocumentView, iri: URIRef, deadline: Deadline) -> Iterator[Triple]:
    due = date_literal(deadline.date)
    yield from _fact(view, iri, ZR.Deadline, deadline)
    yield iri, ZR.dueDate, due
    yield iri, TIME.inXSDDate, due
    yield iri, ZR.approximate, flag_literal(deadline.approximate)
    yield iri, ZR.inherited, flag_literal(deadline.inherited)
    yield from text_triples(
        iri, ((ZR.dueMatter, deadline.due), (ZR.wording, deadline.text), (ZR.precision, deadline.precision))
    )
    if (task := view.task_iri_around(deadline.provision)) is not None:
        yield task, ZR.dueDate, due
