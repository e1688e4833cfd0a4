"""Rules as data: a rule is a YAML entry with id, comment, pattern, examples and counter-examples.

Files look like ``{rules: [{id, comment, pattern, examples: [...], counter_examples: [...], ...}]}``. ``pattern`` is a
Python regular expression in verbose mode off, and so is ``unless``, which keeps the rule from firing where it is found
(rules that place what they find have none); ``{name}`` in them is replaced by the fragment of that name under
``fragments:``. Keys beyond the standard ones stay in ``extra``. One test runs every example of every file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kb.errors import RuleError, reason_of

_STANDARD = {"id", "comment", "pattern", "unless", "examples", "counter_examples"}


@dataclass(frozen=True)
class Rule:
    """One rule; ``pattern.search`` finds it in text. ``extra`` holds the file's own keys (role, kind, category …)."""

    id: str
    comment: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    unless: re.Pattern[str] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def fires(self, text: str) -> bool:
        """Whether the rule is found in ``text`` and nothing there forbids it."""
        return self.pattern.search(text) is not None and not (self.unless and self.unless.search(text))


@cache
def load_yaml(path: Path) -> Any:  # noqa: ANN401 - the shape is the caller's to check
    """The parsed YAML file, read once.

    :raises RuleError: the file is missing or no YAML; names file and place.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise RuleError(f"规则文件读不到：{path}（{reason_of(error)}）。") from error
    except yaml.YAMLError as error:
        raise RuleError(f"规则文件不是合法的 YAML：{path}：{error}") from error


@cache
def load_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of one file in order.

    :raises RuleError: a rule lacks id, comment, pattern or an example, repeats an id, or its pattern does not compile.
    """
    data = load_yaml(path)
    fragments: dict[str, str] = {}
    for name, fragment in (data.get("fragments") or {}).items():
        fragments[name] = _expand(fragment, fragments)
    rules = tuple(_rule(entry, fragments, path) for entry in data["rules"])
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise RuleError(f"{path}：规则 id 重复：{sorted(i for i in ids if ids.count(i) > 1)}")
    return rules


def _rule(entry: Mapping[str, Any], fragments: Mapping[str, str], path: Path) -> Rule:
    missing = {"id", "comment", "pattern", "examples"} - entry.keys()
    if missing:
        raise RuleError(f"{path}：规则 {entry.get('id', '?')} 缺少 {sorted(missing)}。")
    try:
        pattern = re.compile(_expand(entry["pattern"], fragments))
        unless = re.compile(_expand(entry["unless"], fragments)) if "unless" in entry else None
    except re.error as error:
        raise RuleError(f"{path}：规则 {entry['id']} 的 pattern 不能编译：{error}") from error
    return Rule(
        id=entry["id"],
        comment=entry["comment"],
        pattern=pattern,
        examples=tuple(map(str, entry["examples"])),
        counter_examples=tuple(map(str, entry.get("counter_examples") or ())),
        unless=unless,
        extra={key: value for key, value in entry.items() if key not in _STANDARD},
    )


def _expand(pattern: str, fragments: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: f"(?:{fragments[m[1]]})" if m[1] in fragments else m[0], pattern)
