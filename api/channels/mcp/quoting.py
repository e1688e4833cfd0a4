"""Numbered citations of one result: each stretch once, with the address of the page that marks it."""

from collections.abc import Mapping
from typing import Any

from api.channels.mcp.models import Citation
from kb.addresses import place_path
from kb.opening import Opened


class Quotations:
    """Collects the citations of one result in the order they are first used.

    :param public_url: where others open this service, without / at its end.
    """

    def __init__(self, public_url: str) -> None:
        self._url = public_url
        self._found: dict[tuple[str, int, int], Citation] = {}

    @property
    def all(self) -> list[Citation]:
        """The citations so far; the n-th has ``n`` n."""
        return list(self._found.values())

    def add(self, place: Mapping[str, Any]) -> int:
        """The number of the stretch at ``place``, a place as the lists and the ask contract have it."""
        key = (place["document"], place["start"], place["end"])
        if key not in self._found:
            self._found[key] = Citation(
                n=len(self._found) + 1,
                document=place["document"],
                document_title=place["document_title"],
                section=place["section"],
                clause_id=clause_id(place["document"], place["section"]),
                heading=place["heading"],
                quote=place["quote"],
                url=self._url + place_path(place),
            )
        return self._found[key].n


def clause_id(document: str, section: str) -> str:
    """The id of a clause, as ``/api/provisions`` has it."""
    return f"{document}/{section}"


def place_at(opened: Opened, document: str, start: int, end: int) -> Mapping[str, Any]:
    """The stretch of a document as a place: with the provision that its first character stands in."""
    known = opened.knowledge
    within = (
        row for row in opened.lists.provisions if row["document"] == document and row["start"] <= start < row["end"]
    )
    found = next(within, {"section": "", "heading": ""})
    return {
        "document": document,
        "document_title": known.titles.get(document, ""),
        "section": found["section"],
        "heading": found["heading"],
        "start": start,
        "end": end,
        "quote": known.texts[document][start:end],
    }
