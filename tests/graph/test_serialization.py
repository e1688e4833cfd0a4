"""Formats of the graph: each read back by rdflib gives the same triples, and the same triples give the same bytes."""

import subprocess
import sys

import pytest
from rdflib import Dataset, Graph

from kb.errors import InputError
from kb.graph.namespaces import PREFIXES
from kb.graph.serialization import FORMATS, serialize
from kb.graph.store import to_nquads
from tests.graph.conftest import Sample
from tests.waiting import PATIENCE_S

READERS = {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "jsonld": "json-ld"}
_HASHED = "import sys; from kb.graph.serialization import serialize; sys.stdout.buffer.write(serialize(sys.stdin.buffer.read(), sys.argv[1]))"


@pytest.fixture(scope="module")
def nquads(sample: Sample) -> bytes:
    return to_nquads(sample.dataset)


def test_every_format_has_a_reader() -> None:
    assert list(READERS) == list(FORMATS)


@pytest.mark.parametrize("name", READERS)
def test_read_back_it_is_the_same_graph(sample: Sample, nquads: bytes, name: str) -> None:
    data = serialize(nquads, name)
    if FORMATS[name].graphs:
        again = Dataset().parse(data=data, format=READERS[name])
        assert to_nquads(again) == nquads
        return
    triples = set(Graph().parse(data=data, format=READERS[name]))
    assert triples == {(s, p, o) for s, p, o, _ in sample.dataset.quads((None, None, None, None))}
    assert len(triples) > 400


@pytest.mark.parametrize("name", READERS)
def test_bytes_depend_on_the_triples_only(nquads: bytes, name: str) -> None:
    """Not on the order of the lines, nor on the hash seed of the process."""
    turned = b"\n".join(reversed(nquads.split(b"\n")))
    once = serialize(nquads, name)
    assert serialize(turned, name) == once
    command = [sys.executable, "-c", _HASHED, name]
    other = subprocess.run(command, input=nquads, capture_output=True, check=True, timeout=PATIENCE_S)
    assert other.stdout == once


def test_prefixes_are_declared_and_used(nquads: bytes) -> None:
    turtle = serialize(nquads, "ttl").decode()
    for prefix, namespace in PREFIXES.items():
        assert f"@prefix {prefix}: <{namespace}> .\n" in turtle
    assert " a zr:Action ;" in turtle
    assert f"<{PREFIXES['zr']}Task>" not in turtle
    assert '"zr:responsibleFor"' in serialize(nquads, "jsonld").decode()


def test_the_union_of_a_format_that_keeps_graphs(nquads: bytes) -> None:
    assert serialize(nquads, "nq", graphs=False) == serialize(nquads, "nt")
    triples = set(Graph().parse(data=serialize(nquads, "nt"), format="nt"))
    assert set(Graph().parse(data=serialize(nquads, "jsonld", graphs=False), format="json-ld")) == triples


def test_an_unknown_format_is_refused(nquads: bytes) -> None:
    with pytest.raises(InputError, match="可用：ttl、trig、nt、nq、jsonld"):
        serialize(nquads, "xml")
