"""What the endpoint says of itself: SPARQL 1.1 Service Description, with a VoID description of its dataset."""

from rdflib import DCTERMS, RDF, VOID, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kb.graph.namespaces import PREFIXES, ZR
from kb.graph.sparql.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from kb.graph.sparql.statistics import Statistics

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")

# Media types of descriptions → rdflib's names.
DESCRIPTION_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
# The engine's names of formats → the W3C's names.
_RESULTS = {
    "JSON": "SPARQL_Results_JSON",
    "XML": "SPARQL_Results_XML",
    "CSV": "SPARQL_Results_CSV",
    "TSV": "SPARQL_Results_TSV",
}
_GRAPHS = {"TURTLE": "Turtle", "N_TRIPLES": "N-Triples", "RDF_XML": "RDF_XML", "JSON_LD": "JSON-LD"}
_TITLES = (("政府规划责任知识图谱", "zh"), ("Knowledge graph of duties in government plans", "en"))


def describe(endpoint: str, base: str, statistics: Statistics) -> Graph:
    """The description of the service at the URL ``endpoint``, whose data IRIs begin with ``base``."""
    graph = Graph()
    for prefix, namespace in {**PREFIXES, "sd": SD, "void": VOID}.items():
        graph.bind(prefix, namespace)
    service, dataset = URIRef(f"{endpoint}#service"), URIRef(f"{endpoint}#dataset")
    _service(graph, service, URIRef(endpoint), dataset)
    _dataset(graph, dataset, URIRef(endpoint), base, statistics)
    return graph


def _service(graph: Graph, service: URIRef, endpoint: URIRef, dataset: URIRef) -> None:
    _add(graph, service, RDF.type, SD.Service)
    _add(graph, service, SD.endpoint, endpoint)
    _add(graph, service, SD.supportedLanguage, SD.SPARQL11Query)
    _add(graph, service, SD.feature, SD.UnionDefaultGraph)
    _add(graph, service, SD.defaultDataset, dataset)
    for name in dict.fromkeys((*SOLUTION_FORMATS.values(), *GRAPH_FORMATS.values())):
        _add(graph, service, SD.resultFormat, FORMATS[{**_RESULTS, **_GRAPHS}[name]])


def _dataset(graph: Graph, dataset: URIRef, endpoint: URIRef, base: str, statistics: Statistics) -> None:
    for kind in (SD.Dataset, VOID.Dataset):
        _add(graph, dataset, RDF.type, kind)
    for text, language in _TITLES:
        _add(graph, dataset, DCTERMS.title, Literal(text, language))
    _add(graph, dataset, VOID.sparqlEndpoint, endpoint)
    _add(graph, dataset, VOID.uriSpace, Literal(base))
    _add(graph, dataset, VOID.vocabulary, URIRef(ZR))
    _add(graph, dataset, VOID.triples, Literal(statistics.triples))
    _add(graph, dataset, VOID.distinctSubjects, Literal(statistics.subjects))
    default = _node(graph, dataset, SD.defaultGraph, SD.Graph)
    _add(graph, default, VOID.triples, Literal(statistics.triples))
    for name, triples in statistics.graphs.items():
        named = _node(graph, dataset, SD.namedGraph, SD.NamedGraph)
        _add(graph, named, SD.name, URIRef(name))
        content = _node(graph, named, SD.graph, SD.Graph)
        _add(graph, content, VOID.triples, Literal(triples))
    for kind_iri, members in statistics.classes.items():
        part = _node(graph, dataset, VOID.classPartition, VOID.Dataset)
        _add(graph, part, VOID["class"], URIRef(kind_iri))
        _add(graph, part, VOID.entities, Literal(members))
    for predicate, uses in statistics.properties.items():
        part = _node(graph, dataset, VOID.propertyPartition, VOID.Dataset)
        _add(graph, part, VOID.property, URIRef(predicate))
        _add(graph, part, VOID.triples, Literal(uses))


def _node(graph: Graph, subject: Node, predicate: Node, kind: Node) -> BNode:
    """A new node that ``subject`` leads to by ``predicate``."""
    node = BNode()
    _add(graph, subject, predicate, node)
    _add(graph, node, RDF.type, kind)
    return node


def _add(graph: Graph, subject: Node, predicate: Node, target: Node) -> None:
    graph.add((subject, predicate, target))
