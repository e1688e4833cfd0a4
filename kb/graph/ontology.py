"""The ontology: loaded and checked term by term."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rdflib import Graph, URIRef

from kb.errors import RuleError
from kb.graph.namespaces import OWL, RDF, RDFS, SKOS, XSD, ZR, compact
from kb.graph.turtle import read_turtle
from kb.settings import ROOT

ONTOLOGY_FILE = ROOT / "ontology" / "zeren.ttl"
LANGUAGES = ("zh", "en")
_SHOWN = 10
_TERM_TYPES = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
_BUILT_IN = (str(OWL), str(RDF), str(RDFS), str(XSD))
_REFERENCES = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    RDF.type,
    RDF.first,
    OWL.inverseOf,
    OWL.onProperty,
    OWL.someValuesFrom,
    OWL.allValuesFrom,
)


def load_ontology(path: Path) -> Graph:
    """The ontology in the Turtle file ``path``.

    :raises RuleError: the file is missing or no Turtle; a term of the ``zr`` namespace lacks a Chinese or English
        label or definition; a domain, range, super-term or other reference names a term that is not declared.
    """
    graph = read_turtle(path, "本体文件")
    problems = [*_unlabelled(graph), *_dangling(graph)]
    if problems:
        more = f"；另有 {len(problems) - _SHOWN} 处" if len(problems) > _SHOWN else ""
        raise RuleError(f"{path}：{'；'.join(problems[:_SHOWN])}{more}。请在本体文件中补全。")
    return graph


@cache
def own_ontology() -> Graph:
    """The ontology in ``ontology/``, read once in a process; not to be added to."""
    return load_ontology(ONTOLOGY_FILE)


def terms(graph: Graph, kind: URIRef) -> list[URIRef]:
    """The terms of the ``zr`` namespace that are of this OWL type, in alphabetic order."""
    found = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(ZR)}
    return sorted(found)


def _unlabelled(graph: Graph) -> Iterator[str]:
    declared = {term for kind in _TERM_TYPES for term in terms(graph, kind)}
    for term in sorted(declared):
        for name, predicate in (("标签", RDFS.label), ("定义", SKOS.definition)):
            languages = {getattr(value, "language", None) for value in graph.objects(term, predicate) if str(value)}
            for language in LANGUAGES:
                if language not in languages:
                    yield f"{compact(term)} 缺少 {language} {name}"


def _dangling(graph: Graph) -> Iterator[str]:
    declared = set(graph.subjects(RDF.type, None))
    for predicate in _REFERENCES:
        for subject, target in sorted(graph.subject_objects(predicate)):
            if isinstance(target, URIRef) and target not in declared and not str(target).startswith(_BUILT_IN):
                where = compact(subject) if isinstance(subject, URIRef) else "无名的类或列表"
                yield f"{where} 的 {compact(predicate)} 指向未声明的 {compact(target)}"
