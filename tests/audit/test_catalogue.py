"""Every class of finding proves itself: found in each of its examples, in none of its counter-examples."""

from pathlib import Path

import pytest

from kb.audit.catalogue import CATALOGUE_FILE, FindingClass, load_catalogue
from kb.audit.models import SEVERITIES
from kb.audit.wordings import finding_wordings, wordings_of
from kb.errors import RuleError
from tests.audit.samples import SHAPED, is_found, plan_of

CLASSES = list(load_catalogue().values())
# Found only in plans larger than an example; tested in test_mutations.
LARGER = {"lead-concentrated", "issued-late", "bracket-half-width"}


@pytest.mark.parametrize("entry", CLASSES, ids=lambda entry: entry.id)
def test_class_is_found_in_its_examples_only(entry: FindingClass) -> None:
    missed = [lines for lines in entry.examples if not is_found(entry.id, plan_of(lines))]
    wrong = [lines for lines in entry.counter_examples if is_found(entry.id, plan_of(lines))]
    assert (missed, wrong) == ([], [])


def test_no_class_goes_untested() -> None:
    assert len(CLASSES) >= 45
    assert {entry.id for entry in CLASSES if not entry.examples} == LARGER
    assert [entry.id for entry in CLASSES if not entry.counter_examples] == []
    assert {entry.severity for entry in CLASSES} == set(SEVERITIES)


def test_wordings_and_shapes_speak_of_classes_of_the_catalogue() -> None:
    known = set(load_catalogue())
    assert {str(rule.extra["finding"]) for rule in finding_wordings()} <= known
    assert len(wordings_of("systems-alike")) >= 3
    assert len(SHAPED) == 9
    assert known >= SHAPED


def test_an_unfilled_blank_names_the_class() -> None:
    with pytest.raises(RuleError, match="no-lead.*task"):
        load_catalogue()["no-lead"].worded({})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("severity: high", "severity: urgent", "severity"),  # no such severity
        ("    advice: 指定一家牵头单位，其余写明配合的内容。\n", "", "缺少"),  # a key too few
        ("- id: no-unit\n", "- id: no-lead\n", "重复"),  # the same id twice
    ],
)
def test_a_bad_catalogue_says_where(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(CATALOGUE_FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        load_catalogue(path)
