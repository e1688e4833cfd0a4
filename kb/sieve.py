"""Of many rules those that a text can fire at all, told by the characters it holds: most need not be tried then.

What a rule needs is read off its pattern once, by Python's own reader of regular expressions. Where that tells nothing,
the rule is always tried, so a sieve loses no rule that fires.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from kb.rules import Rule

# The reader has no public name; mypy knows no types for it.
_reader: Any = import_module("re._parser")
_PLAIN, _RANGE, _ONE_OF, _EITHER, _GROUP = "LITERAL", "RANGE", "IN", "BRANCH", "SUBPATTERN"
_REPEATED = ("MAX_REPEAT", "MIN_REPEAT")
# A wider range of characters tells too little to be listed.
_WIDEST_RANGE = 64


class Sieve:
    """Rules in their order, ready to be told apart by what they need."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        # One bit for each rule: of those that need nothing, and of those that a character is enough for.
        self._always = 0
        needing: defaultdict[str, int] = defaultdict(int)
        for number, rule in enumerate(rules):
            needed = needed_characters(rule.pattern.pattern, rule.pattern.flags)
            if needed is None:
                self._always |= 1 << number
            for character in needed or ():
                needing[character] |= 1 << number
        self._needing: Mapping[str, int] = dict(needing)

    def rules_for(self, text: str) -> Iterator[Rule]:
        """The rules whose pattern may be found in ``text``, in their order."""
        left = self._always
        for character in text:
            left |= self._needing.get(character, 0)
        while left:
            lowest = left & -left
            left ^= lowest
            yield self._rules[lowest.bit_length() - 1]


def needed_characters(pattern: str, flags: int = 0) -> frozenset[str] | None:
    """Characters of which each match of ``pattern`` holds one at least; None where there are no such or too many.

    >>> sorted(needed_characters("谁(?:来)?负责|归谁"))
    ['谁', '负']
    """
    tree = _reader.parse(pattern, flags)
    return None if tree.state.flags & _reader.SRE_FLAG_IGNORECASE else _needed(tree)


def _needed(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Of what stands in a row each is needed: the one that tells most."""
    told = [needed for kind, content in sequence if (needed := _needed_of(str(kind), content)) is not None]
    return min(told, key=len, default=None)


def _needed_of(kind: str, content: Any) -> frozenset[str] | None:  # noqa: ANN401 - as the reader has it
    if kind == _PLAIN:
        return frozenset(chr(content))
    if kind == _ONE_OF:
        return _listed(content)
    if kind == _EITHER:
        branches = [_needed(branch) for branch in content[1]]
        return None if None in branches else frozenset[str]().union(*filter(None, branches))
    if kind == _GROUP:
        number, added, removed, inside = content
        return None if added & _reader.SRE_FLAG_IGNORECASE else _needed(inside)
    return _needed(content[2]) if kind in _REPEATED and content[0] > 0 else None


def _listed(members: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The characters of a class; None for one that is negated, holds a category or a wide range."""
    found: set[str] = set()
    for kind, content in members:
        first, last = content if str(kind) == _RANGE else (content, content)
        if str(kind) not in (_PLAIN, _RANGE) or last - first > _WIDEST_RANGE:
            return None
        found.update(map(chr, range(first, last + 1)))
    return frozenset(found)
