"""An answer in the form the scoring compares: names and values made comparable, repeated ones once."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What people leave out or put in without changing what is said: quotation marks, title marks, brackets.
_LEFT_OUT = "《》“”\"'‘’（）()〔〕[]"
# Ways to write a range, and two measure words that count the same vehicles.
_SAME = {"—": "-", "–": "-", "至": "-", "台": "辆"}
_FOLDING = str.maketrans({**dict.fromkeys(_LEFT_OUT), **_SAME})


def comparable(text: str | None) -> str:
    """The text without what does not count: width, case, white space, quotation marks, brackets, kind of dash."""
    folded = unicodedata.normalize("NFKC", text or "").translate(_FOLDING)
    return "".join(folded.split()).lower()


@dataclass(frozen=True)
class Given:
    """What an answer of the ask contract says. ``units`` are (name, role); ``said`` is its text and all its values.

    ``quotes`` are (document, quoted text), as given.
    """

    status: str
    units: frozenset[tuple[str, str]]
    tasks: frozenset[str]
    said: str
    regulations: frozenset[str]
    yes_no: bool | None
    count: int | None
    quotes: tuple[tuple[str, str], ...]


def given(answer: Mapping[str, Any]) -> Given:
    """The answer (a JSON object of the ask contract) made comparable; what it lacks counts as not said."""
    # A bar cannot stand inside a value, so none is found across two of them.
    said = [comparable(answer.get("answer")), *(comparable(_in(value, "text")) for value in _rows(answer, "values"))]
    return Given(
        status=str(answer.get("status") or ""),
        units=frozenset((comparable(row.get("name")), row.get("role") or "") for row in _rows(answer, "units")),
        tasks=frozenset(_in(task, "id") for task in _rows(answer, "tasks")),
        said="|".join(said),
        regulations=frozenset(comparable(_in(title, "title")) for title in _rows(answer, "regulations")),
        yes_no=answer.get("yes_no"),
        count=answer.get("count"),
        quotes=tuple((row.get("document") or "", row.get("quote") or "") for row in _rows(answer, "citations")),
    )


def _rows(answer: Mapping[str, Any], name: str) -> list[Any]:
    return list(answer.get(name) or [])


def _in(item: object, name: str) -> str:
    """Short forms are allowed: the bare text in place of an object that holds it."""
    return str(item.get(name) or "") if isinstance(item, Mapping) else str(item)
