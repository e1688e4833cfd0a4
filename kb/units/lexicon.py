"""The lexicon of Chinese government bodies, loaded from ``ontology/units.yaml`` and checked entry by entry."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kb.errors import RuleError
from kb.rules import Rule, load_rules, load_yaml
from kb.settings import ROOT

LEVELS = ("state", "province", "prefecture", "county", "township")
_WORD_LISTS = (
    "not_prefix",
    "national",
    "sentence_start",
    "sentence_inside",
    "not_ending",
    "not_unit",
    "bare",
    "too_general",
    "not_a_mention",
    "before_prefix",
    "after_slip",
    "ethnic_groups",
    "spoken_heads",
    "spoken_after",
)
_FUNCTION_KEYS = {"id", "name", "short", "clips", "spoken", "heads", "names", "former"}
_BODY_KEYS = {"id", "kind", "full", "forms", "bare", "state", "spoken", "former", "parent"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Former:
    """Names that were valid until a day: stems with their heads ("" when the stem is the whole name), or whole names."""

    stems: tuple[str, ...]
    heads: tuple[str, ...]
    names: tuple[str, ...]
    until: str
    source: str

    def all_names(self) -> tuple[str, ...]:
        """Every former name without a level prefix."""
        return self.names + tuple(stem + head for stem in self.stems for head in self.heads)


@dataclass(frozen=True, slots=True)
class Function:
    """What a department does. ``heads`` maps each level to the usual head; ``clips`` only stand in combinations."""

    id: str
    name: str
    short: tuple[str, ...]
    clips: tuple[str, ...]
    spoken: tuple[str, ...]
    names: tuple[str, ...]
    heads: Mapping[str, str]
    former: tuple[Former, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """The official stem and its short forms."""
        return (self.name, *self.short)


@dataclass(frozen=True, slots=True)
class Body:
    """A body with a name of its own; forms hold {p} (level prefix), {o} (place) or {s} (place without its level)."""

    id: str
    kind: str
    full: str
    forms: tuple[str, ...]
    bare: tuple[str, ...]
    state: tuple[str, ...]
    spoken: tuple[str, ...]
    former: tuple[Former, ...]
    parent: str | None


@dataclass(frozen=True)
class Lexicon:
    """All data of ``units.yaml``. ``levels`` maps a printed prefix to a level, longest prefix first."""

    levels: Mapping[str, str]
    long_heads: Mapping[str, str]
    function_heads: tuple[str, ...]
    division_heads: frozenset[str]
    state_heads: frozenset[str]
    organisation_heads: tuple[str, ...]
    own_name_heads: tuple[str, ...]
    branch_heads: tuple[str, ...]
    place_heads: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    sentence_pattern: re.Pattern[str]
    collective_variants: tuple[tuple[str, str], ...]
    functions: Mapping[str, Function]
    bodies: Mapping[str, Body]
    sources: Mapping[str, str]
    collectives: tuple[Rule, ...] = field(repr=False)


def load_lexicon(path: Path | None = None) -> Lexicon:
    """The lexicon in ``path`` (default: ``units.yaml`` of the ontology directory), read and checked once.

    :raises RuleError: an entry is malformed; the message names it.
    """
    return _load(path)


@cache
def _load(given: Path | None) -> Lexicon:
    path = given or ROOT / "ontology" / "units.yaml"
    data = load_yaml(path)
    try:
        lexicon = _lexicon(data, path)
    except (KeyError, TypeError, AttributeError) as error:
        raise RuleError(f"{path}：缺少或写错了一项：{error!r}。请对照文件开头的说明补全。") from error
    _check_parents(lexicon, path)
    return lexicon


def _lexicon(data: Mapping[str, Any], path: Path) -> Lexicon:
    heads = data["heads"]
    sources = data["sources"]
    functions = [_function(entry, data["head_classes"], sources, path) for entry in data["functions"]]
    bodies = [_body(entry, sources, path) for entry in data["bodies"]]
    _unique([f.id for f in functions] + [b.id for b in bodies], path)
    for prefix, level in data["levels"].items():
        if level not in LEVELS:
            raise RuleError(f"{path}：levels 的 {prefix} 写了未知层级 {level}，应为 {LEVELS} 之一。")
    return Lexicon(
        levels=dict(sorted(data["levels"].items(), key=lambda item: -len(item[0]))),
        long_heads=data["long_heads"],
        function_heads=tuple(heads["function"]),
        division_heads=frozenset(heads["division"]),
        state_heads=frozenset(heads["state"]),
        organisation_heads=_longest_first(heads["organisation"]),
        own_name_heads=_longest_first(heads["own_name"]),
        branch_heads=_longest_first(heads["branch"]),
        place_heads=_longest_first(heads["place"]),
        words={name: _longest_first(data["words"][name]) for name in _WORD_LISTS},
        sentence_pattern=re.compile(data["words"]["sentence_pattern"]),
        collective_variants=tuple((a, b) for a, b in data["collective_variants"]),
        functions={f.id: f for f in functions},
        bodies={b.id: b for b in bodies},
        sources=sources,
        collectives=load_rules(path),
    )


def _function(
    entry: Mapping[str, Any], head_classes: Mapping[str, Any], sources: Mapping[str, str], path: Path
) -> Function:
    where = _checked(entry, {"id", "name", "heads"}, _FUNCTION_KEYS, path)
    if entry["heads"] not in head_classes:
        raise RuleError(f"{where}：heads 写了 {entry['heads']}，head_classes 里没有这一行。")
    return Function(
        id=entry["id"],
        name=entry["name"],
        short=_words(entry, "short", where),
        clips=_words(entry, "clips", where),
        spoken=_words(entry, "spoken", where),
        names=_words(entry, "names", where),
        heads=head_classes[entry["heads"]],
        former=_formers(entry, sources, where),
    )


def _body(entry: Mapping[str, Any], sources: Mapping[str, str], path: Path) -> Body:
    where = _checked(entry, {"id", "kind", "full", "forms", "bare"}, _BODY_KEYS, path)
    for form in entry["forms"]:
        if not re.search(r"\{[pos]\}", form):
            raise RuleError(f"{where}：forms 的“{form}”里没有 {{p}}、{{o}} 或 {{s}}；不带前缀的写法请放到 bare。")
    return Body(
        id=entry["id"],
        kind=entry["kind"],
        full=entry["full"],
        forms=tuple(entry["forms"]),
        bare=_words(entry, "bare", where),
        state=_words(entry, "state", where),
        spoken=_words(entry, "spoken", where),
        former=_formers(entry, sources, where),
        parent=entry.get("parent"),
    )


def _formers(entry: Mapping[str, Any], sources: Mapping[str, str], where: str) -> tuple[Former, ...]:
    formers = []
    for item in entry.get("former") or ():
        if item.get("source") not in sources or not _DATE.fullmatch(str(item.get("until"))):
            raise RuleError(f"{where}：former 须写 until（年-月-日，加引号）和 source（sources 中的键），现为 {item}。")
        former = Former(
            stems=tuple(item.get("stems") or ()),
            heads=tuple(item.get("heads") or ()),
            names=tuple(item.get("names") or ()),
            until=item["until"],
            source=item["source"],
        )
        if not former.all_names():
            raise RuleError(f"{where}：former 须有 names，或者 stems 加 heads，现为 {item}。")
        formers.append(former)
    return tuple(formers)


def _checked(entry: Mapping[str, Any], required: set[str], known: set[str], path: Path) -> str:
    where = f"{path}：条目 {entry.get('id', '?')}"
    if missing := required - entry.keys():
        raise RuleError(f"{where} 缺少 {sorted(missing)}。")
    if unknown := entry.keys() - known:
        raise RuleError(f"{where} 有不认识的键 {sorted(unknown)}，可用的是 {sorted(known)}。")
    return where


def _words(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    words = tuple(entry.get(key) or ())
    if not all(isinstance(word, str) and word for word in words) or len(set(words)) != len(words):
        raise RuleError(f"{where}：{key} 须是不重复的非空文字，现为 {words}。")
    return words


def _unique(ids: list[str], path: Path) -> None:
    if repeated := sorted({i for i in ids if ids.count(i) > 1}):
        raise RuleError(f"{path}：条目 id 重复：{repeated}。")


def _check_parents(lexicon: Lexicon, path: Path) -> None:
    for body in lexicon.bodies.values():
        if body.parent and body.parent not in lexicon.bodies and body.parent not in lexicon.functions:
            raise RuleError(f"{path}：条目 {body.id} 的 parent {body.parent} 不存在。")


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(words), key=lambda word: (-len(word), word)))
