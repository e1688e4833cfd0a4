"""Documents, their provisions and tasks → triples."""

import re
from collections.abc import Collection, Iterator

from rdflib import Literal

from kb.graph.facts import cited_document_triples, span_triples
from kb.graph.literals import date_literal, flag_literal, text_triples
from kb.graph.namespaces import DCTERMS, RDF, XSD, ZR, Triple
from kb.graph.units import unknown_unit_triples
from kb.graph.view import DocumentView, unit_iri
from kb.models import Provision, Task, trimmed_span

# Units that issue a document together are set side by side.
_JOINT = re.compile(r"[、，；\s]+")
# What a person may write down in place of what was read, by its name in the document's data.
_WORDS = {"title": DCTERMS.title, "number": ZR.documentNumber, "issuer": ZR.issuerName}
_OWN = frozenset((*_WORDS, "issued"))


def document_triples(view: DocumentView) -> Iterator[Triple]:
    """The document itself: what it says about itself, who issued it, what it is based on; not what a person wrote down."""
    info = view.document.info
    yield view.work, RDF.type, ZR.Document
    yield from text_triples(
        view.work,
        (
            (DCTERMS.identifier, info.id),
            (DCTERMS.alternative, info.other_title),
            (ZR.placeName, info.place),
            (ZR.administrativeLevel, info.level),
            *((ZR.addressee, addressee) for addressee in info.addressees),
        ),
    )
    yield from _own_data(view, _OWN - view.given)
    if info.period is not None:
        for predicate, year in zip((ZR.periodStart, ZR.periodEnd), info.period, strict=True):
            yield view.work, predicate, Literal(year, datatype=XSD.integer)
    for title in info.based_on:
        if (cited := view.cited(title)) != view.work:
            yield from cited_document_triples(view, cited, title, None)
            yield view.work, ZR.basedOn, cited


def given_triples(view: DocumentView) -> Iterator[Triple]:
    """What a person wrote down of the document; none of it is in the text."""
    yield from _own_data(view, _OWN & view.given)


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


def _own_data(view: DocumentView, names: Collection[str]) -> Iterator[Triple]:
    info = view.document.info
    values = {name: getattr(info, name) for name in names}
    yield from text_triples(view.work, tuple((_WORDS[name], values[name]) for name in _WORDS if name in names))
    if values.get("issued") is not None:
        yield view.work, DCTERMS.issued, date_literal(values["issued"])
    if "issuer" in names:
        yield from _issuers(view)


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
