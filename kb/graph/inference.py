"""The inferred graph: what the rules of ``ontology/rules`` conclude, and which rule concluded which triple.

``graph/inferred`` holds every conclusion once. ``graph/inferred/<rule>`` holds those of one rule again, so that a triple
leads to its rule: ``GRAPH ?part { ?s ?p ?o } ?part zr:byRule ?rule``. Nothing here is in a text.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import Dataset, Graph, Literal, URIRef

from kb.graph.namespaces import DCTERMS, INFERRED, RDF, RDFS, ZR, Triple
from kb.graph.reasoning.fixpoint import conclusions
from kb.graph.reasoning.rules import InferenceRule, load_inference_rules
from kb.identifiers import Identifiers


def add_inferred(dataset: Dataset, known: Sequence[Graph], ontology: Graph, ids: Identifiers, rules_dir: Path) -> None:
    """Fill the inferred graphs of ``dataset`` with what follows from the graphs ``known`` and is in none of them.

    :raises RuleError: a rule is malformed.
    """
    rules = load_inference_rules(rules_dir)
    inferred = dataset.graph(URIRef(ids.graph(INFERRED)))
    for rule_id, triples in conclusions([*known, ontology], rules, ids.base).items():
        part = dataset.graph(URIRef(ids.rule_graph(rule_id)))
        for triple in triples:
            if not any(triple in graph for graph in known):
                inferred.add(triple)
                part.add(triple)
    for rule in rules:
        for triple in _description(ids, rule):
            inferred.add(triple)


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
