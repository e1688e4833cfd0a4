"""The graph against the SHACL shapes of ``ontology/shapes.ttl`` (W3C SHACL, 2017): where it departs from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kb.errors import RuleError
from kb.fanout import Fanout, here
from kb.graph.excerpts import Excerpt, excerpts_of
from kb.graph.lines import graph_of
from kb.graph.namespaces import DCTERMS, RDF, ZR
from kb.graph.turtle import read_turtle
from kb.identifiers import Identifiers
from kb.settings import ROOT

SHAPES_FILE = ROOT / "ontology" / "shapes.ttl"
_SH = Namespace("http://www.w3.org/ns/shacl#")
# What tells where a departure stands.
_PLACING = frozenset(
    map(str, (ZR.nameSpan, ZR.span, ZR.start, ZR.end, ZR.inDocument, ZR.inProvision, DCTERMS.identifier))
)


@dataclass(frozen=True, slots=True, order=True)
class Departure:
    """A node of the graph that departs from a shape. ``rule`` is the shape's id; ``start..end`` is where the node stands
    in the text of ``document``: a name in a statement for an assignment, else the node's own span."""

    document: str
    start: int
    end: int
    rule: str
    section: str


def departures(
    nquads: bytes, identifiers: Identifiers, shapes: Path = SHAPES_FILE, fan: Fanout = here
) -> tuple[Departure, ...]:
    """Every departure of the union of the graphs of these N-Quads, in the order of the texts.

    :param fan: how the documents are shared out, some at a time.
    :raises RuleError: the file of the shapes is missing, no Turtle, or a shape has no id.
    """
    spoken_of, _ = _shapes(shapes)
    excerpts = excerpts_of(nquads, identifiers, _named(spoken_of) | _PLACING)
    parts = [_Part(excerpt, identifiers, shapes) for excerpt in excerpts]
    found = fan(_departures, parts)
    return tuple(sorted(set(chain.from_iterable(found))))


@dataclass(frozen=True)
class _Part:
    """Some documents to be held against the shapes, by what these speak of and by what tells a place."""

    excerpt: Excerpt
    identifiers: Identifiers
    shapes: Path


def _departures(parts: Sequence[_Part]) -> list[list[Departure]]:
    return [_departures_of(part) for part in parts]


def _departures_of(part: _Part) -> list[Departure]:
    # Only who builds checks shapes: who serves does not wait for it to be loaded.
    import pyshacl

    shape_graph, ids = _shapes(part.shapes)
    everything = graph_of(part.excerpt.ntriples)
    data = _spoken_of(everything, shape_graph)
    _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, inference="none")
    if not isinstance(report, Graph):
        raise RuleError(f"{part.shapes}：SHACL 检查没有完成：{report}。请检查形状文件。")
    found = _read(report, everything, ids, part.identifiers)
    # Of a document that these only lead to, not all is here.
    return [departure for departure in found if departure.document in part.excerpt.documents]


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


def _named(shapes: Graph) -> frozenset[str]:
    return frozenset(str(term) for term in shapes.objects() if isinstance(term, URIRef))


def _spoken_of(graph: Graph, shapes: Graph) -> Graph:
    """The triples whose property or class the shapes name, without those that only tell a place."""
    data = Graph()
    for term in map(URIRef, _named(shapes)):
        for triple in (*graph.triples((None, term, None)), *graph.triples((None, RDF.type, term))):
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
