"""Counts of what the endpoint serves, asked of the endpoint's own workers."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

# Runs one query and gives its result in SPARQL Results JSON.
Ask = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True)
class Statistics:
    """Triples and subjects of the union; triples of each graph; members of each class; uses of each property."""

    triples: int
    subjects: int
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]


async def count(ask: Ask) -> Statistics:
    """Count everything."""
    return Statistics(
        triples=(await _counts(ask, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))[""],
        subjects=(await _counts(ask, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"))[""],
        graphs=await _counts(ask, "SELECT ?k (COUNT(*) AS ?n) { GRAPH ?k { ?s ?p ?o } } GROUP BY ?k"),
        classes=await _counts(ask, "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) { ?s a ?k } GROUP BY ?k"),
        properties=await _counts(ask, "SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k"),
    )


async def _counts(ask: Ask, query: str) -> dict[str, int]:
    """The number ?n of each IRI ?k, "" where the query has none."""
    rows = json.loads(await ask(query))["results"]["bindings"]
    return dict(sorted((row["k"]["value"] if "k" in row else "", int(row["n"]["value"])) for row in rows))
