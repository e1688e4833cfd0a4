"""The graph, or a part of it, in the formats of RDF: always the same bytes for the same triples."""

import json
from dataclasses import dataclass
from typing import Any

import pyoxigraph

from kb.errors import InputError
from kb.graph.namespaces import PREFIXES, compact


@dataclass(frozen=True)
class GraphFormat:
    """A way to write RDF; ``graphs`` when it keeps the named graphs, else it writes their union."""

    media_type: str
    engine: pyoxigraph.RdfFormat
    graphs: bool


FORMATS = {
    "ttl": GraphFormat("text/turtle", pyoxigraph.RdfFormat.TURTLE, False),
    "trig": GraphFormat("application/trig", pyoxigraph.RdfFormat.TRIG, True),
    "nt": GraphFormat("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES, False),
    "nq": GraphFormat("application/n-quads", pyoxigraph.RdfFormat.N_QUADS, True),
    "jsonld": GraphFormat("application/ld+json", pyoxigraph.RdfFormat.JSON_LD, True),
}
_PREFIX_LINE = b"@prefix "


def serialize(nquads: bytes, name: str, *, graphs: bool = True) -> bytes:
    """N-Quads in the format ``name`` of :data:`FORMATS`, with the prefixes of the graph where the format has prefixes.

    ``graphs=False`` writes the union even where the format could keep the named graphs.

    :raises InputError: no such format.
    """
    chosen = FORMATS.get(name)
    if chosen is None:
        raise InputError(f"没有名为 {name} 的格式；可用：{'、'.join(FORMATS)}。")
    quads = sorted(pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS), key=_place)
    keep = graphs and chosen.graphs
    items = quads if keep else sorted({quad.triple for quad in quads}, key=str)
    if chosen.engine == pyoxigraph.RdfFormat.JSON_LD:
        return _json_ld(pyoxigraph.serialize(items, format=chosen.engine) or b"")
    prefixes = dict(PREFIXES) if chosen.engine in (pyoxigraph.RdfFormat.TURTLE, pyoxigraph.RdfFormat.TRIG) else None
    return _with_sorted_prefixes(pyoxigraph.serialize(items, format=chosen.engine, prefixes=prefixes) or b"")


def _place(quad: pyoxigraph.Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)


def _with_sorted_prefixes(data: bytes) -> bytes:
    """The engine writes the prefixes in an order that changes from run to run."""
    lines = data.split(b"\n")
    head = next((nth for nth, line in enumerate(lines) if not line.startswith(_PREFIX_LINE)), len(lines))
    return b"\n".join([*sorted(lines[:head]), *lines[head:]])


def _json_ld(expanded: bytes) -> bytes:
    """Expanded JSON-LD with a context of prefixes; properties and types are written with them."""
    document = {"@context": dict(PREFIXES), "@graph": _compacted(json.loads(expanded))}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _compacted(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_compacted(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key if key.startswith("@") else compact(key): _types(item) if key == "@type" else _compacted(item)
        for key, item in value.items()
    }


def _types(value: Any) -> Any:  # noqa: ANN401 - JSON
    return [compact(item) for item in value] if isinstance(value, list) else compact(value)
