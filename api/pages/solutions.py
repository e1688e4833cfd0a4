"""What a SPARQL query found as a table of a page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.addresses import address

# Rows on the page; all of them are in the table to download.
SHOWN = 200
# Of a graph, which may have as many megabytes as a result may; a program gets all of it.
_GRAPH_BYTES = 200_000
GRAPH_TYPE = "text/turtle"
# Rows as JSON where the query asks for rows, Turtle where it makes a graph.
ACCEPT = f"application/sparql-results+json, {GRAPH_TYPE}"


@dataclass(frozen=True)
class Cell:
    """One value; ``page`` is where its IRI leads in this service, if it does."""

    text: str
    page: str | None = None


@dataclass(frozen=True)
class Solutions:
    """Rows of a SELECT, ``verdict`` of an ASK, or ``graph`` (Turtle; ``cut``: only its first lines) of a CONSTRUCT or
    DESCRIBE."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    verdict: bool | None = None
    graph: str = ""
    cut: bool = False


def solutions_of(media_type: str, body: bytes, base: str, root: str) -> Solutions:
    """A result in one of the formats of ACCEPT; IRIs under ``base`` lead into this service, mounted at ``root``."""
    if media_type == GRAPH_TYPE:
        whole = len(body) <= _GRAPH_BYTES
        # Where one line is longer than that, a character may be cut through.
        begin = body[:_GRAPH_BYTES]
        shown = body if whole else begin.rpartition(b"\n")[0] or begin
        return Solutions(graph=shown.decode(errors="ignore"), cut=not whole)
    found = json.loads(body)
    if "boolean" in found:
        return Solutions(verdict=found["boolean"])
    columns, bindings = tuple(found["head"]["vars"]), found["results"]["bindings"]
    rows = tuple(tuple(_cell(row.get(name), base, root) for name in columns) for row in bindings[:SHOWN])
    return Solutions(columns, rows, len(bindings))


def _cell(value: Mapping[str, Any] | None, base: str, root: str) -> Cell:
    if value is None:
        return Cell("")
    if value["type"] != "uri":
        return Cell(str(value["value"]))
    iri = str(value["value"])
    return Cell(iri.removeprefix(base), address(iri, base, root))
