"""The lexicon: complete at every level, read back as what it says, and checked at load."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from kb.errors import RuleError
from kb.rules import Rule
from kb.settings import ROOT
from kb.units.lexicon import LEVELS, Former, load_lexicon
from kb.units.reading import read_name, read_stem

LEXICON = load_lexicon()
STEMS = [(stem, f.id) for f in LEXICON.functions.values() for stem in f.stems]
FORMS = [(form, b.id) for b in LEXICON.bodies.values() for form in b.forms]
FORMERS = [(f.id, former) for f in LEXICON.functions.values() for former in f.former] + [
    (b.id, former) for b in LEXICON.bodies.values() for former in b.former
]
RULES = [(rule, text) for rule in LEXICON.collectives for text in (*rule.examples, *rule.counter_examples)]


def test_the_lexicon_is_as_large_as_the_administration() -> None:
    assert len(LEXICON.functions) >= 80
    assert len(LEXICON.bodies) >= 70
    assert len(STEMS) >= 250
    assert len(FORMERS) >= 25
    assert len(RULES) >= 60


def test_no_stem_has_two_functions() -> None:
    shared = {stem: n for stem, n in Counter(stem for stem, _ in STEMS).items() if n > 1}
    assert set(shared) <= {"农牧", "药监"}, shared


@pytest.mark.parametrize(("stem", "function"), STEMS)
def test_every_stem_reads_back(stem: str, function: str) -> None:
    head = LEXICON.functions[function].heads["county"]
    reading = read_name(f"县{stem}{head}")
    assert reading is not None
    assert reading.prefix == "县"
    assert reading.ids == (function,) or (stem == "农牧" and reading.ids == ("animal-husbandry",))
    assert not reading.former


@pytest.mark.parametrize(("form", "body"), FORMS)
def test_every_form_reads_back(form: str, body: str) -> None:
    reading = read_name(form.replace("{p}", "县").replace("{o}", "云山县").replace("{s}", "云山"))
    assert reading is not None
    assert reading.ids == (body,)
    assert (reading.prefix or reading.own).startswith(("县", "云山"))


def test_bare_names_belong_to_one_body() -> None:
    names = Counter(name for body in LEXICON.bodies.values() for name in {*body.bare, *body.state})
    assert [name for name, count in names.items() if count > 1] == []


def test_every_function_has_a_head_at_every_level() -> None:
    assert all(set(f.heads) == set(LEVELS) for f in LEXICON.functions.values())


@pytest.mark.parametrize(("entry", "former"), FORMERS)
def test_former_names_are_dated_and_sourced(entry: str, former: Former) -> None:
    assert former.source in LEXICON.sources, entry
    assert "2000-01-01" < former.until < "2030-01-01"
    for name in former.all_names():
        reading = read_name(name)
        assert reading is not None, name


@pytest.mark.parametrize(
    ("text", "functions"), [("教体", 2), ("文旅", 2), ("文广旅体", 4), ("科技和工信", 2), ("农业农村和水利", 2)]
)
def test_merged_bureaus_are_read_by_combination(text: str, functions: int) -> None:
    found = read_stem(text)
    assert found is not None
    assert len(found) == functions


@pytest.mark.parametrize("text", ["教", "场监管", "某某", "教育培训", ""])
def test_what_is_no_stem(text: str) -> None:
    assert read_stem(text) is None


@pytest.mark.parametrize("rule", LEXICON.collectives, ids=lambda rule: rule.id)
def test_examples_of_collective_rules(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples
    assert all(rule.pattern.search(text) for text in rule.examples)
    assert not any(rule.pattern.search(text) for text in rule.counter_examples)


def _without_name(data: dict[str, Any]) -> str:
    del data["functions"][0]["name"]
    return str(data["functions"][0]["id"])


def _unknown_key(data: dict[str, Any]) -> str:
    data["functions"][1]["colour"] = "红"
    return "colour"


def _unknown_heads(data: dict[str, Any]) -> str:
    data["functions"][2]["heads"] = "ministery"
    return "ministery"


def _repeated_id(data: dict[str, Any]) -> str:
    data["bodies"][1]["id"] = data["bodies"][0]["id"]
    return str(data["bodies"][0]["id"])


def _form_without_mark(data: dict[str, Any]) -> str:
    data["bodies"][0]["forms"] = ["县委"]
    return "县委"


def _former_without_source(data: dict[str, Any]) -> str:
    data["functions"][0]["former"] = [{"names": ["计委"], "until": "2003-01-01", "source": "hearsay"}]
    return "hearsay"


def _former_without_date(data: dict[str, Any]) -> str:
    data["functions"][0]["former"] = [{"names": ["计委"], "until": "2003", "source": "gov2003"}]
    return "2003"


def _former_without_names(data: dict[str, Any]) -> str:
    data["functions"][0]["former"] = [{"stems": ["计划"], "until": "2003-01-01", "source": "gov2003"}]
    return "计划"


def _missing_parent(data: dict[str, Any]) -> str:
    data["bodies"][0]["parent"] = "nobody"
    return "nobody"


def _unknown_level(data: dict[str, Any]) -> str:
    data["levels"]["县"] = "shire"
    return "shire"


def _repeated_word(data: dict[str, Any]) -> str:
    data["bodies"][0]["bare"] = ["党委", "党委"]
    return "party-committee"


def _missing_section(data: dict[str, Any]) -> str:
    del data["heads"]
    return "heads"


DAMAGES = [
    _without_name,
    _unknown_key,
    _unknown_heads,
    _repeated_id,
    _form_without_mark,
    _former_without_source,
    _former_without_date,
    _former_without_names,
    _missing_parent,
    _unknown_level,
    _repeated_word,
    _missing_section,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_malformed_entry_is_named(damage: Callable[[dict[str, Any]], str], tmp_path: Path) -> None:
    data = yaml.safe_load((ROOT / "ontology" / "units.yaml").read_text(encoding="utf-8"))
    named = damage(data)
    path = tmp_path / "units.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RuleError, match=named) as caught:
        load_lexicon(path)
    assert str(path) in str(caught.value)


def test_the_lexicon_is_read_once() -> None:
    assert load_lexicon() is LEXICON
