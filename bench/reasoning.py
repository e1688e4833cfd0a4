"""Inference over generated plans: seconds, triples in and out, by the number of tasks."""

import random
import time
from collections.abc import Iterator
from datetime import date

from rdflib import Graph, URIRef

from kb.graph.literals import date_literal, flag_literal
from kb.graph.namespaces import DCTERMS, ORG, RDF, XSD, ZR, Literal, Triple
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.reasoning.fixpoint import conclusions
from kb.graph.reasoning.rules import load_inference_rules

_BASE = "https://example.org/id/"
_TASKS_OF_PLAN, _UNITS_OF_PLACE = 29, 30
_LINKS = (ZR.leads, ZR.participatesIn, ZR.participatesIn, ZR.participatesIn)


def reasoning_times(sizes: tuple[int, ...] = (500, 2_000, 10_000)) -> list[dict[str, float]]:
    """For each number of tasks: seconds from the facts in rdflib to all conclusions as triples, and how many."""
    rules, ontology = load_inference_rules(), load_ontology(ONTOLOGY_FILE)
    rows = []
    for tasks in sizes:
        facts = Graph()
        for triple in _facts(tasks):
            facts.add(triple)
        started = time.perf_counter()
        found = conclusions([facts, ontology], rules, _BASE)
        seconds = time.perf_counter() - started
        rows.append(
            {"tasks": tasks, "facts": len(facts), "conclusions": sum(map(len, found.values())), "seconds": seconds}
        )
    return rows


def _facts(tasks: int) -> Iterator[Triple]:
    """Plans like the first one: 29 tasks, 30 units with a hierarchy, up to 4 units a task (few have most), citations, a chain of bases."""
    chance = random.Random(7)
    for number in range(-(-tasks // _TASKS_OF_PLAN)):
        plan = _iri(f"plan/{number}")
        yield plan, RDF.type, ZR.Document
        yield plan, ZR.periodEnd, Literal(2025, datatype=XSD.integer)
        yield plan, DCTERMS.identifier, Literal(str(number))
        yield plan, ZR.basedOn, _iri(f"plan/{number // 3}")
        yield from _units(number)
        for task in range(min(_TASKS_OF_PLAN, tasks - number * _TASKS_OF_PLAN)):
            yield from _task(plan, number, task, chance)
    for number in range(200):
        yield _iri(f"regulation/{number}"), RDF.type, ZR.Document
        yield _iri(f"regulation/{number}"), DCTERMS.title, Literal(f"山东省淄博市安全生产办法{number}")


def _units(place: int) -> Iterator[Triple]:
    for unit in range(_UNITS_OF_PLACE):
        yield _iri(f"unit/{place}/{unit}"), RDF.type, ZR.Unit
        if unit and unit % 3 == 0:
            yield _iri(f"unit/{place}/{unit}"), ORG.subOrganizationOf, _iri(f"unit/{place}/{unit // 4}")
    yield _iri(f"unit/{place}/1"), RDF.type, ZR.CollectiveUnit
    for member in range(20, 25):
        yield _iri(f"unit/{place}/1"), ZR.member, _iri(f"unit/{place}/{member}")


def _task(plan: URIRef, place: int, number: int, chance: random.Random) -> Iterator[Triple]:
    task, provision, span = (URIRef(f"{plan}/{kind}/{number}") for kind in ("task", "provision", "span"))
    yield task, RDF.type, ZR.Task
    yield task, ZR.inDocument, plan
    yield task, ZR.inProvision, provision
    yield provision, ZR.hasTask, task
    yield task, ZR.openList, flag_literal(False)
    yield task, ZR.span, span
    yield span, ZR.start, Literal(number * 100, datatype=XSD.nonNegativeInteger)
    yield span, ZR.end, Literal(number * 100 + 90, datatype=XSD.nonNegativeInteger)
    # Every fourth task has no lead.
    units = dict.fromkeys(int(_UNITS_OF_PLACE * chance.random() ** 2) for _ in _LINKS)
    for link, unit in zip(_LINKS, units, strict=False):
        yield _iri(f"unit/{place}/{unit}"), ZR.responsibleFor if number % 4 == 0 else link, task
    if number % 3 == 0:
        yield task, ZR.dueDate, date_literal(date(2023, 12, 31))
    yield task, ZR.cites, _iri(f"regulation/{chance.randrange(200)}")


def _iri(path: str) -> URIRef:
    return URIRef(_BASE + path)
