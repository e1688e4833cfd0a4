"""Units → triples: the registry's in the supplied graph, unknown ones where the text names them."""

from collections.abc import Iterable, Iterator, Mapping

from rdflib import Literal, URIRef

from kb.graph.literals import text_triples
from kb.graph.namespaces import ORG, RDF, SKOS, SKOSXL, ZR, Triple
from kb.graph.view import DocumentView, unit_iri
from kb.identifiers import Identifiers
from kb.units.registry import Registry, Unit

# Kind of alias: the SKOS label, and the property that tells the kind. Former names and slips are only found by.
NAME_KINDS = {
    "printed": (SKOS.altLabel, ZR.printedForm),
    "full": (SKOS.altLabel, ZR.fullName),
    "short": (SKOS.altLabel, ZR.shortName),
    "colloquial": (SKOS.altLabel, ZR.colloquialName),
    "former": (SKOS.hiddenLabel, ZR.formerName),
    "slip": (SKOS.hiddenLabel, ZR.slip),
}


def unit_triples(ids: Identifiers, registry: Registry, mentioned: Iterable[Unit]) -> Iterator[Triple]:
    """The units of the registry and those it made out of mentions, each once."""
    by_key = {unit.key: unit for unit in (*registry.units, *mentioned)}
    for unit in by_key.values():
        yield from _unit(ids, unit, by_key)


def unknown_unit_triples(view: DocumentView, iri: URIRef, name: str) -> Iterator[Triple]:
    """A unit that the registry does not know: its name and the document's place."""
    yield iri, RDF.type, ZR.Unit
    yield iri, SKOS.prefLabel, Literal(name, lang="zh")
    yield from text_triples(iri, ((ZR.placeName, view.document.info.place),))


def _unit(ids: Identifiers, unit: Unit, by_key: Mapping[str, Unit]) -> Iterator[Triple]:
    iri = unit_iri(ids, unit)
    yield iri, RDF.type, ZR.Unit
    if unit.collective:
        yield iri, RDF.type, ZR.CollectiveUnit
    yield iri, SKOS.prefLabel, Literal(unit.name, lang="zh")
    yield from text_triples(
        iri, ((ZR.placeName, unit.place), (ZR.administrativeLevel, unit.level), (ZR.unitKind, unit.kind))
    )
    if unit.parent is not None and unit.parent in by_key:
        yield iri, ORG.subOrganizationOf, unit_iri(ids, by_key[unit.parent])
    yield from _names(ids, unit)


def _names(ids: Identifiers, unit: Unit) -> Iterator[Triple]:
    iri = unit_iri(ids, unit)
    for alias in unit.aliases:
        text = Literal(alias.text, lang="zh")
        label, kind = NAME_KINDS[alias.kind]
        if alias.text != unit.name:
            yield iri, label, text
        if alias.kind != "former":
            yield iri, kind, text
            continue
        former = URIRef(ids.former_name(unit.place, unit.name, alias.text))
        yield iri, kind, former
        yield former, RDF.type, ZR.FormerName
        yield from text_triples(former, ((SKOSXL.literalForm, alias.text), (ZR.validUntil, alias.valid_until)))
