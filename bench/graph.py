"""A graph of plans, tasks, units and cited documents of any size, the same for the same size: N-Quads."""

import random
from collections.abc import Iterator

from kb.identifiers import ONTOLOGY

DATA = "https://w3id.org/zeren/id/bench/"
UNITS, DOCUMENTS, TASKS_A_PLAN = 600, 200, 30
_GRAPH = f"<{DATA}graph>"
_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
_TITLE, _LABEL = "<http://purl.org/dc/terms/title>", "<http://www.w3.org/2004/02/skos/core#prefLabel>"


def nquads(triples: int) -> bytes:
    """About ``triples`` statements in one named graph."""
    lines = [*_units(), *_documents()]
    random_source = random.Random(7)
    task = 0
    while len(lines) < triples:
        lines.extend(_task(task, random_source))
        task += 1
    return "".join(f"{line} {_GRAPH} .\n" for line in lines).encode()


def tasks_of(data: bytes) -> int:
    """How many tasks a generated graph holds."""
    return data.count(f"{_RDF_TYPE} <{ONTOLOGY}Task>".encode())


def _iri(kind: str, number: int) -> str:
    return f"<{DATA}{kind}/{number}>"


def _units() -> Iterator[str]:
    for n in range(UNITS):
        yield f"{_iri('unit', n)} {_RDF_TYPE} <{ONTOLOGY}Unit>"
        yield f'{_iri("unit", n)} {_LABEL} "县第{n}局"@zh'


def _documents() -> Iterator[str]:
    for n in range(DOCUMENTS):
        yield f"{_iri('document', n)} {_RDF_TYPE} <{ONTOLOGY}Document>"
        yield f'{_iri("document", n)} {_TITLE} "安全管理条例第{n}号"'
        yield f"{_iri('document', n)} <{ONTOLOGY}issuer> {_iri('unit', n % UNITS)}"


def _task(n: int, source: random.Random) -> Iterator[str]:
    task, plan = _iri("task", n), _iri("plan", n // TASKS_A_PLAN)
    if n % TASKS_A_PLAN == 0:
        yield f"{plan} {_RDF_TYPE} <{ONTOLOGY}Document>"
        yield f"{plan} <{ONTOLOGY}basedOn> {_iri('document', n % DOCUMENTS)}"
    yield f"{task} {_RDF_TYPE} <{ONTOLOGY}Task>"
    yield f'{task} {_TITLE} "第{n}项任务：开展安全生产专项整治"'
    yield f"{task} <{ONTOLOGY}inDocument> {plan}"
    yield f'{task} <{ONTOLOGY}dueDate> "20{source.randint(22, 29)}-{source.randint(1, 12):02}-28"^^{_DATE}'
    lead, *others = source.sample(range(UNITS), source.randint(3, 9))
    yield f"{_iri('unit', lead)} <{ONTOLOGY}leads> {task}"
    for other in others:
        yield f"{_iri('unit', other)} <{ONTOLOGY}participatesIn> {task}"
    for cited in source.sample(range(DOCUMENTS), 4):
        yield f"{task} <{ONTOLOGY}cites> {_iri('document', cited)}"
