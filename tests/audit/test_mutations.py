"""A plan without faults yields nothing; each fault put into it appears, and goes when it is mended."""

from pathlib import Path
from typing import Any

import pytest

from kb.audit.catalogue import load_catalogue
from kb.rules import load_yaml
from tests.audit.samples import findings_of

DATA = Path(__file__).parent / "data"
CLEAN = (DATA / "clean_plan.txt").read_text(encoding="utf-8")
MUTATIONS: list[dict[str, Any]] = load_yaml(DATA / "mutations.yaml")["mutations"]


def _mutated(text: str, mutation: dict[str, Any]) -> str:
    assert text.count(mutation["old"]) >= 1, mutation
    changed = text.replace(mutation["old"], mutation["new"], 1)
    return _mutated(changed, mutation["and"]) if "and" in mutation else changed


def test_a_clean_plan_yields_nothing() -> None:
    assert [(f.rule, f.message) for f in findings_of(CLEAN)] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m['class']}: {m['why']}")
def test_the_fault_appears(mutation: dict[str, Any]) -> None:
    text = _mutated(CLEAN, mutation)
    found = [f for f in findings_of(text, mutation["class"]) if f.rule == mutation["class"]]
    quoted = [f for f in found if mutation["quote"] in f.span.quote]
    assert bool(quoted) is (mutation.get("expect") != "none"), [(f.span.quote, f.message) for f in found]
    for finding in found:
        places = [finding.span, *(place.span for place in finding.related)]
        assert all(text[span.start : span.end] == span.quote for span in places)
        assert "{" not in finding.message


def test_every_class_that_fails_a_plan_has_a_mutation() -> None:
    mutated = {m["class"] for m in MUTATIONS if m.get("expect") != "none"}
    severe = {entry.id for entry in load_catalogue().values() if entry.severity in ("high", "medium")}
    assert severe - mutated == set()
    assert len(MUTATIONS) >= 60


def test_leads_that_gather_in_one_hand() -> None:
    """Six of six leads with one unit; the clean plan spreads them."""
    gathered = CLEAN
    for unit in ("县消防救援大队", "县住房城乡建设局", "县工业和信息化局", "县司法局", "县民政局"):
        gathered = gathered.replace(f"{unit}牵头", "县应急局牵头")
    found = [f for f in findings_of(gathered, "lead-concentrated") if f.rule == "lead-concentrated"]
    assert [(f.section, len(f.related)) for f in found] == [("3.1.1", 8)]


def test_an_edit_elsewhere_leaves_ids_as_they_are() -> None:
    """People follow a finding from version to version by its id."""
    faulty = CLEAN.replace("县司法局牵头，", "县司法局、")
    before = {f.id for f in findings_of(faulty)}
    after = {f.id for f in findings_of(faulty.replace("安全生产监管力量仍然不足", "监管力量还比较薄弱"))}
    assert before == after != set()
