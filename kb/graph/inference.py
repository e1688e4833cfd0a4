"""What follows from the stated facts: inverses and super-properties by the ontology, deadlines by the plan's period.

Nothing here is in the text. The rules are named on the graph itself (``zr:byRule``), since a bare triple has no
place for its rule: an inverse and a super-property are told by their predicate, an inherited deadline by its node.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import Graph, Literal, URIRef

from kb.graph.facts import deadline_triples, rule_triples
from kb.graph.literals import date_literal, flag_literal
from kb.graph.namespaces import OWL, RDF, RDFS, TIME, ZR, Triple
from kb.graph.ontology import terms
from kb.graph.view import DocumentView

SUPER_PROPERTY, INVERSE, PERIOD_END = "inferred-super-property", "inferred-inverse", "inferred-period-end"
RULES = {
    SUPER_PROPERTY: "牵头、配合都是负责；制定依据也是引用（本体的上位属性）",
    INVERSE: "单位负责任务，任务就有责任单位（本体的逆属性）",
    PERIOD_END: "任务没有写时限的，以规划期末年的最后一天为时限",
}


@dataclass(frozen=True)
class Entailed:
    """What one statement with a property entails: ``same`` in its direction, ``turned`` with its ends exchanged."""

    same: frozenset[URIRef]
    turned: frozenset[URIRef]


def property_closure(ontology: Graph) -> Mapping[URIRef, Entailed]:
    """For each object property of the ``zr`` namespace what it entails inside that namespace."""
    properties = terms(ontology, OWL.ObjectProperty)
    edges: dict[tuple[URIRef, bool], set[tuple[URIRef, bool]]] = {}
    for term in properties:
        supers = set(ontology.objects(term, RDFS.subPropertyOf))
        inverses = {*ontology.objects(term, OWL.inverseOf), *ontology.subjects(OWL.inverseOf, term)}
        for turned in (False, True):
            same = {(other, turned) for other in properties if other in supers}
            edges[term, turned] = same | {(other, not turned) for other in properties if other in inverses}
    return {term: _reached(term, edges) for term in properties}


def entailed_triples(stated: Iterable[Triple], closure: Mapping[URIRef, Entailed]) -> Iterator[Triple]:
    """The super-property and inverse triples of ``stated``."""
    for subject, predicate, target in stated:
        if predicate in closure and isinstance(target, URIRef):
            entailed = closure[predicate]
            yield from ((subject, other, target) for other in sorted(entailed.same))
            yield from ((target, other, subject) for other in sorted(entailed.turned))


def period_triples(view: DocumentView, dated: frozenset[URIRef]) -> Iterator[Triple]:
    """Deadlines taken from the plan's period: those of the extraction, then one for each task not in ``dated``."""
    yield from deadline_triples(view, inherited=True)
    inherited = {view.task_iri_around(d.provision) for d in view.document.deadlines if d.inherited}
    if (period := view.document.info.period) is None:
        return
    due = date_literal(date(period[1], 12, 31))
    for task in view.tasks:
        if (iri := view.task(task.provision)) not in dated | inherited:
            deadline = view.fact("inherited-deadline", task.span)
            yield deadline, RDF.type, ZR.Deadline
            yield deadline, ZR.inDocument, view.work
            yield deadline, ZR.inProvision, view.provision(task.provision)
            yield deadline, ZR.ofTask, iri
            yield deadline, ZR.dueDate, due
            yield deadline, TIME.inXSDDate, due
            yield deadline, ZR.inherited, flag_literal(True)
            yield from rule_triples(view, deadline, PERIOD_END)
            yield iri, ZR.dueDate, due


def rule_descriptions(graph: URIRef, rules: Mapping[str, URIRef]) -> Iterator[Triple]:
    """The inference rules, and that they made the content of ``graph``."""
    for rule_id, iri in rules.items():
        yield graph, ZR.byRule, iri
        yield iri, RDF.type, ZR.Rule
        yield iri, RDFS.label, Literal(RULES[rule_id], lang="zh")


def _reached(start: URIRef, edges: Mapping[tuple[URIRef, bool], set[tuple[URIRef, bool]]]) -> Entailed:
    seen = {(start, False)}
    open_nodes = [(start, False)]
    while open_nodes:
        for node in edges[open_nodes.pop()]:
            if node not in seen:
                seen.add(node)
                open_nodes.append(node)
    seen.discard((start, False))
    return Entailed(frozenset(t for t, turned in seen if not turned), frozenset(t for t, turned in seen if turned))
