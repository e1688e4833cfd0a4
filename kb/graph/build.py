"""Parsed documents → the graph, in the named graphs stated, inferred and supplied, as N-Quads."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from rdflib import Graph

from kb.corpus.rosters import Roster
from kb.errors import InputError
from kb.fanout import Fanout, here
from kb.graph.assignments import assignment_triples
from kb.graph.documents import document_triples, given_triples, issuer_names, provision_triples, task_triples
from kb.graph.facts import fact_triples
from kb.graph.inference import inferred_lines
from kb.graph.lines import line_of
from kb.graph.namespaces import STATED, SUPPLIED, Triple
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.reasoning.rules import INFERENCE_RULES_DIR
from kb.graph.rosters import roster_triples, with_rosters
from kb.graph.units import unit_triples
from kb.graph.view import DocumentView, title_key
from kb.identifiers import Identifiers
from kb.models import ParsedDocument
from kb.units.registry import Registry, Unit


def build_nquads(
    documents: Sequence[ParsedDocument],
    units: Registry,
    identifiers: Identifiers,
    rosters: Sequence[Roster] = (),
    ontology: Path = ONTOLOGY_FILE,
    rules_dir: Path = INFERENCE_RULES_DIR,
    given: Mapping[str, frozenset[str]] = MappingProxyType({}),
    fan: Fanout = here,
) -> bytes:
    """The graph of ``documents``: ``graph/stated`` what was read, ``graph/supplied`` what the registry and
    the rosters say of units and people of documents, ``graph/inferred`` what follows from both by the rules of ``rules_dir``, and below it a
    graph for each rule. As N-Quads, sorted.

    No blank nodes, so the same input gives the same bytes.

    :param given: by the id of a document what of its title, number, issuer and day of issue (issued) a person wrote
        down in place of what was read.
    :param fan: how the documents are shared out.
    :raises InputError: two documents have the same id; a roster names a unit that is none.
    :raises RuleError: the ontology file or a rule is malformed.
    """
    units, memberships = with_rosters(units, rosters)
    views = _views(documents, units, identifiers, given)
    parts = fan(_read_parts, views)
    stated = {line for part in parts for line in part.stated}
    mentioned = (unit for part in parts for unit in part.mentioned)
    known_units = chain(unit_triples(identifiers, units, mentioned), roster_triples(identifiers, memberships))
    supplied = {line_of(*triple) for triple in chain(known_units, chain.from_iterable(map(given_triples, views)))}
    graphs = {STATED: stated, SUPPLIED: supplied}
    graphs |= inferred_lines(stated | supplied, _ontology(ontology), identifiers, rules_dir)
    named = ((f" <{identifiers.graph(name)}> .\n".encode(), lines) for name, lines in graphs.items())
    return b"".join(sorted(line + ending for ending, lines in named for line in lines))


@dataclass(frozen=True)
class _Part:
    """Of one document: the lines of what was read in it, and the units of the registry that it mentions."""

    stated: frozenset[bytes]
    mentioned: tuple[Unit, ...]


def _read_parts(views: Sequence[DocumentView]) -> list[_Part]:
    return [
        _Part(frozenset(line_of(*triple) for triple in _stated(view)), tuple(dict.fromkeys(_mentioned(view))))
        for view in views
    ]


def _views(
    documents: Sequence[ParsedDocument], units: Registry, ids: Identifiers, given: Mapping[str, frozenset[str]]
) -> list[DocumentView]:
    repeated = [i for i, n in Counter(document.info.id for document in documents).items() if n > 1]
    if repeated:
        raise InputError(f"文件标识重复：{'、'.join(repeated)}。请在 corpus/manifest.yaml 中改为互不相同的 id。")
    titles: dict[str, set[str]] = {}
    for document in documents:
        for title in (document.info.title, document.info.other_title):
            if title:
                titles.setdefault(title_key(title), set()).add(ids.document(document.info.id))
    # A title that two documents bear does not tell which one is cited.
    works = {key: iris.pop() for key, iris in titles.items() if len(iris) == 1}
    return [DocumentView(d, ids, units, works, given.get(d.info.id, frozenset())) for d in documents]


def _stated(view: DocumentView) -> Iterator[Triple]:
    yield from document_triples(view)
    yield from provision_triples(view)
    yield from task_triples(view)
    yield from assignment_triples(view)
    yield from fact_triples(view)


def _mentioned(view: DocumentView) -> Iterator[Unit]:
    mentions = (mention.name for assignment in view.document.assignments for mention in assignment.units)
    for name in dict.fromkeys((*issuer_names(view), *mentions)):
        if (unit := view.resolved(name)) is not None:
            yield unit


@cache
def _ontology(path: Path) -> Graph:
    return load_ontology(path)
