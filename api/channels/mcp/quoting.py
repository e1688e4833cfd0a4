"""Numbered citations of one result: those of the answers, with the address of the page that marks each."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from api.channels.mcp.models import Citation
from kb.addresses import place_path
from kb.opening import Opened
from kb.qa.citing import Citer
from kb.qa.models import Cited


class Quotations:
    """Collects the citations of one result in the order they are first used.

    :param public_url: where others open this service, without / at its end.
    """

    def __init__(self, opened: Opened, public_url: str) -> None:
        self._opened, self._url = opened, public_url
        self._citer = Citer(opened.knowledge)

    @property
    def all(self) -> list[Citation]:
        """The citations so far; the n-th has ``n`` n."""
        return [self._citation(cited) for cited in self._citer.citations]

    def add(self, place: Mapping[str, Any]) -> int:
        """The number of the stretch at ``place``, a place as the lists and the ask contract have it."""
        return self._citer.cite_span(place["document"], place["section"], place["start"], place["end"])

    def add_span(self, document: str, start: int, end: int) -> int:
        """The number of a stretch; its section is that of the provision that its first character stands in."""
        rows = (row for row in self._opened.lists.provisions if row["document"] == document)
        section = next((row["section"] for row in rows if row["start"] <= start < row["end"]), "")
        return self._citer.cite_span(document, section, start, end)

    def _citation(self, cited: Cited) -> Citation:
        place = asdict(cited)
        url = self._url + place_path(place)
        return Citation(**{**place, "clause_id": clause_id(cited.document, cited.section), "url": url})


def clause_id(document: str, section: str) -> str:
    """The id of a clause, as ``/api/provisions`` has it."""
    return f"{document}/{section}"
