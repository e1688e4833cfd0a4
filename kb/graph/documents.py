"""Documents, their provisions and tasks → triples."""

import re
from collections.abc import Iterator

from rdflib import Literal

from kb.graph.facts import cited_document_triples, span_triples
from kb.graph.literals import date_literal, flag_literal, text_triples
from kb.graph.namespaces import DCTERMS, RDF, XSD, ZR, Triple
from kb.graph.units import unknown_unit_triples
from kb.graph.view import DocumentView, unit_iri
from kb.models import Provision, Task, trimmed_span

# Units that issue a document together are set side by side.
_JOINT = re.compile(r"[、，；\s]+")


def document_triples(view: DocumentView) -> Iterator[Triple]:
    """The document itself: what it says about itself, who issued it, what it is based on."""
    info = view.document.info
    yield view.work, RDF.type, ZR.Document
    yield from text_triples(
        view.work,
        (
            (DCTERMS.identifier, info.id),
            (DCTERMS.title, info.title),
            (DCTERMS.alternative, info.other_title),
            (ZR.documentNumber, info.number),
            (ZR.issuerName, info.issuer),
            (ZR.placeName, info.place),
            (ZR.administrativeLevel, info.level),
            *((ZR.addressee, addressee) for addressee in info.addressees),
        ),
    )
    if info.issued is not None:
        yield view.work, DCTERMS.issued, date_literal(info.issued)
    if info.period is not None:
        for predicate, year in zip((ZR.periodStart, ZR.periodEnd), info.period, strict=True):
            yield view.work, predicate, Literal(year, datatype=XSD.integer)
    yield from _issuers(view)
    for title in info.based_on:
        if (cited := view.cited(title)) != view.work:
            yield from cited_document_triples(view, cited, title, None)
            yield view.work, ZR.basedOn, cited


def issuer_names(view: DocumentView) -> tuple[str, ...]:
    """The names of the units that issued the document."""
    return tuple(name for name in _JOINT.split(view.document.info.issuer or "") if name)


def provision_triples(view: DocumentView) -> Iterator[Triple]:
    """The provisions in document order; the root is the document."""
    for provision in view.document.outline.provisions:
        if provision.id:
            yield from _provision(view, provision)


def task_triples(view: DocumentView) -> Iterator[Triple]:
    """The tasks; what is inside them is added by the facts."""
    for task in view.tasks:
        yield from _task(view, task)


def _issuers(view: DocumentView) -> Iterator[Triple]:
    for name in issuer_names(view):
        found = view.resolved(name)
        iri = unit_iri(view.ids, found) if found else view.own_unit(name)
        yield view.work, ZR.issuer, iri
        yield iri, RDF.type, ZR.Unit
        if found is None:
            yield from unknown_unit_triples(view, iri, name)


def _provision(view: DocumentView, provision: Provision) -> Iterator[Triple]:
    iri = view.provision(provision.id)
    yield iri, RDF.type, ZR.Provision
    yield iri, ZR.inDocument, view.work
    yield iri, ZR.partOf, view.provision(provision.parent or "")
    yield from text_triples(
        iri,
        (
            (DCTERMS.identifier, provision.id),
            (DCTERMS.title, provision.title),
            (ZR.number, provision.number),
            (ZR.heading, provision.heading.quote),
            (ZR.sectionLevel, provision.level),
        ),
    )
    own = trimmed_span(view.document.text, provision.start, provision.own_end)
    if own.quote:
        yield from span_triples(view, iri, own)


def _task(view: DocumentView, task: Task) -> Iterator[Triple]:
    iri, provision = view.task(task.provision), view.provision(task.provision)
    yield iri, RDF.type, ZR.Task
    yield iri, ZR.inDocument, view.work
    yield iri, ZR.inProvision, provision
    yield provision, ZR.hasTask, iri
    yield iri, ZR.openList, flag_literal(task.open_list)
    yield iri, DCTERMS.identifier, Literal(task.provision)
    yield from text_triples(iri, ((DCTERMS.title, task.title),))
    yield from span_triples(view, iri, task.span)
