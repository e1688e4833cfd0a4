"""Automatic numbers of Word: the formats, and the counters behind them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.corpus.ooxml.extract import extract
from kb.corpus.ooxml.number_formats import FILE, printed_number
from kb.corpus.readers.base import Limits
from kb.rules import load_yaml

_CASES = load_yaml(Path(__file__).parent / "data" / "docx_numbering.yaml")
_FORMATS = load_yaml(FILE)["formats"]
_EXAMPLES = [(name, number, text) for f in _FORMATS for name in f["names"] for number, text in f["examples"].items()]
_COUNTER_EXAMPLES = [(name, n) for f in _FORMATS for name in f["names"] for n in f.get("counter_examples", ())]


@pytest.mark.parametrize(("name", "number", "text"), _EXAMPLES)
def test_examples(name: str, number: int, text: str) -> None:
    assert printed_number(number, name) == text


@pytest.mark.parametrize(("name", "number"), _COUNTER_EXAMPLES)
def test_counter_examples(name: str, number: int) -> None:
    assert printed_number(number, name) is None


def test_the_formats_are_whole() -> None:
    assert (len(_EXAMPLES), len(_COUNTER_EXAMPLES)) >= (50, 15)
    assert all(entry["id"] and entry["comment"] for entry in _FORMATS)
    names = [name for entry in _FORMATS for name in entry["names"]]
    assert len(set(names)) == len(names)
    assert printed_number(1, "bullet") is None


def test_counting_is_one_to_one_and_reads_back() -> None:
    """All 9999: the sum of digit times place gives the number back."""
    places = {"十": 10, "百": 100, "千": 1000}
    for number in range(1, 10_000):
        printed = printed_number(number, "chineseCountingThousand") or ""
        total, digit = 0, 0
        for char in printed:
            digit = digit if char in places else "〇一二三四五六七八九".index(char)
            total += (digit or 1) * places[char] if char in places else 0
            digit = 0 if char in places else digit
        assert total + digit == number, printed
        assert "〇〇" not in printed
        assert not printed.endswith("〇")


def _paragraph(level: int | None, text: str) -> str:
    numbering = "" if level is None else f'<pPr><numPr><ilvl val="{level}"/><numId val="1"/></numPr></pPr>'
    return f"<p>{numbering}{{{text}}}</p>"


@pytest.mark.parametrize("entry", _CASES["cases"], ids=lambda entry: str(entry["case"]))
def test_counters(make_docx: Callable[..., Path], entry: dict[str, Any]) -> None:
    body = entry["body"] if isinstance(entry["body"], str) else "".join(_paragraph(*p) for p in entry["body"])
    lists = entry["lists"].replace("PLAN", _CASES["plan"])
    path = make_docx(body, numbering=lists, styles=entry.get("styles", ""))
    assert extract(path.read_bytes(), Limits()).text.rstrip("\n").split("\n") == entry["text"]


def test_there_are_cases() -> None:
    assert len(_CASES["cases"]) >= 25
