"""What a thing of the graph is called."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from kb.graph.namespaces import DCTERMS, PREFIXES, RDFS, SKOS, SKOSXL, ZR, compact

# The first of these that a thing has is its name; ``NAMING`` is what a reader needs to show it.
_NAMES = (SKOS.prefLabel, DCTERMS.title, RDFS.label, SKOSXL.literalForm, ZR.printedName, ZR.heading, ZR.quote)
NAMING = frozenset((*_NAMES[:-1], DCTERMS.identifier))
_BUILT_IN = {str(RDFS.label): "名称", str(RDFS.comment): "说明"}
_DIGITS = re.compile(r"(\d+)")
_SHORT = 60


def name_of(data: Dataset, node: Node, ontology: Graph) -> str:
    """The name of an IRI, in Chinese where it has one; a literal's own text."""
    if isinstance(node, Literal):
        return str(node)
    if str(node).startswith(tuple(PREFIXES.values())):
        return term_label(ontology, str(node))
    for source in (node, data.value(node, ZR.span)):
        for predicate in _NAMES if source is not None else ():
            if found := _in_chinese(data.objects(source, predicate)):
                return found if len(found) <= _SHORT else f"{found[:_SHORT]}…"
    return unquote("/".join(str(node).rsplit("/", 2)[1:]))


def term_label(ontology: Graph, iri: str) -> str:
    """The Chinese label of a class or property, its prefixed name where it has none."""
    return _in_chinese(ontology.objects(URIRef(iri), RDFS.label)) or _BUILT_IN.get(iri) or compact(iri)


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts numbers in a text by value.

    >>> natural_key("3.3.2") < natural_key("3.3.10")
    True
    """
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in _DIGITS.split(text) if part)


def _in_chinese(values: Iterable[Node]) -> str:
    found = sorted(values, key=lambda value: (getattr(value, "language", None) == "en", str(value)))
    return str(found[0]) if found else ""
