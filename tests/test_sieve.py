"""A sieve leaves rules out that a text cannot fire, and no other."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.rules import Rule, load_rules
from kb.sieve import Sieve, needed_characters

_QA = Path(__file__).parents[1] / "kb" / "qa"
_RULES = (*load_rules(_QA / "intents.yaml"), *load_rules(_QA / "flags.yaml"))
_SIEVE = Sieve(_RULES)
_TEXTS = sorted({example for rule in _RULES for example in (*rule.examples, *rule.counter_examples)})


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("牵头", "牵"),  # one of what stands in a row is enough
        ("谁管|归谁", "谁归"),  # each branch has its own
        ("(?:很)?难", "难"),  # what may be left out tells nothing
        ("[省市]厅?", "省市"),  # a class of few
        ("(?P<role>主|副)责", "责"),  # of a group and what follows it, the one that tells more
        ("(?:多少){1,3}", "多"),  # what stands once at least
        ("第[0-9]条", "第"),
        ("[^，]+", None),  # any but one
        (r"\d+", None),  # a category
        ("(?=谁)", None),  # what is only looked at
        ("谁|.{2}", None),  # a branch that needs nothing
        ("[一-龥]", None),  # too wide to tell
        ("(?i:abc)", None),  # nor within a group
        ("(?i)abc", None),  # capitals would do as well
        ("", None),
    ],
)
def test_what_a_pattern_needs(pattern: str, needed: str | None) -> None:
    assert needed_characters(pattern) == (None if needed is None else frozenset(needed))


def test_flags_of_a_compiled_pattern_count() -> None:
    # Given to the compiler and not in the pattern, 'ignore case' is seen all the same.
    assert needed_characters("abc", re.compile("abc", re.IGNORECASE).flags) is None


@given(st.one_of(st.sampled_from(_TEXTS), st.text("谁牵头负责什么时候单位几个，。年月县应急局", max_size=30)))
def test_every_rule_that_fires_is_let_through(text: str) -> None:
    through = list(_SIEVE.rules_for(text))
    assert [rule.id for rule in through if rule.pattern.search(text)] == [
        rule.id for rule in _RULES if rule.pattern.search(text)
    ]


def test_most_rules_are_left_out() -> None:
    def let_through(text: str) -> list[Rule]:
        return list(_SIEVE.rules_for(text))

    assert sum(len(let_through(text)) for text in _TEXTS) < len(_TEXTS) * len(_RULES) / 2
