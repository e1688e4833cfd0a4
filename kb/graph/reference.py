"""The ontology as a Markdown reference: ``python -m kb.graph.reference > docs/ontology.md``."""

import sys
from collections.abc import Iterator

from rdflib import Graph, Literal, URIRef

from kb.graph.class_expressions import names_of
from kb.graph.namespaces import DCAM, OWL, PREFIXES, RDF, RDFS, SKOS, ZR, compact
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology, terms

_INTRODUCTION = """# 本体参考

本文件由 `python -m kb.graph.reference > docs/ontology.md` 从 `ontology/zeren.ttl` 生成，请勿手工修改。

命名空间 `{namespace}`，前缀 `zr:`。外部词汇只作声明，不联网导入。
推理机不认识的数据类型（`xsd:date`）不写在值域公理里，表中照样列出。
"""
_SECTIONS = (
    ("类", OWL.Class),
    ("角色（个体）", OWL.NamedIndividual),
    ("对象属性", OWL.ObjectProperty),
    ("数据属性", OWL.DatatypeProperty),
    ("标注属性", OWL.AnnotationProperty),
)
_TRAITS = (
    (OWL.FunctionalProperty, "每个主语至多一个值"),
    (OWL.AsymmetricProperty, "不对称"),
    (OWL.IrreflexiveProperty, "不自反"),
    (OWL.SymmetricProperty, "对称"),
    (OWL.TransitiveProperty, "传递"),
)
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def render_reference(graph: Graph) -> str:
    """The reference of an ontology loaded by :func:`kb.graph.ontology.load_ontology`, with a line end at its end."""
    parts = [_INTRODUCTION.format(namespace=ZR)]
    for title, kind in _SECTIONS:
        found = terms(graph, kind)
        parts.append(f"## {title}（{len(found)}）\n")
        parts.extend(_entry(graph, term) for term in found)
    parts.append("## 沿用的外部词汇\n")
    parts.append("\n".join(_external(graph)) + "\n")
    parts.append("## 前缀\n")
    parts.append("\n".join(f"- `{prefix}:` <{namespace}>" for prefix, namespace in PREFIXES.items()) + "\n")
    return "\n".join(parts)


def _entry(graph: Graph, term: URIRef) -> str:
    lines = [
        f"### {compact(term)}\n",
        f"{_text(graph, term, RDFS.label, 'zh')} · {_text(graph, term, RDFS.label, 'en')}\n",
        f"{_text(graph, term, SKOS.definition, 'zh')}\n",
        f"*{_text(graph, term, SKOS.definition, 'en')}*\n",
    ]
    facts = [f"- {name}：{value}" for name, value in _facts(graph, term) if value]
    return "\n".join([*lines, *facts, ""] if facts else lines)


def _facts(graph: Graph, term: URIRef) -> Iterator[tuple[str, str]]:
    types = (t for t in graph.objects(term, RDF.type) if isinstance(t, URIRef) and t.startswith(ZR))
    yield "类型", names_of(graph, types)
    yield "上位", names_of(graph, (*graph.objects(term, RDFS.subClassOf), *graph.objects(term, RDFS.subPropertyOf)))
    yield "等价于", names_of(graph, graph.objects(term, OWL.equivalentClass))
    yield "不相交", names_of(graph, (*graph.objects(term, OWL.disjointWith), *graph.subjects(OWL.disjointWith, term)))
    yield "定义域", names_of(graph, graph.objects(term, RDFS.domain))
    yield "值域", names_of(graph, (*graph.objects(term, RDFS.range), *graph.objects(term, DCAM.rangeIncludes)))
    yield "逆属性", names_of(graph, (*graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)))
    yield "特性", "，".join(text for trait, text in _TRAITS if (term, RDF.type, trait) in graph)


def _external(graph: Graph) -> Iterator[str]:
    for kind in (OWL.Class, *_PROPERTIES):
        found = {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and not s.startswith(ZR)}
        yield f"- {compact(kind)}：" + "、".join(f"`{compact(term)}`" for term in sorted(found))


def _text(graph: Graph, term: URIRef, predicate: URIRef, language: str) -> str:
    values = graph.objects(term, predicate)
    return "；".join(sorted(str(v) for v in values if isinstance(v, Literal) and v.language == language))


if __name__ == "__main__":
    sys.stdout.buffer.write(render_reference(load_ontology(ONTOLOGY_FILE)).encode("utf-8"))
