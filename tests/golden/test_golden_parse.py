"""Golden files: what is understood of the first plan and of one document of each printed style.

A change of the rules shows here as a difference to read. To accept it: ``ZEREN_UPDATE_GOLDEN=1 pytest tests/golden``.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kb import pipeline
from kb.contract import as_contract
from kb.settings import ROOT

_HERE = Path(__file__).parent
_PLAN = ROOT / "corpus" / "gaoqing-safety-14th-five-year-plan.txt"
FILES = [_PLAN, *sorted((_HERE / "assignments").glob("*.txt"))]
_SPAN = ("start", "end", "quote")


def summary(path: Path) -> dict[str, Any]:
    """The contract without the text, each row on one line: what a person would compare."""
    body = as_contract(pipeline.parse_text(path.read_text(encoding="utf-8"), path.stem))
    shown: dict[str, Any] = {"document": body["document"]}
    for key, rows in body.items():
        if isinstance(rows, list) and key != "systems":
            shown[key] = [_line(key, row) for row in rows]
    return shown


def _line(key: str, row: dict[str, Any]) -> str:
    parts = {name: value for name, value in row.items() if name not in (*_SPAN, "statement", "printed")}
    if "units" in parts:
        parts["units"] = " ".join(f"{u['name']}:{u['role'][0]}" for u in parts["units"])
    quoted = row["quote"] if key in ("actions", "unparsed") else ""
    return f"{row['start']}-{row['end']} " + " | ".join(
        str(value) for value in [*parts.values(), quoted] if value not in ("", None)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_understood_as_before(path: Path) -> None:
    golden = _HERE / "parsed" / f"{path.stem}.json"
    got = json.dumps(summary(path), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("ZEREN_UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(got, encoding="utf-8")
    assert json.loads(golden.read_text(encoding="utf-8")) == json.loads(got)


def test_every_style_has_a_golden_file() -> None:
    assert len(FILES) >= 15
