"""A part of the chains as the JSON of /api/graph, which is what the picture and the table beside it are made from."""

from collections.abc import Mapping
from typing import Any

from api.pages.templates import WORDS
from kb.addresses import document_path, place_path, task_path, unit_path
from kb.listing.chains import Link, Node, Part

Drawn = dict[str, Any]


def drawing_of(part: Part, depth: int, texts: Mapping[str, str], root: str) -> Drawn:
    """``part`` with the page of every node and the words of every link; ``root`` is where the application is mounted."""
    nodes = [
        {
            **node_of(node, root),
            "distance": part.distances[node.id],
            "neighbours": part.neighbours[node.id],
            "hidden": part.hidden[node.id],
        }
        for node in part.nodes
    ]
    links = [_link(link, texts, root) for link in part.links]
    return {"node": part.middle.id, "label": part.middle.label, "depth": depth, "nodes": nodes, "links": links}


def node_of(node: Node, root: str) -> Drawn:
    """A node with its page and the word for its kind."""
    kind = {"kind": node.kind, "kind_label": WORDS["node"][node.kind]}
    return {"id": node.id, **kind, "label": node.label, "page": f"{root}{_page(node)}"}


def _page(node: Node) -> str:
    if node.kind == "unit":
        return unit_path(node.key)
    if node.kind == "task":
        return task_path(node.document, node.key)
    if node.kind == "document":
        return document_path(node.document)
    return place_path({"document": node.document, "start": node.start, "end": node.end})


def _link(link: Link, texts: Mapping[str, str], root: str) -> Drawn:
    place = {"document": link.document, "start": link.start, "end": link.end}
    stated = bool(link.document)
    return {
        "source": link.source,
        "target": link.target,
        "relation": link.relation,
        "label": WORDS["link"][link.relation],
        "basis": link.basis,
        # What the text states needs no mark.
        "basis_label": WORDS["mark"].get(link.basis, ""),
        "place": f"{root}{place_path(place)}" if stated else None,
        "quote": texts[link.document][link.start : link.end] if stated else "",
    }
