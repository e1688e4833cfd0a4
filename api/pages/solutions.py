"""What a SPARQL query found as a table of a page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.addresses import address

# Rows on the page; all of them are in the table to download.
SHOWN = 200
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
    """Rows of a SELECT, ``verdict`` of an ASK, or ``graph`` (Turtle) of a CONSTRUCT or DESCRIBE."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    verdict: bool | None = None
    graph: str = ""


def solutions_of(media_type: str, body: bytes, base: str, root: str) -> Solutions:
    """A result in one of the formats of ACCEPT; IRIs under ``base`` lead into this service, mounted at ``root``."""
    if media_type == GRAPH_TYPE:
        return Solutions(graph=body.decode())
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
