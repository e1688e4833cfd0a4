"""Numbered citations of one answer: each statement once, quoted from the canonical text."""

from collections.abc import Mapping
from urllib.parse import quote

from kb.qa.knowledge import Knowledge, TaskEntry
from kb.qa.models import Cited


class Citer:
    """Collects the citations of one answer in the order they are first used."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._titles = {row["id"]: row.get("title", "") for row in knowledge.documents}
        self._found: dict[tuple[str, int, int], Cited] = {}

    @property
    def citations(self) -> tuple[Cited, ...]:
        """The citations so far; the n-th has ``n`` n."""
        return tuple(self._found.values())

    def cite(self, row: Mapping[str, str]) -> int:
        """The number of the statement in a query row (document, section, heading, start, end)."""
        document = row["document"].rsplit("/", 1)[-1]
        section, heading = row.get("section", ""), row.get("heading", "")
        return self._cite(document, section, heading, int(row["start"]), int(row["end"]))

    def cite_task(self, task: TaskEntry) -> int:
        """The number of a task's whole provision."""
        return self._cite(task.document, task.id, task.title, task.start, task.end)

    def cite_within(self, task: TaskEntry, start: int, end: int) -> int:
        """The number of a stretch of a task's provision, offsets in the provision."""
        return self._cite(task.document, task.id, task.title, task.start + start, task.start + end)

    def _cite(self, document: str, section: str, heading: str, start: int, end: int) -> int:
        key = (document, start, end)
        if key not in self._found:
            self._found[key] = Cited(
                n=len(self._found) + 1,
                document=document,
                document_title=self._titles.get(document, ""),
                section=section,
                heading=heading,
                quote=self._knowledge.texts[document][start:end],
                start=start,
                end=end,
                # RFC 5147: a fragment that names characters of a plain text.
                url=f"/api/documents/{quote(document)}/text#char={start},{end}",
            )
        return self._found[key].n
