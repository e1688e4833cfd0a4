"""An example for each class of the ontology, out of a graph: one member with each of its properties once."""

from collections.abc import Iterator

from rdflib import Graph, Literal, URIRef

from kb.graph.namespaces import DCTERMS, OWL, RDF, SKOS, SKOSXL, ZR
from kb.graph.naming import natural_key
from kb.graph.ontology import terms
from kb.graph.serialization import serialize

_MOST_PROPERTIES = 12
_MOST_CHARACTERS = 80
_SHOWN = (str(ZR), str(DCTERMS), str(SKOS.prefLabel), str(SKOSXL.literalForm))


def class_examples(data: Graph, ontology: Graph) -> dict[str, str]:
    """Turtle by the IRI of the class; a class without members is left out. The first member by its IRI is taken."""
    found = {}
    for term in terms(ontology, OWL.Class):
        members = (s for s in data.subjects(RDF.type, term) if isinstance(s, URIRef))
        if (member := min(members, key=natural_key, default=None)) is not None:
            found[str(term)] = _turtle(_shortened(data, member, term))
    return found


def _shortened(data: Graph, member: URIRef, term: URIRef) -> Graph:
    """The member's class and each property once, with the first value; long texts are left out."""
    short = Graph()
    short.add((member, RDF.type, term))
    for predicate in list(_properties(data, member))[:_MOST_PROPERTIES]:
        values = sorted(data.objects(member, predicate), key=lambda value: natural_key(str(value)))
        shown = (v for v in values if not isinstance(v, Literal) or len(v) <= _MOST_CHARACTERS)
        if (value := next(shown, None)) is not None:
            short.add((member, predicate, value))
    return short


def _properties(data: Graph, member: URIRef) -> Iterator[URIRef]:
    named = {predicate for predicate in data.predicates(member) if isinstance(predicate, URIRef)}
    # A plain string: the method of URIRef takes one prefix only.
    yield from (predicate for predicate in sorted(named) if str(predicate).startswith(_SHOWN))


def _turtle(graph: Graph) -> str:
    """Without the prefixes, which the reference gives once."""
    lines = serialize(graph.serialize(format="nt", encoding="utf-8"), "ttl").decode().splitlines()
    return "\n".join(line.replace("\t", "    ") for line in lines if line and not line.startswith("@prefix"))
