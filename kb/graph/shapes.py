"""The graph against the SHACL shapes of ``ontology/shapes.ttl`` (W3C SHACL, 2017): where it departs from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kb.errors import RuleError
from kb.graph.namespaces import DCTERMS, RDF, ZR
from kb.graph.turtle import read_turtle
from kb.identifiers import Identifiers
from kb.settings import ROOT

SHAPES_FILE = ROOT / "ontology" / "shapes.ttl"
_SH = Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True, slots=True, order=True)
class Departure:
    """A node of the graph that departs from a shape. ``rule`` is the shape's id; ``start..end`` is where the node stands
    in the text of ``document``: a name in a statement for an assignment, else the node's own span."""

    document: str
    start: int
    end: int
    rule: str
    section: str


def departures(dataset: Dataset, identifiers: Identifiers, shapes: Path = SHAPES_FILE) -> tuple[Departure, ...]:
    """Every departure of the union of the dataset's graphs, in the order of the texts.

    :raises RuleError: the file of the shapes is missing, no Turtle, or a shape has no id.
    """
    # Only who builds checks shapes: who serves does not wait for it to be loaded.
    import pyshacl

    shape_graph, ids = _shapes(shapes)
    data = _spoken_of(dataset, shape_graph)
    _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, inference="none")
    if not isinstance(report, Graph):
        raise RuleError(f"{shapes}：SHACL 检查没有完成：{report}。请检查形状文件。")
    return tuple(sorted(set(_read(report, dataset, ids, identifiers))))


@cache
def _shapes(path: Path) -> tuple[Graph, dict[Node, str]]:
    graph = read_turtle(path, "形状文件")
    ids: dict[Node, str] = {}
    for shape in graph.subjects(RDF.type, _SH.NodeShape):
        name = graph.value(shape, DCTERMS.identifier)
        if name is None:
            raise RuleError(f"{path}：形状 {shape} 没有 dcterms:identifier，请写上它在体检目录里的 id。")
        ids[shape] = str(name)
        # A result names the property shape that failed; it speaks for the shape it belongs to.
        ids.update((inner, str(name)) for inner in graph.objects(shape, _SH.property))
    return graph, ids


def _spoken_of(dataset: Dataset, shapes: Graph) -> Graph:
    """The triples whose property or class the shapes name: the texts and spans of a plan are most of its graph."""
    named = {term for term in shapes.objects() if isinstance(term, URIRef)}
    data = Graph()
    for term in named:
        for triple in (*dataset.triples((None, term, None)), *dataset.triples((None, RDF.type, term))):
            data.add(triple)
    return data


def _read(report: Graph, data: Graph, ids: dict[Node, str], identifiers: Identifiers) -> Iterator[Departure]:
    for result in report.subjects(RDF.type, _SH.ValidationResult):
        focus = report.value(result, _SH.focusNode)
        rule = ids.get(report.value(result, _SH.sourceShape) or URIRef(""))
        if focus is not None and rule is not None:
            yield _departure(data, focus, rule, identifiers)


def _departure(data: Graph, focus: Node, rule: str, identifiers: Identifiers) -> Departure:
    span = data.value(focus, ZR.nameSpan) or data.value(focus, ZR.span)
    document = data.value(data.value(focus, ZR.inDocument), DCTERMS.identifier)
    kind, parts = identifiers.parse(str(data.value(focus, ZR.inProvision)))
    start, end = (_number(data.value(span, predicate)) for predicate in (ZR.start, ZR.end))
    return Departure(str(document), start, end, rule, parts[1] if kind == "provision" else "")


def _number(value: Node | None) -> int:
    return int(value) if isinstance(value, Literal) else 0
