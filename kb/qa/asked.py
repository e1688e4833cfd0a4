"""A sentence of a question with all that answering it needs, and the turn before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kb.facts import ProvisionEntry, TaskEntry
from kb.qa.finding.finder import FoundTask, Matter
from kb.qa.library import Library
from kb.qa.mentions.ordinals import counted, resolve
from kb.qa.models import Answer
from kb.qa.named_parts import parts_named
from kb.qa.reading import Reading


@dataclass(frozen=True)
class Asked:
    """One sentence of a question with all that answering it needs."""

    reading: Reading
    library: Library
    before: "Turn | None" = None

    @property
    def matter(self) -> Matter:
        """What the sentence is about."""
        return self.reading.matter

    @cached_property
    def scopes(self) -> Mapping[str, tuple[ProvisionEntry, ...]]:
        """The parts that the sentence is limited to, by document; looked for once, asked for each task."""
        return parts_named(self.reading, self.library)


@dataclass(frozen=True)
class Turn:
    """A sentence that was answered: what the next one can lean on."""

    reading: Reading
    answer: Answer
    tasks: tuple[str, ...] = field(default=())


def tasks_by_number(asked: Asked) -> tuple[FoundTask, ...]:
    """The tasks that the question names by their place: 第三部分（三）第3项."""
    library = asked.library
    found: dict[str, FoundTask] = {}
    for ordinal in asked.reading.mentions.ordinals:
        for document in [row["id"] for row in library.knowledge.documents]:
            for section in resolve(ordinal, library.finder.index.by_document.get(document, ())):
                if task := library.task_at(document, section):
                    found.setdefault(task.iri, FoundTask(task, 1.0, "number"))
    for task in _counted_tasks(asked):
        found.setdefault(task.iri, FoundTask(task, 1.0, "number"))
    return tuple(found.values())


def _counted_tasks(asked: Asked) -> Iterator[TaskEntry]:
    """The tasks counted among the items of a section that one title names: 重点工程第四个."""
    index = asked.library.finder.index
    for what, number in counted(asked.reading.text):
        sections = [
            below
            for place, provision in enumerate(index.provisions)
            if what in provision.title and len(below := index.below(place)) >= number
        ]
        if len(sections) != 1:
            continue
        item = sections[0][number - 1]
        if task := asked.library.task_at(item.document, item.id):
            yield task
