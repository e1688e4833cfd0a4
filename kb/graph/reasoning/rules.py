"""Inference rules as data: one SPARQL update (INSERT … WHERE) a file, with its metadata in the comments at its head.

    # id: joint-lead                   the name of the file
    # zh: 共同牵头                      label
    # en: Joint lead                   label
    # why: …                           what it is for
    # source: …                        on what it rests
    # order: 2                         rules of one order run together to their fixpoint, after those of lower orders
    # example: … / # counter_example:  where the rule reads wordings; any number
    # fragment: name = …               text that stands for {name} in later fragments and in the rule; any number

Any other comment is for the reader. A rule that negates or counts has a higher order than those that make what it
looks for. Relative IRIs are resolved against the base of the data.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from kb.errors import RuleError, reason_of
from kb.settings import ROOT

INFERENCE_RULES_DIR = ROOT / "ontology" / "rules"
_REQUIRED = ("id", "zh", "en", "why", "source", "order")
_REPEATED = ("example", "counter_example", "fragment")
_COMMENT = re.compile(r"(?m)^\s*#.*$")
_PREFIX = re.compile(r"(?i)PREFIX\s+(\w+):\s*<([^>]*)>")
_PREFIXED = re.compile(r"(?<!\w)([a-z]+):(\w+)")
_IRI = re.compile(r"<([^<>\s]+)>")
# A triple pattern whose predicate, or whose class, is a variable.
_OPEN = re.compile(r"\?\w+\s+(?:\?\w+|a|rdf:type)\s+\?\w+|;\s*(?:\?\w+|a|rdf:type)\s+\?\w+")
_FRAGMENT = re.compile(r"([a-z_]+) = (.+)")
_HEAD_LINE = re.compile(r"#\s*([a-z_]+):\s*(\S.*?)\s*$")
# A rule names no graph: the engine says where it reads and where it writes. It makes no blank nodes: each run would
# make others, without end.
_UPDATE = re.compile(
    r"(?P<prologue>(?:\s|#[^\n]*\n|PREFIX[^\n]*\n)*)INSERT\s*(?P<template>\{(?:(?!_:)[^{}\[(])*\})\s*WHERE\s*(?P<where>\{.*\})\s*",
    re.DOTALL,
)


@dataclass(frozen=True)
class InferenceRule:
    """One rule. ``prologue``, ``template`` and ``where`` are the parts of its update; labels are zh and en."""

    id: str
    labels: Mapping[str, str]
    why: str
    source: str
    order: int
    prologue: str
    template: str
    where: str
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    def update(self, own: str) -> str:
        """The update that reads the default graph and writes what it concludes there and to the graph ``own`` (IRI)."""
        return f"{self.prologue}INSERT {{ {self.template[1:-1]} GRAPH <{own}> {self.template} }} WHERE {self.where}"

    def feeds(self, other: "InferenceRule") -> bool:
        """Whether what this rule concludes may be what ``other`` looks for; true where the text does not tell."""
        return self._writes is None or other._reads is None or bool(self._writes & other._reads)

    @cached_property
    def _writes(self) -> frozenset[str] | None:
        return _names(self.prologue, self.template)

    @cached_property
    def _reads(self) -> frozenset[str] | None:
        return _names(self.prologue, self.where)


def _names(prologue: str, patterns: str) -> frozenset[str] | None:
    """The IRIs in triple patterns, rdf:type left out since the class tells; None where a predicate or class is open."""
    text = _COMMENT.sub("", patterns)
    if _OPEN.search(text):
        return None
    prefixes = dict(_PREFIX.findall(prologue))
    prefixed = {prefixes.get(prefix, prefix) + name for prefix, name in _PREFIXED.findall(text)}
    return frozenset(prefixed | set(_IRI.findall(text)))


@cache
def load_inference_rules(folder: Path = INFERENCE_RULES_DIR) -> tuple[InferenceRule, ...]:
    """The rules of a folder, by order, then by id.

    :raises RuleError: no rule in the folder; a rule lacks a line of its head, has the id of another file, a wrong
        order, or is no ``INSERT { … } WHERE { … }``.
    """
    rules = [_load(path) for path in sorted(folder.glob("*.rq"))]
    if not rules:
        raise RuleError(f"推理规则目录 {folder} 里没有规则（*.rq）；请恢复该目录。")
    return tuple(sorted(rules, key=lambda rule: (rule.order, rule.id)))


def _load(path: Path) -> InferenceRule:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8"
        raise RuleError(f"推理规则读不到：{path}（{reason}）。") from error
    head = _head(text, path)
    update = _UPDATE.fullmatch(_expanded(text, head.get("fragment", ()), path))
    if update is None:
        raise RuleError(f"{path}：规则应写成“PREFIX … INSERT {{ … }} WHERE {{ … }}”，INSERT 里不写 GRAPH 和空节点。")
    return InferenceRule(
        id=head["id"][0],
        labels={"zh": head["zh"][0], "en": head["en"][0]},
        why=head["why"][0],
        source=head["source"][0],
        order=int(head["order"][0]),
        prologue=update["prologue"],
        template=update["template"],
        where=update["where"],
        examples=tuple(head.get("example", ())),
        counter_examples=tuple(head.get("counter_example", ())),
    )


def _expanded(text: str, fragments: Sequence[str], path: Path) -> str:
    """``text`` with the words of its fragments, so that every pattern is a constant, which engines compile once."""
    known: dict[str, str] = {}
    for line in fragments:
        if (match := _FRAGMENT.fullmatch(line)) is None:
            raise RuleError(f"{path}：fragment 应写成“名称 = 内容”，现为 {line!r}。")
        known[match[1]] = _with(known, match[2])
    return _with(known, text)


def _with(fragments: Mapping[str, str], text: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: fragments.get(m[1], m[0]), text)


def _head(text: str, path: Path) -> Mapping[str, Sequence[str]]:
    head: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if (match := _HEAD_LINE.match(line)) and match[1] in (*_REQUIRED, *_REPEATED):
            head.setdefault(match[1], []).append(match[2])
    counts = Counter({key: len(head.get(key, ())) for key in _REQUIRED})
    if faulty := [key for key in _REQUIRED if counts[key] != 1]:
        raise RuleError(f"{path}：规则开头的注释应各有一行 {'、'.join(faulty)}，现在缺少或重复。")
    if head["id"][0] != path.stem:
        raise RuleError(f"{path}：规则的 id 是 {head['id'][0]}，应与文件名 {path.stem} 相同。")
    if not head["order"][0].isdecimal():
        raise RuleError(f"{path}：规则的 order 应是整数，现为 {head['order'][0]!r}。")
    return head
