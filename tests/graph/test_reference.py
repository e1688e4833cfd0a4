"""The committed ontology reference is the generated one, leaves no term out, and its examples are true."""

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from kb.errors import RuleError
from kb.graph import reference
from kb.graph.class_examples import class_examples
from kb.graph.diagram import mermaid_diagram
from kb.graph.namespaces import PREFIXES, compact
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology, terms
from kb.graph.reference import NO_EXAMPLE, reference_of, render_reference
from kb.graph.store import GraphStore
from kb.opening_graph import read_graph
from kb.settings import ROOT, Settings
from tests.graph.conftest import Sample

REFERENCE = ROOT / "docs" / "ontology.md"
KINDS = (OWL.Class, OWL.NamedIndividual, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
# Superclasses of what is in every graph, and what the first plan has none of.
WITHOUT_EXAMPLE = {"zr:Fact", "zr:Role", "zr:Roster", "zr:Topic"}


@pytest.fixture(scope="module")
def page(built: Settings) -> str:
    return reference_of(read_graph(built), "md").decode()


def test_committed_reference_is_current(page: str) -> None:
    """Otherwise run: zeren build && zeren export ontology --format md -o docs/ontology.md"""
    assert REFERENCE.read_text(encoding="utf-8") == page


def test_reference_holds_every_term_with_label_definition_domain_and_range(page: str) -> None:
    graph = load_ontology(ONTOLOGY_FILE)
    headings = [f"### {compact(term)}\n" for kind in KINDS for term in terms(graph, kind)]
    assert len(headings) >= 98
    assert [heading for heading in headings if heading not in page] == []
    entry = page[page.index("### zr:inProvision\n") :].split("\n### ")[0]
    for part in ("所在条款 · in provision", "定义域：`zr:Task` 或 `zr:Fact`", "值域：`zr:Provision` 或 `zr:Document`"):
        assert part in entry


def test_every_class_has_a_true_example(page: str, built: Settings) -> None:
    data = GraphStore.from_nquads(read_graph(built)).dataset
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    graph = load_ontology(ONTOLOGY_FILE)
    missing = set()
    for term in terms(graph, OWL.Class):
        entry = page[page.index(f"### {compact(term)}\n") :].split("\n### ")[0].split("\n## ")[0]
        example = re.search(r"```turtle\n(.*?)\n```", entry, re.DOTALL)
        if example is None:
            missing.add(compact(term))
            assert NO_EXAMPLE in entry
            continue
        triples = set(Graph().parse(data=prefixes + example[1], format="turtle"))
        assert len(triples) >= 2
        assert {(s, p, o) for s, p, o in triples if (s, p, o) not in data} == set()
        assert {o for _, p, o in triples if p == RDF.type} == {term}
    assert missing == WITHOUT_EXAMPLE


def test_an_undocumented_term_stops_the_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(ONTOLOGY_FILE.read_text(encoding="utf-8") + "\nzr:Extra a owl:Class .\n", encoding="utf-8")
    monkeypatch.setattr(reference, "ONTOLOGY_FILE", path)
    with pytest.raises(RuleError, match="zr:Extra 缺少 zh 标签"):
        reference_of(b"", "md")


def test_a_new_term_changes_the_page(sample: Sample) -> None:
    graph = Graph() + load_ontology(ONTOLOGY_FILE)
    before = render_reference(graph, {})
    graph.add((URIRef(PREFIXES["zr"] + "Extra"), RDF.type, OWL.Class))
    graph.add((URIRef(PREFIXES["zr"] + "Extra"), RDFS.label, Literal("多", lang="zh")))
    after = render_reference(graph, class_examples(sample.dataset, graph))
    assert "### zr:Extra\n\n多 · " in after
    assert "zr:Extra" not in before


def test_diagram_draws_classes_subclasses_and_links_once() -> None:
    lines = mermaid_diagram(load_ontology(ONTOLOGY_FILE)).splitlines()
    assert lines[0] == "classDiagram"
    assert len(lines) == len(set(lines)) >= 60
    for line in (
        '  class Task["Task 任务"]',
        "  Fact <|-- Assignment",  # a named super-class
        "  Task <|-- NoLeadTask",  # the named part of an equivalent class
        "  Unit --> Task : leads 牵头负责",
        "  Task --> Span : span 出处",  # a part of a union
    ):
        assert line in lines
    assert not [line for line in lines if "ledBy" in line]  # the inverse of leads
