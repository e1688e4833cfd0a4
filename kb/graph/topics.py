"""The thesaurus of topics (SKOS): loaded from Turtle and checked concept by concept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kb.errors import RuleError
from kb.graph.namespaces import RDF, SKOS, ZR, compact
from kb.graph.turtle import read_turtle
from kb.settings import ROOT

TOPICS_FILE = ROOT / "ontology" / "topics.ttl"
_TYPES = (SKOS.Concept, ZR.Topic)
_PROPERTIES = {
    RDF.type,
    SKOS.inScheme,
    SKOS.topConceptOf,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.broader,
    SKOS.related,
    SKOS.definition,
}
_MIN_CHARS = 2
_SHOWN = 10
_Texts = Mapping[tuple[Node, URIRef, str], list[str]]


@dataclass(frozen=True)
class Topic:
    """A concept of the thesaurus.

    ``label`` is the official Chinese term; ``words`` holds it and then the other Chinese words for the concept, in
    code point order; ``broader`` and ``related`` are IRIs in order, ``related`` read both ways.
    """

    iri: str
    label: str
    words: tuple[str, ...]
    broader: tuple[str, ...]
    related: tuple[str, ...]


def load_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of the Turtle file ``path``, by IRI.

    :raises RuleError: the file is missing, no Turtle, or holds no topic; a concept lacks its types, its scheme or its
        one Chinese and one English preferred label; has an unknown property, a word that is shorter than two
        characters or stands under another concept too; a broader or related concept is not there or is both; a
        concept without a broader one is not among the top concepts, or the reverse; concepts stand in a circle.
    """
    graph = read_turtle(path, "主题词表")
    concepts, texts = _concepts(graph), _texts(graph)
    known = set(concepts)
    problems = [problem for concept in concepts for problem in _wrong_words(graph, texts, concept)]
    problems += [problem for concept in concepts for problem in _wrong_links(graph, concept, known)]
    problems += [*_repeated(texts, concepts), *_unknown_tops(graph, known), *_misplaced(graph, concepts)]
    if not concepts:
        problems.append("没有主题")
    if problems:
        more = f"；另有 {len(problems) - _SHOWN} 处" if len(problems) > _SHOWN else ""
        raise RuleError(f"主题词表 {path}：{'；'.join(problems[:_SHOWN])}{more}。请改正后重试。")
    return tuple(_topic(graph, texts, concept) for concept in concepts)


def _concepts(graph: Graph) -> list[URIRef]:
    """All subjects but the schemes: a concept whose type was forgotten is still found, and refused."""
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    return sorted(s for s in set(graph.subjects()) - schemes if isinstance(s, URIRef))


def _texts(graph: Graph) -> _Texts:
    """The labels by concept, kind of label and language, in code point order; read once, asked often."""
    found: defaultdict[tuple[Node, URIRef, str], list[str]] = defaultdict(list)
    for kind in (SKOS.prefLabel, SKOS.altLabel):
        for concept, text in graph.subject_objects(kind):
            if isinstance(text, Literal):
                found[concept, kind, text.language or ""].append(str(text))
    return {key: sorted(texts) for key, texts in found.items()}


def _topic(graph: Graph, texts: _Texts, concept: URIRef) -> Topic:
    words = _chinese(texts, concept)
    related = {*graph.objects(concept, SKOS.related), *graph.subjects(SKOS.related, concept)}
    return Topic(
        iri=str(concept),
        label=words[0],
        words=tuple(words),
        broader=tuple(sorted(map(str, graph.objects(concept, SKOS.broader)))),
        related=tuple(sorted(map(str, related))),
    )


def _wrong_words(graph: Graph, texts: _Texts, concept: URIRef) -> Iterator[str]:
    name = _name(concept)
    for language in ("zh", "en"):
        count = len(texts.get((concept, SKOS.prefLabel, language), ()))
        if count != 1:
            yield f"{name} 应有一个 {language} 的 skos:prefLabel，现有 {count} 个"
    for label in graph.objects(concept, SKOS.altLabel):
        if not isinstance(label, Literal) or label.language != "zh":
            yield f"{name} 的 skos:altLabel {str(label)!r} 没有标明 @zh"
    for word in _chinese(texts, concept):
        if len(word) < _MIN_CHARS or word != word.strip():
            yield f"{name} 的词 {word!r} 少于两字或首尾有空白"


def _wrong_links(graph: Graph, concept: URIRef, known: set[URIRef]) -> Iterator[str]:
    name = _name(concept)
    types = set(graph.objects(concept, RDF.type))
    yield from (f"{name} 缺少类型 {compact(kind)}" for kind in _TYPES if kind not in types)
    if (concept, SKOS.inScheme, None) not in graph:
        yield f"{name} 缺少 skos:inScheme"
    unknown = {str(p) for p in graph.predicates(concept) if p not in _PROPERTIES}
    yield from (f"{name} 有不认识的属性 {compact(p)}" for p in sorted(unknown))
    for link in (SKOS.broader, SKOS.related):
        missing = sorted(str(o) for o in graph.objects(concept, link) if o not in known or o == concept)
        yield from (f"{name} 的 {compact(str(link))} 指向自身或不存在的 {_name(o)}" for o in missing)
    is_top = (concept, SKOS.broader, None) not in graph
    listed = ((concept, SKOS.topConceptOf, None) in graph, (None, SKOS.hasTopConcept, concept) in graph)
    if listed != (is_top, is_top):
        yield f"{name} {'没有' if is_top else '有'}上位主题，skos:topConceptOf 和 skos:hasTopConcept 须与此一致"


def _repeated(texts: _Texts, concepts: Iterable[URIRef]) -> Iterator[str]:
    """Words under two concepts, or twice under one; case does not tell words apart."""
    owners: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for concept in concepts:
        for word in _chinese(texts, concept):
            owners["zh", word.casefold()].append(_name(concept))
        for word in texts.get((concept, SKOS.prefLabel, "en"), ()):
            owners["en", word.casefold()].append(_name(concept))
    for (_, word), names in owners.items():
        if len(names) > 1:
            yield f"“{word}”重复出现在 {'、'.join(names)}"


def _unknown_tops(graph: Graph, concepts: set[URIRef]) -> Iterator[str]:
    unknown = sorted(str(top) for top in graph.objects(None, SKOS.hasTopConcept) if top not in concepts)
    yield from (f"skos:hasTopConcept 指向不存在的 {_name(top)}" for top in unknown)


def _misplaced(graph: Graph, concepts: Iterable[URIRef]) -> list[str]:
    """Circles of broader concepts; where there is none, concepts related to their own broader ones (SKOS S27)."""
    parents: dict[Node, set[Node]] = {concept: set(graph.objects(concept, SKOS.broader)) for concept in concepts}
    try:
        order = list(TopologicalSorter(parents).static_order())
    except CycleError as error:
        # graphlib lists a circle from the broader concept to the narrower one
        return [f"skos:broader 成环：{' → '.join(_name(node) for node in reversed(error.args[1]))}"]
    above = _ancestors(order, parents)
    pairs = ((s, o) for s, o in graph.subject_objects(SKOS.related) if o in above.get(s, ()) or s in above.get(o, ()))
    return sorted(f"{_name(s)} 与 {_name(o)} 是上下位，不能又是 skos:related" for s, o in pairs)


def _ancestors(order: Iterable[Node], parents: Mapping[Node, set[Node]]) -> dict[Node, set[Node]]:
    """For each concept all broader ones; ``order`` gives the broader before the narrower."""
    above: dict[Node, set[Node]] = {}
    for node in order:
        own = parents.get(node, set())
        above[node] = own.union(*(above[parent] for parent in own))
    return above


def _chinese(texts: _Texts, concept: URIRef) -> list[str]:
    """The Chinese words of a concept, the preferred one first."""
    return [word for kind in (SKOS.prefLabel, SKOS.altLabel) for word in texts.get((concept, kind, "zh"), ())]


def _name(node: object) -> str:
    """The concept as it is written in the file."""
    return f"topic:{str(node).rsplit('/', 1)[-1]}"
