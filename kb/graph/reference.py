"""The ontology as a Markdown reference: ``zeren export ontology --format md``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rdflib import Graph

from kb.graph.class_examples import class_examples
from kb.graph.diagram import Edge, mermaid_diagram
from kb.graph.namespaces import PREFIXES, ZR
from kb.graph.ontology import ONTOLOGY_FILE, load_ontology
from kb.graph.store import GraphStore
from kb.graph.terms import TermEntry, TermSection, external_terms, term_sections

_INTRODUCTION = """# 本体参考

本文件由 `zeren export ontology --format md -o docs/ontology.md` 从 `ontology/zeren.ttl` 生成，例子取自第一份规划的快照，请勿手工修改。

命名空间 `{namespace}`，前缀 `zr:`。外部词汇只作声明，不联网导入。
推理机不认识的数据类型（`xsd:date`）不写在值域公理里，表中照样列出。运行中的服务在 `/ontology` 给出同样的内容（网页和 Turtle）。
查询怎样写，见[查询示例](queries.md)。
"""
NO_EXAMPLE = "示例图谱里没有直接属于这一类的成员。"


def reference_of(nquads: bytes, name: str) -> bytes:
    """The reference as Markdown (``md``) with examples out of the graph ``nquads``, or the ontology file itself (``ttl``).

    :raises RuleError: the ontology file is missing or malformed.
    """
    ontology = load_ontology(ONTOLOGY_FILE)
    if name == "ttl":
        return ONTOLOGY_FILE.read_bytes()
    examples = class_examples(GraphStore.from_nquads(nquads).dataset, ontology)
    return render_reference(ontology, examples).encode("utf-8")


@dataclass(frozen=True)
class Reference:
    """The terms, kind by kind, and the edges between the classes."""

    sections: tuple[TermSection, ...]
    edges: tuple[Edge, ...]


def render_reference(graph: Graph, examples: Mapping[str, str]) -> str:
    """The reference of an ontology loaded by :func:`kb.graph.ontology.load_ontology`, with a line end at its end."""
    parts = [_INTRODUCTION.format(namespace=ZR), f"## 总图\n\n```mermaid\n{mermaid_diagram(graph)}\n```\n"]
    parts.extend(map(_section, term_sections(graph, examples)))
    parts.append("## 沿用的外部词汇\n")
    parts.append(
        "\n".join(f"- {kind}：" + "、".join(f"`{term}`" for term in terms) for kind, terms in external_terms(graph))
        + "\n"
    )
    parts.append("## 前缀\n")
    parts.append("\n".join(f"- `{prefix}:` <{namespace}>" for prefix, namespace in PREFIXES.items()) + "\n")
    return "\n".join(parts)


def _section(section: TermSection) -> str:
    return "\n".join([f"## {section.title}（{len(section.entries)}）\n", *map(_entry, section.entries)])


def _entry(entry: TermEntry) -> str:
    lines = [
        f"### {entry.name}\n",
        f"{entry.zh} · {entry.en}\n",
        f"{entry.definition_zh}\n",
        f"*{entry.definition_en}*\n",
        *_list(entry.facts),
    ]
    if entry.example:
        lines.append(f"```turtle\n{entry.example}\n```\n")
    elif entry.example == "":
        lines.append(f"{NO_EXAMPLE}\n")
    return "\n".join(lines)


def _list(facts: Sequence[tuple[str, str]]) -> list[str]:
    return ["\n".join(f"- {name}：{value}" for name, value in facts) + "\n"] if facts else []
