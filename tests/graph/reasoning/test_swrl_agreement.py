"""What SWRL says in description logic the SPARQL rules must say too: the examples of both are one."""

import pytest
from rdflib import Graph

from kb.graph.namespaces import PREFIXES
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.reasoning.fixpoint import conclusions
from kb.graph.reasoning.rules import load_inference_rules
from kb.graph.reasoning.swrl import SwrlExample, load_swrl

BASE = "https://example.org/"
HEAD = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items()) + f"@prefix : <{BASE}> .\n"
EXAMPLES = [(rule.id, example) for rule in load_swrl() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_sparql_rules_agree_with_the_examples_of_swrl(rule: str, example: SwrlExample) -> None:
    given, then, never = (
        Graph().parse(data=HEAD + text, format="turtle") for text in (example.given, example.then, example.never)
    )
    found = conclusions([given, load_ontology(ONTOLOGY_FILE)], load_inference_rules(), BASE)
    everything = {triple for triples in found.values() for triple in triples}
    assert set(then) <= everything, rule
    assert not set(never) & everything, rule


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4
