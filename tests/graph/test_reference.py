"""The committed ontology reference is the generated one and leaves no term out."""

from rdflib import OWL

from kb.graph.namespaces import compact
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology, terms
from kb.graph.reference import render_reference
from kb.settings import ROOT

REFERENCE = ROOT / "docs" / "ontology.md"


def test_committed_reference_is_current() -> None:
    """Otherwise run: python -m kb.graph.reference > docs/ontology.md"""
    assert REFERENCE.read_text(encoding="utf-8") == render_reference(load_ontology(ONTOLOGY_FILE))


def test_reference_holds_every_term_with_label_definition_domain_and_range() -> None:
    graph = load_ontology(ONTOLOGY_FILE)
    text = render_reference(graph)
    kinds = (OWL.Class, OWL.NamedIndividual, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    headings = [f"### {compact(term)}\n" for kind in kinds for term in terms(graph, kind)]
    assert len(headings) >= 85
    assert [heading for heading in headings if heading not in text] == []
    entry = text[text.index("### zr:inProvision\n") :].split("\n### ")[0]
    for part in ("所在条款 · in provision", "定义域：`zr:Task` 或 `zr:Fact`", "值域：`zr:Provision` 或 `zr:Document`"):
        assert part in entry
