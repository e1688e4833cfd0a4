"""The check of the ontology: consistent, every class satisfiable, SWRL rules true to their examples, rules well formed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from kb.errors import RuleError
from kb.graph.namespaces import OWL, PREFIXES, RDF, RDFS, compact
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology, terms
from kb.graph.reasoning.fixpoint import conclusions
from kb.graph.reasoning.hermit import Classified, classify
from kb.graph.reasoning.rules import INFERENCE_RULES_DIR, load_inference_rules
from kb.graph.reasoning.swrl import SWRL_FILE, SwrlExample, SwrlRule, load_swrl

_PREFIXES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
_EXAMPLES = "https://example.org/"
_Named = tuple[URIRef, URIRef, URIRef]


@dataclass(frozen=True)
class OntologyReport:
    """What the check found; ``problems`` in Chinese, none when all is well. ``subsumptions`` are the pairs of class and
    super-class, by their short names, that HermiT found beyond those written down."""

    classes: int
    properties: int
    inference_rules: int
    swrl_rules: int
    subsumptions: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


def check_ontology(
    ontology: Path = ONTOLOGY_FILE, rules_dir: Path = INFERENCE_RULES_DIR, swrl: Path = SWRL_FILE
) -> OntologyReport:
    """Run HermiT once over the ontology, the SWRL rules and their examples; run the inference rules over nothing.

    :raises RuleError: a file is malformed, or HermiT did not run.
    """
    graph = load_ontology(ontology)
    rules, swrl_rules = load_inference_rules(rules_dir), load_swrl(swrl)
    conclusions([graph], rules, _EXAMPLES)
    examples = [(rule, n, example) for rule in swrl_rules for n, example in enumerate(rule.examples, 1)]
    given = [_triples(example.given, rule, n) for rule, n, example in examples]
    found = classify(_with_examples(graph, given), [rule.text for rule in swrl_rules])
    properties = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    return OntologyReport(
        classes=len(terms(graph, OWL.Class)),
        properties=sum(len(terms(graph, kind)) for kind in properties),
        inference_rules=len(rules),
        swrl_rules=len(swrl_rules),
        subsumptions=_subsumptions(graph, found),
        problems=tuple(_problems(found, examples, {triple for triples in given for triple in triples})),
    )


def _triples(turtle: str, rule: SwrlRule, number: int) -> set[_Named]:
    """The triples of an example, its individuals apart from those of others.

    :raises RuleError: it is no Turtle.
    """
    try:
        graph = Graph().parse(
            data=f"{_PREFIXES}@prefix : <{_EXAMPLES}{rule.id}/{number}/> .\n{turtle}", format="turtle"
        )
    except (BadSyntax, ParserError) as error:
        raise RuleError(f"SWRL 规则 {rule.id} 的第 {number} 个例子不是合法的 Turtle：{error}") from error
    return {(s, p, o) for s, p, o in graph if isinstance(s, URIRef) and isinstance(p, URIRef) and isinstance(o, URIRef)}


def _with_examples(ontology: Graph, given: Sequence[set[_Named]]) -> Graph:
    """The ontology with the examples, whose individuals are declared and all different."""
    graph = ontology + Graph()
    for triple in (triple for triples in given for triple in triples):
        graph.add(triple)
    ends = {term for triples in given for s, _, o in triples for term in (s, o) if term.startswith(_EXAMPLES)}
    individuals = sorted(ends)
    for individual in individuals:
        graph.add((individual, RDF.type, OWL.NamedIndividual))
    different, members = BNode(), BNode()
    graph.add((different, RDF.type, OWL.AllDifferent))
    graph.add((different, OWL.distinctMembers, members))
    Collection(graph, members, list(individuals))
    return graph


def _subsumptions(graph: Graph, found: Classified) -> tuple[tuple[str, str], ...]:
    classes = set(terms(graph, OWL.Class))
    pairs = {(s, o) for s, p, o in found.new if p == RDFS.subClassOf and s in classes and o in classes}
    written = {pair for pair in pairs if pair[1] in graph.transitive_objects(pair[0], RDFS.subClassOf)}
    return tuple(sorted((compact(s), compact(o)) for s, o in pairs - written))


def _problems(
    found: Classified, examples: Sequence[tuple[SwrlRule, int, SwrlExample]], given: set[_Named]
) -> Iterator[str]:
    if not found.consistent:
        yield "本体自相矛盾，或与 SWRL 规则的例子矛盾；请检查不相交的类、函数属性、值域和规则。"
        return
    for iri in found.unsatisfiable:
        yield f"类 {compact(iri)} 不可能有成员；请检查它的上位类、定义和不相交声明。"
    holding = found.new | given
    for rule, number, example in examples:
        for triple in sorted(_triples(example.then, rule, number) - holding):
            yield f"SWRL 规则 {rule.id} 的第 {number} 个例子没有推出 {_said(triple)}；请检查规则或例子。"
        for triple in sorted(_triples(example.never, rule, number) & holding):
            yield f"SWRL 规则 {rule.id} 的第 {number} 个例子不该推出 {_said(triple)}；请检查规则或例子。"


def _said(triple: _Named) -> str:
    return " ".join(compact(str(term)).removeprefix(_EXAMPLES) for term in triple)
