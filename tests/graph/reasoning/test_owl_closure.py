"""The rules that stand for OWL (super-properties, inverses, transitivity) against owlrl, an engine of other people's making."""

from collections.abc import Iterable

import owlrl
import pytest
from rdflib import OWL, Graph, URIRef
from rdflib.term import Node

from kb.graph.ontology import ONTOLOGY_FILE, load_ontology, terms
from kb.graph.reasoning.fixpoint import conclusions
from kb.graph.reasoning.rules import load_inference_rules
from tests.graph.conftest import Sample

# What these conclude is not in the ontology: owlrl is given it.
OWL_RULES = {"super-property", "inverse-property", "transitive-property"}
# A chain of plans and of units, which the sample plan does not have.
CHAINS = """
PREFIX : <https://example.org/>
PREFIX zr: <https://w3id.org/zeren/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
:d zr:basedOn :e . :e zr:basedOn :f . :f zr:basedOn :g . :t a zr:Task ; zr:cites :d .
:a org:subOrganizationOf :b . :b org:subOrganizationOf :c . :c org:subOrganizationOf :h .
:a zr:leads :t . :b zr:participatesIn :t . :c zr:guides :t .
"""


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return load_ontology(ONTOLOGY_FILE)


def test_closure_equals_that_of_owlrl(ontology: Graph, sample: Sample) -> None:
    facts = Graph().parse(data=CHAINS, format="turtle")
    for name in ("stated", "supplied"):
        for triple in sample.dataset.graph(URIRef(sample.identifiers.graph(name))):
            facts.add(triple)
    by_rule = conclusions([facts, ontology], load_inference_rules(), sample.identifiers.base)
    expected = facts + ontology
    for rule, triples in by_rule.items():
        if rule not in OWL_RULES:
            for triple in triples:
                expected.add(triple)
    ours = {t for triples in by_rule.values() for t in triples} | set(facts)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(expected)
    properties = set(terms(ontology, OWL.ObjectProperty))
    assert _links(ours, properties) == _links(expected, properties)
    assert sum(len(by_rule[rule]) for rule in OWL_RULES) > 40


def _links(triples: Iterable[tuple[Node, ...]], properties: set[URIRef]) -> set[tuple[str, ...]]:
    return {tuple(map(str, triple)) for triple in triples if triple[1] in properties}
