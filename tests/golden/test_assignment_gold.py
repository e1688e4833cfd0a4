"""Assignments of forty hand-labelled documents, one printed style each (State Council to town, tables, none at all).

The labels were made from the text alone, before the extraction was looked at. Gold format and matching are those of the
scorer of labelled documents: a statement is found when spans overlap; a unit row is (statement, name, role).
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.extraction.assignments import extract_assignments
from kb.extraction.metadata import read_info
from kb.models import Assignment
from kb.parsing import parse_outline

FOLDER = Path(__file__).parent / "assignments"
STYLES = sorted(path.stem for path in FOLDER.glob("*.json"))
UNIT_ROWS_F1 = 0.97

UnitRow = tuple[int, str, str]


@cache
def _text(style: str) -> str:
    return (FOLDER / f"{style}.txt").read_text(encoding="utf-8")


@cache
def _gold(style: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FOLDER / f"{style}.json").read_text(encoding="utf-8"))["assignments"]
    return rows


@cache
def _found(style: str) -> tuple[Assignment, ...]:
    outline = parse_outline(_text(style))
    return extract_assignments(outline, read_info(outline, style))[0]


def _overlap(want: dict[str, Any], have: Assignment) -> bool:
    start: int = want["start"]
    return have.statement.start < start + len(want["statement"]) and start < have.statement.end


def _pairs(style: str) -> dict[int, int]:
    """Index of each gold statement that was found -> index of the assignment; an assignment serves one statement."""
    pairs: dict[int, int] = {}
    for i, want in enumerate(_gold(style)):
        taken = set(pairs.values())
        hit = next((j for j, have in enumerate(_found(style)) if j not in taken and _overlap(want, have)), None)
        if hit is not None:
            pairs[i] = hit
    return pairs


def _plain(name: str) -> str:
    return re.sub(r"[\s《》“”\"'（）()〔〕\[\]〈〉<>]", "", unicodedata.normalize("NFKC", name))


def _gold_rows(style: str) -> set[UnitRow]:
    return {(i, _plain(unit["name"]), unit["role"]) for i, want in enumerate(_gold(style)) for unit in want["units"]}


def _found_rows(style: str) -> set[UnitRow]:
    """Rows of an assignment without a gold statement count under -1 and below, so they can match nothing."""
    gold_of = {j: i for i, j in _pairs(style).items()}
    return {
        (gold_of.get(j, -1 - j), _plain(unit.name), unit.role)
        for j, have in enumerate(_found(style))
        for unit in have.units
    }


def test_forty_documents_are_run() -> None:
    assert len(STYLES) == 40
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(STYLES)
    without = [style for style in STYLES if not _gold(style)]
    assert len(without) == 3, "an ordinance, a holiday notice and penalty-discretion rules state no assignment"


@pytest.mark.parametrize("style", STYLES)
def test_gold_quotes_its_text(style: str) -> None:
    for want in _gold(style):
        start, statement = want["start"], want["statement"]
        assert _text(style)[start : start + len(statement)] == statement
        assert want["units"], statement


@pytest.mark.parametrize("style", STYLES)
def test_every_statement_is_found(style: str) -> None:
    pairs = _pairs(style)
    assert [want["statement"] for i, want in enumerate(_gold(style)) if i not in pairs] == []


@pytest.mark.parametrize("style", STYLES)
def test_nothing_else_is_taken_for_a_statement(style: str) -> None:
    matched = set(_pairs(style).values())
    assert [have.statement.quote for j, have in enumerate(_found(style)) if j not in matched] == []


@pytest.mark.parametrize("style", STYLES)
def test_units_and_roles(style: str) -> None:
    want, have = _gold_rows(style), _found_rows(style)
    f1 = 2 * len(want & have) / (len(want) + len(have)) if want or have else 1.0
    assert f1 >= UNIT_ROWS_F1, {"missing": sorted(want - have), "extra": sorted(have - want)}
