"""The SHACL shapes: each departs where it should, on the small plan and on changes of it."""

import re
from pathlib import Path

import pytest
from rdflib import Dataset, URIRef

from kb.errors import RuleError
from kb.graph.namespaces import ZR
from kb.graph.shapes import SHAPES_FILE, Departure, departures
from kb.graph.store import to_nquads
from tests.graph.conftest import TEXT, Sample


def _of(found: tuple[Departure, ...], rule: str) -> list[tuple[str, str]]:
    """Section and words of the departures from one shape."""
    return [(d.section, TEXT[d.start : d.end].split("。")[0]) for d in found if d.rule == rule]


@pytest.fixture
def found(sample: Sample) -> tuple[Departure, ...]:
    return departures(to_nquads(sample.dataset), sample.identifiers)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("no-lead", [("1.2", "2.管好存粮")]),  # two responsible units; 1.1 is led, 1.3 has none
        ("no-unit", [("1.3", "3.办好粮油展会")]),
        ("only-collective", []),
        ("joint-lead", []),
        ("open-list", [("1.2", "2.管好存粮")]),
        ("collective-unlisted", [("1.1", "各镇（街道）")]),
    ],
)
def test_departures_of_the_small_plan(found: tuple[Departure, ...], rule: str, expected: list[tuple[str, str]]) -> None:
    assert _of(found, rule) == expected


def test_a_member_lists_the_collective(sample: Sample) -> None:
    """The roster of the office mends the fault without a change of the text."""
    dataset = _copy(sample.dataset)
    collectives = set(dataset.subjects(URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ZR.CollectiveUnit))
    assert collectives
    for collective in collectives:
        dataset.add((collective, ZR.member, URIRef("https://example.org/town")))
    assert _of(departures(to_nquads(dataset), sample.identifiers), "collective-unlisted") == []


def test_a_second_lead_departs(sample: Sample) -> None:
    dataset = _copy(sample.dataset)
    dataset.add((URIRef(sample.task("1.1")), ZR.ledBy, URIRef(sample.unit("县统计局"))))
    assert [section for section, _ in _of(departures(to_nquads(dataset), sample.identifiers), "joint-lead")] == ["1.1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not turtle {", "不是合法的 Turtle"),
        ("@prefix sh: <http://www.w3.org/ns/shacl#> . <https://e.org/s> a sh:NodeShape .", "没有 dcterms:identifier"),
    ],
)
def test_a_bad_file_of_shapes_says_why(sample: Sample, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        departures(to_nquads(sample.dataset), sample.identifiers, path)
    with pytest.raises(RuleError, match="读不到"):
        departures(to_nquads(sample.dataset), sample.identifiers, tmp_path / "none.ttl")


def test_the_shapes_use_terms_of_the_ontology() -> None:
    ontology = (SHAPES_FILE.parent / "zeren.ttl").read_text(encoding="utf-8")
    used = set(re.findall(r"zr:(\w+)", SHAPES_FILE.read_text(encoding="utf-8")))
    assert len(used) >= 14
    assert [term for term in used if f"\nzr:{term} a " not in ontology] == []


def _copy(dataset: Dataset) -> Dataset:
    copy = Dataset(default_union=True)
    for subject, predicate, target, graph in dataset.quads((None, None, None, None)):
        copy.graph(graph).add((subject, predicate, target))
    return copy
