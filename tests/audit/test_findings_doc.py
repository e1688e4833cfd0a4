"""docs/findings.md says what is true: every class stands in it, and what it says is found on the first plan is found."""

import re
from pathlib import Path

import pytest

from kb import pipeline
from kb.audit.catalogue import FindingClass, load_catalogue
from kb.audit.cli import SEVERITY_NAMES
from kb.settings import ROOT, Settings

DOC = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
CLAIMS = re.findall(r"^\| (I\d+) \|(.+)\|$", DOC, re.MULTILINE)
FOUND_BY = re.compile(r"`([a-z-]+)` ([\w.]+)")


@pytest.mark.parametrize("entry", load_catalogue().values(), ids=lambda entry: entry.id)
def test_every_class_is_documented(entry: FindingClass) -> None:
    assert f"| `{entry.id}` | {entry.label} | {SEVERITY_NAMES[entry.severity]} | {entry.advice} |" in DOC


def test_what_is_said_to_be_found_is_found(plan_file: Path) -> None:
    rows = {(row["class"], row["section"]) for row in pipeline.check_file(plan_file, Settings())}
    claimed = [(issue, place) for issue, claim in CLAIMS for place in FOUND_BY.findall(claim)]
    assert len(CLAIMS) == 102
    assert len(claimed) >= 80
    assert [(issue, place) for issue, place in claimed if place not in rows] == []


def test_the_number_of_findings_is_the_real_one(plan_file: Path) -> None:
    said = re.search(r"第一份规划共报 (\d+) 条", DOC)
    assert said is not None
    assert len(pipeline.check_file(plan_file, Settings())) == int(said[1])
