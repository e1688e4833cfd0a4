"""Every rule file of the project proves itself: each example is found, no counter-example is."""

from pathlib import Path

import pytest

from kb.rules import Rule, load_rules, load_yaml
from kb.settings import ROOT

FILES = sorted(
    path
    for folder in ("kb", "ontology")
    for path in (ROOT / folder).rglob("*.yaml")
    if isinstance(data := load_yaml(path), dict) and "rules" in data
)
RULES = [(path, rule) for path in FILES for rule in load_rules(path)]


def _name(value: object) -> str:
    return value.name if isinstance(value, Path) else str(getattr(value, "id", value))


@pytest.mark.parametrize(("path", "rule"), RULES, ids=_name)
def test_rule_finds_its_examples_only(path: Path, rule: Rule) -> None:
    missed = [example for example in rule.examples if not rule.fires(example)]
    wrong = [example for example in rule.counter_examples if rule.fires(example)]
    assert (missed, wrong) == ([], []), f"{path}: {rule.id}"


def test_no_rule_goes_untested() -> None:
    # An empty search (a moved folder, a renamed key) would pass every parametrised case above.
    assert len(FILES) >= 12
    assert len(RULES) >= 200
    assert sum(len(rule.examples) for _, rule in RULES) >= 700
    assert sum(len(rule.counter_examples) for _, rule in RULES) >= 450


def test_every_rule_has_an_example_and_says_what_it_is_for() -> None:
    silent = [f"{path.name}: {rule.id}" for path, rule in RULES if not rule.examples or not rule.comment.strip()]
    assert silent == []


def test_rule_ids_name_one_rule_within_an_extractor() -> None:
    # Facts carry rule ids; two rules of one id in the extraction patterns could not be told apart.
    ids = [rule.id for path, rule in RULES if path.parent.name == "patterns"]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []
