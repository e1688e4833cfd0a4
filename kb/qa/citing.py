"""Numbered citations of one answer: each stretch once, quoted from the canonical text."""

from typing import Protocol
from urllib.parse import quote

from kb.facts import ProvisionEntry, TaskEntry
from kb.qa.knowledge import Knowledge
from kb.qa.models import Cited


class Located(Protocol):
    """Anything that stands at a place of a document."""

    @property
    def document(self) -> str: ...

    @property
    def section(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Citer:
    """Collects the citations of one answer in the order they are first used."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._found: dict[tuple[str, int, int], Cited] = {}

    @property
    def citations(self) -> tuple[Cited, ...]:
        """The citations so far; the n-th has ``n`` n."""
        return tuple(self._found.values())

    def cite(self, place: Located) -> int:
        """The number of the stretch at ``place``."""
        return self.cite_span(place.document, place.section, place.start, place.end)

    def cite_task(self, task: TaskEntry) -> int:
        """The number of a task's heading, or of its whole provision when it has none."""
        heading = self._knowledge.headings.get((task.document, task.id), "")
        end = task.start + len(heading) if heading and task.text.startswith(heading) else task.end
        return self.cite_span(task.document, task.id, task.start, end)

    def cite_heading(self, provision: ProvisionEntry) -> int:
        """The number of a provision's heading."""
        end = provision.start + len(provision.heading) if provision.title else provision.end
        return self.cite_span(provision.document, provision.id, provision.start, end)

    def cite_span(self, document: str, section: str, start: int, end: int) -> int:
        """The number of a stretch of a document."""
        key = (document, start, end)
        if key not in self._found:
            self._found[key] = Cited(
                n=len(self._found) + 1,
                document=document,
                document_title=self._knowledge.titles.get(document, ""),
                section=section,
                heading=self._knowledge.headings.get((document, section), ""),
                quote=self._knowledge.texts[document][start:end],
                start=start,
                end=end,
                # RFC 5147: a fragment that names characters of a plain text.
                url=f"/api/documents/{quote(document)}/text#char={start},{end}",
            )
        return self._found[key].n
