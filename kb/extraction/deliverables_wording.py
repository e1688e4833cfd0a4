"""The wording of deliverables.yaml applied to a blotted phrase: verbs, list items, head nouns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules

PROMOTE = "promote"

# Characters within which a closing 建设任务16个 comes to its end.
_CLOSE = 40
_DATA = Path(__file__).parent / "patterns" / "deliverables.yaml"


@dataclass(frozen=True, slots=True)
class Verbs:
    """Verbs in a row (推动建设, 建立健全) at ``start..end``; ``classes`` are those of all of them."""

    start: int
    end: int
    classes: frozenset[str]
    rule: str

    @property
    def direct(self) -> frozenset[str]:
        """The classes that need no closing 建设."""
        return self.classes - {PROMOTE}


@cache
def rule_of(step: str) -> Rule:
    """The rule of deliverables.yaml that serves ``step``."""
    return rules_of(step)[0]


@cache
def rules_of(step: str) -> tuple[Rule, ...]:
    """The rules of deliverables.yaml that serve ``step``, in order."""
    return tuple(rule for rule in load_rules(_DATA) if rule.extra["step"] == step)


def says(step: str, phrase: str) -> bool:
    """Whether the rule of ``step`` is found in ``phrase``."""
    return rule_of(step).pattern.search(phrase) is not None


def category_of(phrase: str) -> Rule | None:
    """The category whose head noun ``phrase`` ends in."""
    return next((rule for rule in rules_of("category") if rule.pattern.search(phrase)), None) if phrase else None


def verbs_in(blot: str) -> list[Verbs]:
    """The rows of verbs in ``blot`` that open a list, in order; those that close one (平台建设，) are left out."""
    return [row for row in _rows(blot) if not _closing(blot, row.end)]


def items_in(blot: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of the list ``start..end`` that are not empty."""
    position = start
    for found in rule_of("separator").pattern.finditer(blot, start, end):
        if found.start() > position:
            yield position, found.start()
        position = found.end()
    if position < end:
        yield position, end


def _rows(blot: str) -> Iterator[Verbs]:
    at: dict[int, list[tuple[int, Rule]]] = {}
    for rule in rules_of("verb"):
        for found in rule.pattern.finditer(blot):
            at.setdefault(found.start(), []).append((found.end(), rule))
    done = 0
    for start in sorted(at):
        if start < done:
            continue
        classes: set[str] = set()
        done = start
        while done in at:
            classes |= {rule.extra["class"] for _, rule in at[done]}
            done = max(end for end, _ in at[done])
        yield Verbs(start, done, frozenset(classes), at[start][0][1].id)


def _closing(blot: str, end: int) -> bool:
    behind = blot[end : end + _CLOSE]
    return not behind or any(rule_of(step).pattern.match(behind) for step in ("separator", "nominal"))
