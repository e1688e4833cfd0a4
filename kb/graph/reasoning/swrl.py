"""The SWRL rules of ``ontology/swrl.yaml``, each with examples that say what follows and what does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kb.errors import RuleError
from kb.rules import load_yaml
from kb.settings import ROOT

SWRL_FILE = ROOT / "ontology" / "swrl.yaml"
_KEYS = {"id", "zh", "en", "comment", "rule", "examples"}
_EXAMPLE_KEYS = {"given", "then", "not"}


@dataclass(frozen=True)
class SwrlExample:
    """Turtle with the prefixes of the ontology: from ``given`` follows ``then`` and not ``never``."""

    given: str
    then: str
    never: str


@dataclass(frozen=True)
class SwrlRule:
    """One rule; ``text`` is body -> head in owlready2's notation."""

    id: str
    comment: str
    text: str
    examples: tuple[SwrlExample, ...]


@cache
def load_swrl(path: Path = SWRL_FILE) -> tuple[SwrlRule, ...]:
    """The rules in the order of the file.

    :raises RuleError: the file is missing or no YAML; a rule lacks a key or an example, or has the id of another.
    """
    data = load_yaml(path)
    entries = data.get("swrl") if isinstance(data, dict) else None
    if not entries:
        raise RuleError(f"{path}：缺少 swrl 列表；请恢复该文件。")
    rules = tuple(_rule(entry, path) for entry in entries)
    ids = [rule.id for rule in rules]
    if repeated := sorted({i for i in ids if ids.count(i) > 1}):
        raise RuleError(f"{path}：规则 id 重复：{'、'.join(repeated)}。")
    return rules


def _rule(entry: Mapping[str, Any], path: Path) -> SwrlRule:
    wrong = _KEYS ^ entry.keys() | {
        key for example in entry.get("examples") or () for key in _EXAMPLE_KEYS ^ example.keys()
    }
    if wrong or not entry["examples"]:
        raise RuleError(f"{path}：规则 {entry.get('id', '?')} 缺少或多出 {sorted(wrong) or ['examples']}。")
    examples = tuple(SwrlExample(e["given"], e["then"], e["not"]) for e in entry["examples"])
    return SwrlRule(entry["id"], entry["comment"], entry["rule"], examples)
