"""The namespaces of the graph, each IRI written once. Data IRIs are minted by :class:`kb.identifiers.Identifiers`."""

from collections.abc import Mapping
from types import MappingProxyType

from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, TIME, XSD, Literal, Namespace, URIRef

from kb.identifiers import ONTOLOGY

__all__ = [
    "DCAM",
    "DCTERMS",
    "ELI",
    "OA",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SKOS",
    "SKOSXL",
    "TIME",
    "XSD",
    "ZR",
]

ZR = Namespace(ONTOLOGY)
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
OA = Namespace("http://www.w3.org/ns/oa#")
SKOSXL = Namespace("http://www.w3.org/2008/05/skos-xl#")
DCAM = Namespace("http://purl.org/dc/dcam/")

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "zr": str(ZR),
        "eli": str(ELI),
        "org": str(ORG),
        "oa": str(OA),
        "skos": str(SKOS),
        "skosxl": str(SKOSXL),
        "dcterms": str(DCTERMS),
        "dcam": str(DCAM),
        "prov": str(PROV),
        "time": str(TIME),
        "owl": str(OWL),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "xsd": str(XSD),
    }
)

# The named graphs: what was read, what a rule inferred, what a person supplied.
STATED, INFERRED, SUPPLIED = "stated", "inferred", "supplied"

Triple = tuple[URIRef, URIRef, URIRef | Literal]


def compact(iri: str) -> str:
    """``iri`` with its prefix, as ``zr:Task``; unchanged when no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
