"""Identifiers: every IRI of the graph is minted, and parsed back, here.

Data IRIs stand under a configurable base and follow FRBR/ELI: a document is a work, its provisions hang below it.

>>> ids = Identifiers("https://w3id.org/zeren/id/")
>>> ids.provision("gaoqing-plan", "3.3.3")
'https://w3id.org/zeren/id/document/gaoqing-plan/provision/3.3.3'
>>> ids.unit("高青县", "县应急局")
'https://w3id.org/zeren/id/unit/高青县/县应急局'
>>> ids.fact("gaoqing-plan", "assignment", 120, 150, nth=2)
'https://w3id.org/zeren/id/document/gaoqing-plan/assignment/120-150-2'
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
        """The task that a provision orders; "document" where the document orders it outside its provisions."""
        return self._part(document_id, "task", provision_id or "document")

    def fact(self, document_id: str, kind: str, start: int, end: int, nth: int = 1) -> str:
        """A fact read at a place: assignment, citation, figure, deadline, deliverable, action or span.

        ``nth`` tells apart facts of one kind read at one place, as the units of one statement.
        """
        return self._part(document_id, kind, f"{start}-{end}" if nth == 1 else f"{start}-{end}-{nth}")

    def unit(self, place: str, name: str) -> str:
        """A unit; ``place`` is its jurisdiction, "" for bodies of the state."""
        return f"{self.base}unit/{safe_segment(place) or '中国'}/{safe_segment(name)}"

    def former_name(self, place: str, name: str, former: str) -> str:
        """A name that a unit had."""
        return f"{self.unit(place, name)}/former-name/{safe_segment(former)}"

    def regulation(self, title: str) -> str:
        """A cited document, by its title."""
        return f"{self.base}regulation/{safe_segment(title)}"

    def rule(self, rule_id: str) -> str:
        """The rule (PROV plan) that made a fact."""
        return f"{self.base}rule/{safe_segment(rule_id)}"

    def inference_rule(self, rule_id: str) -> str:
        """A rule of ``ontology/rules``; apart from the rules that read texts, whose ids are chosen elsewhere."""
        return self.rule(f"inferred-{rule_id}")

    def graph(self, name: str) -> str:
        """A named graph: stated, inferred or supplied."""
        return f"{self.base}graph/{name}"

    def rule_graph(self, rule_id: str) -> str:
        """The part of the inferred graph that one rule of ``ontology/rules`` concludes."""
        return self.graph(self.rule_graph_name(rule_id))

    def rule_graph_name(self, rule_id: str) -> str:
        """The name of that part among the named graphs."""
        return f"inferred/{safe_segment(rule_id)}"

    def roster(self, place: str, name: str, valid_from: str) -> str:
        """A list of the members of a collective unit; ``valid_from`` is an ISO date."""
        return f"{self.unit(place, name)}/roster/{valid_from}"

    def parse(self, iri: str) -> tuple[str, tuple[str, ...]]:
        """Kind and parts of an IRI minted here.

        :raises ValueError: not an IRI of this base.
        """
        if not iri.startswith(self.base):
            raise ValueError(f"不是本系统的 IRI：{iri}")
        kind, *parts = iri[len(self.base) :].split("/")
        if kind == "document" and len(parts) == 3:
            return parts[1], (parts[0], parts[2])
        if kind == "unit" and len(parts) == 4:
            return parts[2], (parts[0], parts[1], parts[3])
        return kind, tuple(parts)

    def _part(self, document_id: str, kind: str, part: str) -> str:
        return f"{self.base}document/{document_id}/{kind}/{part}"
