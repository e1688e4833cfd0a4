"""Inference rules run to their fixpoint in Oxigraph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import pyoxigraph
from rdflib import Graph

from kb.errors import RuleError
from kb.graph.lines import iri, line_of, ntriples, term_of
from kb.graph.namespaces import Triple
from kb.graph.reasoning.rules import InferenceRule

# Graphs of the working store, one for each rule beside the default graph of all facts; they never leave it.
_CONCLUSIONS = "urn:zeren:conclusions:"
# Paths double in a round, so this is more than any data need; a rule that mints from its own conclusions never ends.
_MOST_ROUNDS = 100


def conclusions(graphs: Iterable[Graph], rules: Sequence[InferenceRule], base: str) -> Mapping[str, tuple[Triple, ...]]:
    """What each rule (by id) concludes from the union of ``graphs`` and the conclusions of all rules.

    A triple that several rules conclude stands with each of them, and so does one that ``graphs`` hold already: the
    result depends neither on the sequence of the rules of one order nor on that of the triples. Each triple stands once
    with its rule, in no order. What is said of or with a blank node is left out.

    :param base: the base of relative IRIs in rules.
    :raises RuleError: a rule is no valid SPARQL, or goes on concluding without end.
    """
    store = _concluded((b"".join(ntriples(graph)) for graph in graphs), rules, base)
    return {rule.id: tuple(_triples(store, rule)) for rule in rules}


def concluded_lines(
    facts: Iterable[bytes], rules: Sequence[InferenceRule], base: str
) -> Mapping[str, frozenset[bytes]]:
    """The same from and to N-Triples: ``facts`` are texts of them, the result lines without their ends."""
    store = _concluded(facts, rules, base)
    return {rule.id: frozenset(line_of(*triple) for triple in _triples(store, rule)) for rule in rules}


def _concluded(facts: Iterable[bytes], rules: Sequence[InferenceRule], base: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for lines in facts:
        store.bulk_load(lines, pyoxigraph.RdfFormat.N_TRIPLES)
    for _, group in groupby(sorted(rules, key=lambda rule: rule.order), key=lambda rule: rule.order):
        _run(store, list(group), base)
    return store


def _run(store: pyoxigraph.Store, rules: Sequence[InferenceRule], base: str) -> None:
    """Until none of the rules adds anything; a rule waits for another round only if one that it has not seen feeds it."""
    waiting = list(enumerate(rules))
    for _ in range(_MOST_ROUNDS):
        grown, size = [], len(store)
        for place, rule in waiting:
            _apply(store, rule, base)
            # Counting takes the store as long as a small rule: only where the count can matter.
            if any(rule.feeds(other) for other in rules) and (now := len(store)) > size:
                grown.append((place, rule))
                size = now
        waiting = [
            (place, rule)
            for place, rule in enumerate(rules)
            if any(later >= place and other.feeds(rule) for later, other in grown)
        ]
        if not waiting:
            return
    named = "、".join(rule.id for _, rule in waiting)
    raise RuleError(f"推理规则运行 {_MOST_ROUNDS} 轮仍有新结论，其中有规则不收敛：{named}。请检查拼接 IRI 的规则。")


def _apply(store: pyoxigraph.Store, rule: InferenceRule, base: str) -> None:
    try:
        store.update(rule.update(_CONCLUSIONS + rule.id), base_iri=base)
    except SyntaxError as error:
        raise RuleError(f"推理规则 {rule.id} 不是合法的 SPARQL：{error}") from error


def _triples(store: pyoxigraph.Store, rule: InferenceRule) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(_CONCLUSIONS + rule.id)):
        subject, target = quad.subject, quad.object
        if isinstance(subject, pyoxigraph.NamedNode) and not isinstance(target, pyoxigraph.BlankNode):
            yield iri(subject.value), iri(quad.predicate.value), term_of(target)
