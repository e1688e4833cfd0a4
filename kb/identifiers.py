"""Identifiers: every IRI of the graph is minted, and parsed back, here.

Data IRIs stand under a configurable base and follow FRBR/ELI: a document is a work, its provisions hang below it.

>>> ids = Identifiers("https://w3id.org/zeren/id/")
>>> ids.provision("gaoqing-plan", "3.3.3")
'https://w3id.org/zeren/id/document/gaoqing-plan/provision/3.3.3'
>>> ids.unit("高青县", "县应急局")
'https://w3id.org/zeren/id/unit/高青县/县应急局'
>>> ids.parse("https://w3id.org/zeren/id/document/gaoqing-plan/task/3.3.3")
('task', ('gaoqing-plan', '3.3.3'))
"""

import re
from dataclasses import dataclass

ONTOLOGY = "https://w3id.org/zeren/ontology#"

_UNSAFE = re.compile(r"[\s<>\"{}|\\^`/?#\[\]%]+")


def safe_segment(text: str) -> str:
    """``text`` as one IRI path segment: what an IRI may not hold becomes one hyphen.

    >>> safe_segment("各县 （市、区）/政府")
    '各县-（市、区）-政府'
    """
    return _UNSAFE.sub("-", text).strip("-")


@dataclass(frozen=True)
class Identifiers:
    """Mints IRIs under ``base`` (ends in /)."""

    base: str

    def document(self, document_id: str) -> str:
        """The work."""
        return f"{self.base}document/{document_id}"

    def provision(self, document_id: str, provision_id: str) -> str:
        """An addressable part of the work; the root provision is the document itself."""
        return self._part(document_id, "provision", provision_id) if provision_id else self.document(document_id)

    def task(self, document_id: str, provision_id: str) -> str:
        """The task that a provision orders."""
        return self._part(document_id, "task", provision_id)

    def fact(self, document_id: str, kind: str, start: int, end: int) -> str:
        """A fact read at a place: assignment, citation, figure, deadline, deliverable, action or span."""
        return self._part(document_id, kind, f"{start}-{end}")

    def unit(self, place: str, name: str) -> str:
        """A unit; ``place`` is its jurisdiction, "" for bodies of the state."""
        return f"{self.base}unit/{safe_segment(place) or '中国'}/{safe_segment(name)}"

    def regulation(self, title: str) -> str:
        """A cited document, by its title."""
        return f"{self.base}regulation/{safe_segment(title)}"

    def rule(self, rule_id: str) -> str:
        """The rule (PROV plan) that made a fact."""
        return f"{self.base}rule/{safe_segment(rule_id)}"

    def parse(self, iri: str) -> tuple[str, tuple[str, ...]]:
        """Kind and parts of an IRI minted here.

        :raises ValueError: not an IRI of this base.
        """
        if not iri.startswith(self.base):
            raise ValueError(f"不是本系统的 IRI：{iri}")
        kind, *parts = iri[len(self.base) :].split("/")
        if kind == "document" and len(parts) == 3:
            return parts[1], (parts[0], parts[2])
        return kind, tuple(parts)

    def _part(self, document_id: str, kind: str, part: str) -> str:
        return f"{self.base}document/{document_id}/{kind}/{part}"
