"""The rules and word lists of ``figures.yaml``, ready to use."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from kb.rules import Rule, load_rules, load_yaml

_DATA = Path(__file__).with_name("patterns") / "figures.yaml"
# Full-width letters, digits and the signs inside numbers, one character for one.
_PLAIN = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **str.maketrans("％．＋／＂", '%.+/"'),
}


def plain_text(text: str) -> str:
    """``text`` with full-width letters, digits and number signs made plain; same length."""
    return text.translate(_PLAIN)


@cache
def rules_for(use: str) -> tuple[Rule, ...]:
    """The rules with this ``use``, in order."""
    return tuple(rule for rule in load_rules(_DATA) if rule.extra["use"] == use)


@cache
def words(name: str) -> tuple[str, ...]:
    """The word list ``name``."""
    return tuple(load_yaml(_DATA)[name])


@cache
def kinds() -> Mapping[str, str]:
    """The kind of a figure by the purpose of its provision."""
    return dict(load_yaml(_DATA)["kinds"])


@cache
def word_pattern(name: str, template: str = "%s") -> re.Pattern[str]:
    """One of the words of list ``name``, the longest first, set into ``template`` in the place of %s."""
    return re.compile(template % f"(?:{'|'.join(_longest_first(words(name)))})")


def _longest_first(entries: Iterable[str]) -> list[str]:
    return [re.escape(entry) for entry in sorted(entries, key=len, reverse=True)]


@cache
def openings() -> re.Pattern[str]:
    """What opens a phrase before what is measured."""
    return re.compile("|".join(words("openings")))
