"""The ontology file: every term explained, nothing dangling, consistent with good data and not with bad data."""

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from kb.errors import RuleError
from kb.graph.namespaces import ZR
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology, terms
from kb.graph.reasoning.hermit import classify
from tests.graph.conftest import Sample

# Names that other programs rely on.
FIXED = {
    OWL.Class: "Document Provision Task Action Unit CollectiveUnit Assignment Citation Figure Deadline Deliverable Topic Span "
    "JointLeadTask SoleUnitTask NoLeadTask",
    OWL.NamedIndividual: "Lead Participant Responsible Guide",
    OWL.ObjectProperty: "ofTask toUnit role span inProvision hasTask hasAction leads participatesIn responsibleFor ledBy "
    "responsibleUnit cites basedOn partOf topic member coResponsibleWith responsibleAsMember restsOn withinUnit",
    OWL.DatatypeProperty: "statement start end quote dueDate indicator value measureUnit comparator figureKind number heading "
    "administrativeLevel placeName",
}
UNSATISFIABLE = """
@prefix zr: <https://w3id.org/zeren/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
zr:Both a owl:Class ; rdfs:subClassOf zr:Unit, zr:Task .
"""
TASK_LABEL = 'rdfs:label "任务"@zh, "Task"@en ;'


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return load_ontology(ONTOLOGY_FILE)


@pytest.mark.parametrize("kind", FIXED, ids=lambda kind: str(kind).rsplit("#", 1)[1])
def test_fixed_names_are_there(ontology: Graph, kind: URIRef) -> None:
    assert {ZR[name] for name in FIXED[kind].split()} <= set(terms(ontology, kind))


def test_no_two_terms_share_label_or_definition(ontology: Graph) -> None:
    """Two terms that read the same cannot be told apart by who writes a query."""
    for language in ("zh", "en"):
        labels = [
            (kind, str(label))
            for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
            for term in terms(ontology, kind)
            for label in ontology.objects(term, RDFS.label)
            if isinstance(label, Literal) and label.language == language
        ]
        assert len(labels) > 70
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (TASK_LABEL, 'rdfs:label "Task"@en ;', "zr:Task 缺少 zh 标签"),
        (TASK_LABEL, 'rdfs:label "任务"@zh ;', "zr:Task 缺少 en 标签"),
        (TASK_LABEL, TASK_LABEL + " rdfs:subClassOf zr:Taks ;", "zr:Task 的 rdfs:subClassOf 指向未声明的 zr:Taks"),
        (
            "rdfs:domain zr:Assignment ; rdfs:range zr:Role",
            "rdfs:domain zr:Assignement ; rdfs:range zr:Role",
            "zr:Assignement",
        ),
        ("rdfs:range zr:Role ;", "rdfs:range zr:Roll ;", "zr:role 的 rdfs:range 指向未声明的 zr:Roll"),
        ("owl:inverseOf zr:ledBy", "owl:inverseOf zr:leadBy", "zr:leadBy"),
        ("owl:unionOf ( zr:Task zr:Fact )", "owl:unionOf ( zr:Task zr:Fackt )", "zr:Fackt"),
        ("eli:passed_by a owl:ObjectProperty .", "", "zr:issuer 的 rdfs:subPropertyOf 指向未声明的 eli:passed_by"),
        ("zr:Task a owl:Class ;", "zr:Task a owl:Class", "Turtle"),
    ],
)
def test_a_broken_file_is_refused_and_the_term_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = ONTOLOGY_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "broken.ttl"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        load_ontology(path)


def test_a_missing_definition_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    added = '\nzr:Extra a owl:Class ; rdfs:label "多"@zh, "Extra"@en .\n'
    path.write_text(ONTOLOGY_FILE.read_text(encoding="utf-8") + added, encoding="utf-8")
    with pytest.raises(RuleError, match="zr:Extra 缺少 zh 定义；zr:Extra 缺少 en 定义"):
        load_ontology(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.ttl"):
        load_ontology(tmp_path / "none.ttl")


def test_data_uses_declared_terms_in_their_own_way(ontology: Graph, sample: Sample) -> None:
    declared = {kind: set(terms(ontology, kind)) for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)}
    annotations = set(terms(ontology, OWL.AnnotationProperty))
    triples = [(s, p, o) for s, p, o, _ in sample.dataset.quads((None, None, None, None))]
    assert len(triples) > 400
    for _, predicate, target in triples:
        if predicate == RDF.type and str(target).startswith(str(ZR)):
            assert target in declared[OWL.Class]
        if str(predicate).startswith(str(ZR)):
            kind = OWL.DatatypeProperty if isinstance(target, Literal) else OWL.ObjectProperty
            assert predicate in declared[kind] | annotations, predicate


def test_hermit_accepts_good_data_and_refuses_bad_data(ontology: Graph, sample: Sample) -> None:
    """One test, few runs: each starts Java. Good data stand beside one class that can have no member."""
    good = ontology + Graph().parse(data=UNSATISFIABLE, format="turtle")
    for subject, predicate, target, _ in sample.dataset.quads((None, None, None, None)):
        good.add((subject, predicate, target))
    assert classify(good).unsatisfiable == (str(ZR.Both),)
    unit, task = URIRef(sample.unit("县粮食局")), URIRef(sample.task("1.1"))
    for bad in (
        [(unit, RDF.type, ZR.Unit), (unit, RDF.type, ZR.Task)],
        # nothing is typed: the range of leads and the domain of quote say what it is
        [(unit, ZR.leads, task), (task, ZR.quote, Literal("建设中心粮库"))],
    ):
        contradictory = ontology + Graph()
        for triple in bad:
            contradictory.add(triple)
        assert not classify(contradictory).consistent
