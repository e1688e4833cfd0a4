"""The inferred graph: what the rules of ``ontology/rules`` conclude, and which rule concluded which triple.

``graph/inferred`` holds every conclusion once. ``graph/inferred/<rule>`` holds those of one rule again, so that a triple
leads to its rule: ``GRAPH ?part { ?s ?p ?o } ?part zr:byRule ?rule``. Nothing here is in a text.
"""

from collections.abc import Iterator, Set
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from kb.graph.lines import line_of, ntriples
from kb.graph.namespaces import DCTERMS, INFERRED, RDF, RDFS, ZR, Triple
from kb.graph.reasoning.fixpoint import concluded_lines
from kb.graph.reasoning.rules import InferenceRule, load_inference_rules
from kb.identifiers import Identifiers


def inferred_lines(known: Set[bytes], ontology: Graph, ids: Identifiers, rules_dir: Path) -> dict[str, set[bytes]]:
    """By the name of each inferred graph the lines (as :func:`~kb.graph.lines.line_of`) of what follows from the lines
    ``known`` and is none of them.

    :raises RuleError: a rule is malformed.
    """
    rules = load_inference_rules(rules_dir)
    facts = (b"".join(line + b" .\n" for line in known), b"".join(ntriples(ontology)))
    by_rule = {
        ids.rule_graph_name(rule): set(lines - known) for rule, lines in concluded_lines(facts, rules, ids.base).items()
    }
    described = {line_of(*triple) for rule in rules for triple in _description(ids, rule)}
    return {INFERRED: described.union(*by_rule.values()), **by_rule}


def _description(ids: Identifiers, rule: InferenceRule) -> Iterator[Triple]:
    """The rule, and the graph that it fills."""
    iri, part = URIRef(ids.inference_rule(rule.id)), URIRef(ids.rule_graph(rule.id))
    yield part, ZR.byRule, iri
    yield part, DCTERMS.isPartOf, URIRef(ids.graph(INFERRED))
    yield iri, RDF.type, ZR.Rule
    yield iri, DCTERMS.identifier, Literal(str(iri).rsplit("/", 1)[1])
    for language, label in rule.labels.items():
        yield iri, RDFS.label, Literal(label, lang=language)
    yield iri, RDFS.comment, Literal(rule.why, lang="zh")
    yield iri, DCTERMS.source, Literal(rule.source)
