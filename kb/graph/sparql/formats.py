"""Formats of results and content negotiation (RFC 9110, §12.5.1; SPARQL 1.1 Protocol, §2.1.6)."""

from dataclasses import dataclass
from functools import lru_cache

# The best first: what is sent when a client takes anything. Media type → the engine's name of the format.
SOLUTION_FORMATS = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/json": "JSON",
    "application/xml": "XML",
}
GRAPH_FORMATS = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
    "application/json": "JSON_LD",
    "application/xml": "RDF_XML",
}


@dataclass(frozen=True)
class _Range:
    """One entry of an Accept header: ``text/*;q=0.5``."""

    type: str
    subtype: str
    quality: float

    @property
    def precision(self) -> int:
        return (self.type != "*") + (self.subtype != "*")

    def covers(self, media_type: str) -> bool:
        kind, _, subtype = media_type.partition("/")
        return self.type in ("*", kind) and self.subtype in ("*", subtype)


def formats_of(form: str) -> dict[str, str]:
    """The formats that results of this form of query (SELECT, ASK, CONSTRUCT, DESCRIBE) can have."""
    return GRAPH_FORMATS if form in ("CONSTRUCT", "DESCRIBE") else SOLUTION_FORMATS


@lru_cache(maxsize=256)
def negotiate(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """The media type of ``offered`` that ``accept`` likes best, None when it takes none of them.

    The most precise range decides about a type; of equally liked types the one that was named more precisely wins,
    then the one that is offered first. No header, or an empty one, takes anything.
    """
    ranges = [item for part in (accept or "").split(",") if (item := _range(part))] or [_Range("*", "*", 1.0)]
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for media_type in offered:
        covering = max((r for r in ranges if r.covers(media_type)), key=lambda r: r.precision, default=None)
        if covering and covering.quality > 0 and (covering.quality, covering.precision) > best:
            best, chosen = (covering.quality, covering.precision), media_type
    return chosen


def _range(text: str) -> _Range | None:
    name, *parameters = (piece.strip().lower() for piece in text.split(";"))
    kind, slash, subtype = name.partition("/")
    if not slash:
        return None
    quality = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                quality = float(parameter[2:])
            except ValueError:
                return None
    return _Range(kind, subtype, quality)
