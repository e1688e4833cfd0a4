"""The terms of the ontology as a reader needs them: labels, definitions, relations in words, an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef

from kb.graph.class_expressions import names_of
from kb.graph.namespaces import DCAM, OWL, RDF, RDFS, SKOS, ZR, compact
from kb.graph.ontology import terms

_SECTIONS = (
    ("类", OWL.Class),
    ("角色（个体）", OWL.NamedIndividual),
    ("对象属性", OWL.ObjectProperty),
    ("数据属性", OWL.DatatypeProperty),
    ("标注属性", OWL.AnnotationProperty),
)
_TRAITS = (
    (OWL.FunctionalProperty, "每个主语至多一个值"),
    (OWL.AsymmetricProperty, "不对称"),
    (OWL.IrreflexiveProperty, "不自反"),
    (OWL.SymmetricProperty, "对称"),
    (OWL.TransitiveProperty, "传递"),
)


@dataclass(frozen=True)
class TermEntry:
    """One term. ``facts`` are pairs of a Chinese name and a value, terms in it between backticks; ``example`` is Turtle.

    ``example`` is None for a term that needs none, and "" for a class without members in the data.
    """

    name: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    facts: tuple[tuple[str, str], ...]
    example: str | None


@dataclass(frozen=True)
class TermSection:
    """The terms of one kind, in alphabetic order."""

    title: str
    entries: tuple[TermEntry, ...]


def term_sections(graph: Graph, examples: Mapping[str, str]) -> tuple[TermSection, ...]:
    """The terms of an ontology loaded by :func:`kb.graph.ontology.load_ontology`, kind by kind.

    :param examples: Turtle by the IRI of a class.
    """
    return tuple(
        TermSection(title, tuple(_entry(graph, term, kind, examples) for term in terms(graph, kind)))
        for title, kind in _SECTIONS
    )


def external_terms(graph: Graph) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The declared terms of other vocabularies, by OWL type."""
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
        found = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and not s.startswith(ZR)}
        yield compact(kind), tuple(compact(term) for term in sorted(found))


def text_of(graph: Graph, term: URIRef, predicate: URIRef, language: str) -> str:
    """The values of ``predicate`` in a language, as one text."""
    values = graph.objects(term, predicate)
    return "；".join(sorted(str(v) for v in values if isinstance(v, Literal) and v.language == language))


def _entry(graph: Graph, term: URIRef, kind: URIRef, examples: Mapping[str, str]) -> TermEntry:
    return TermEntry(
        name=compact(term),
        zh=text_of(graph, term, RDFS.label, "zh"),
        en=text_of(graph, term, RDFS.label, "en"),
        definition_zh=text_of(graph, term, SKOS.definition, "zh"),
        definition_en=text_of(graph, term, SKOS.definition, "en"),
        facts=tuple((name, value) for name, value in _facts(graph, term) if value),
        example=examples.get(str(term), "") if kind == OWL.Class else None,
    )


def _facts(graph: Graph, term: URIRef) -> Iterator[tuple[str, str]]:
    types = (t for t in graph.objects(term, RDF.type) if isinstance(t, URIRef) and t.startswith(ZR))
    yield "类型", names_of(graph, types)
    yield "上位", names_of(graph, (*graph.objects(term, RDFS.subClassOf), *graph.objects(term, RDFS.subPropertyOf)))
    yield "等价于", names_of(graph, graph.objects(term, OWL.equivalentClass))
    yield "不相交", names_of(graph, (*graph.objects(term, OWL.disjointWith), *graph.subjects(OWL.disjointWith, term)))
    yield "定义域", names_of(graph, graph.objects(term, RDFS.domain))
    yield "值域", names_of(graph, (*graph.objects(term, RDFS.range), *graph.objects(term, DCAM.rangeIncludes)))
    yield "逆属性", names_of(graph, (*graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)))
    yield "特性", "，".join(text for trait, text in _TRAITS if (term, RDF.type, trait) in graph)
