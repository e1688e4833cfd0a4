"""What the rows are made from: the knowledge of a snapshot, with the look-ups that every list needs."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.facts import AssignmentRow, DeadlineRow, LocatedRow, ProvisionEntry, TaskEntry
from kb.identifiers import Identifiers
from kb.listing.tables import Row
from kb.models import ROLES
from kb.qa.knowledge import Knowledge


def unit_id(iri: str, base: str) -> str:
    """The id of a unit, as its page and the lists have it: place/name, as the IRI under ``base`` has it; "" of none."""
    return iri.removeprefix(f"{base}unit/")


@dataclass(frozen=True)
class Source:
    """``knowledge``, and ``ids`` that its IRIs were minted with."""

    knowledge: Knowledge
    ids: Identifiers

    @cached_property
    def provisions(self) -> Mapping[tuple[str, str], ProvisionEntry]:
        """By document and id."""
        return {(entry.document, entry.id): entry for entry in self.knowledge.provisions}

    @cached_property
    def tasks(self) -> Mapping[str, TaskEntry]:
        """By IRI."""
        return {task.iri: task for task in self.knowledge.tasks}

    @cached_property
    def assignments(self) -> Mapping[str, list[AssignmentRow]]:
        """By task."""
        found: dict[str, list[AssignmentRow]] = defaultdict(list)
        for row in self.knowledge.assignments:
            if row.task:
                found[row.task].append(row)
        return found

    @cached_property
    def deadlines(self) -> Mapping[str, list[DeadlineRow]]:
        """The stated ones by task, earliest first, times that are no date (长期坚持) last."""
        found: dict[str, list[DeadlineRow]] = defaultdict(list)
        order = sorted(self.knowledge.deadlines, key=lambda row: (not row.date, row.date, row.document, row.start))
        for row in order:
            if row.task:
                found[row.task].append(row)
        return found

    @cached_property
    def inherited(self) -> Mapping[str, str]:
        """The day by which a task is due that states no time, by task: the end of the plan's period."""
        rows = self.knowledge.store.select("inherited_deadline_index")
        return {row["task"]: row["date"] for row in rows if row["task"] not in self.deadlines}

    def unit_id(self, iri: str) -> str:
        """place/name, as the IRI has it."""
        return unit_id(iri, self.ids.base)

    def place(self, row: LocatedRow) -> Row:
        """Where a fact stands, quoted."""
        entry = self.provisions.get((row.document, row.section))
        return {
            "document": row.document,
            "document_title": self.knowledge.titles.get(row.document, ""),
            "section": row.section,
            "heading": entry.heading if entry else "",
            "start": row.start,
            "end": row.end,
            "quote": self.knowledge.texts[row.document][row.start : row.end],
        }

    def units_of(self, task: str | None) -> list[Row]:
        """The units of a task, each in its role once, in the order of the text."""
        rows = {(row.unit, row.role): row for row in self.assignments.get(task or "", ())}
        order = sorted(rows.values(), key=lambda row: (ROLES.index(row.role), row.document, row.start, row.position))
        return [
            {
                "iri": row.unit,
                "id": self.unit_id(row.unit),
                "name": row.name,
                "printed": row.printed,
                "role": row.role,
                "collective": row.collective,
                "start": row.start,
                "end": row.end,
            }
            for row in order
        ]

    def task_of(self, iri: str | None) -> Row:
        """Which task a fact stands in; empty values outside tasks."""
        task = self.tasks.get(iri or "")
        return {"task": task.iri if task else None, "task_id": task.id if task else "", "task_title": task.title if task else ""}  # fmt: skip
