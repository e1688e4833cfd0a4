"""Look-ups over one snapshot that several operations need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from kb.facts import AssignmentRow, LocatedRow, MemberRow, ProvisionEntry, TaskEntry
from kb.qa.finding.clauses import FigureClauses
from kb.qa.finding.finder import Finder, Matter
from kb.qa.finding.sentences import Sentence
from kb.qa.knowledge import Knowledge
from kb.qa.models import Retrieved
from kb.units.registry import Unit

# Titles of so many characters are words that many texts hold (保障措施).
SHORT_TITLE = 4

RowT = TypeVar("RowT", bound=LocatedRow)


class Library:
    """The facts of a snapshot by task, unit and place. Built once; read only."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.finder = Finder(knowledge)
        self.tasks = self.finder.tasks
        self._of_task: dict[str, list[AssignmentRow]] = defaultdict(list)
        self._of_unit: dict[str, list[AssignmentRow]] = defaultdict(list)
        for row in knowledge.assignments:
            if row.task is not None:
                self._of_task[row.task].append(row)
        self._repeated = repeated_tasks(knowledge.tasks, self._of_task)
        for row in knowledge.assignments:
            if row.task not in self._repeated:
                self._of_unit[row.unit].append(row)
        self._task_at = {(task.document, task.id): task for task in knowledge.tasks}
        self._timed = frozenset(row.task for row in knowledge.deadlines)
        self._based = frozenset(row.task for row in knowledge.citations if row.relation != "self")

    @cached_property
    def figure_clauses(self) -> FigureClauses:
        """The clauses of the figures, in their order; made when a figure is first asked for."""
        return FigureClauses(self.finder, self.knowledge.figures, self.knowledge.texts)

    def retrieved(self, matter: Matter) -> tuple[Retrieved, ...]:
        """What the semantic search finds for the matter, with what each part gave."""
        hits = self.finder.search(matter) if matter else ()
        return tuple(Retrieved(hit.document, hit.section, hit.score, dict(hit.parts)) for hit in hits)

    def of_task(self, task: str) -> list[AssignmentRow]:
        """The assignments of a task (IRI), in the order of the text."""
        return self._of_task.get(task, [])

    def of_unit(self, unit: Unit, roles: Collection[str] = ()) -> list[AssignmentRow]:
        """The tasks that a unit has, in the order of the text."""
        rows = [row for row in self._of_unit.get(unit.key, []) if row.task is not None]
        return [r for r in rows if not roles or r.role in roles]

    def members_of(self, unit: Unit) -> list[MemberRow]:
        """The members of a collective unit by the supplied roster; none without one."""
        return [row for row in self.knowledge.members if row.collective == unit.key]

    def memberships_of(self, unit: Unit) -> list[MemberRow]:
        """The collectives that a unit is a member of by the supplied rosters."""
        return [row for row in self.knowledge.members if row.unit == unit.key]

    def of_collective(self, row: MemberRow) -> list[AssignmentRow]:
        """The tasks that the collective of a membership has, in the order of the text."""
        return [r for r in self._of_unit.get(row.collective, []) if r.task is not None and r.role != "guide"]

    @cached_property
    def provisions_by_title(self) -> tuple[ProvisionEntry, ...]:
        """The provisions whose title is long enough to tell them, in the order of the text."""
        return tuple(p for p in self.knowledge.provisions if len(p.title) > SHORT_TITLE)

    @cached_property
    def tasks_of_units(self) -> tuple[TaskEntry, ...]:
        """All tasks that some statement gives to units, in the order of the text; each once (a table in an annex may
        repeat those of the text)."""
        return tuple(t for t in self.knowledge.tasks if self._of_task.get(t.iri) and t.iri not in self._repeated)

    def tasks_of_document(self, document: str) -> Sequence[TaskEntry]:
        """Those of :attr:`tasks_of_units` that stand in one document."""
        return self._of_document.get(document, ())

    @cached_property
    def _of_document(self) -> Mapping[str, Sequence[TaskEntry]]:
        found: dict[str, list[TaskEntry]] = defaultdict(list)
        for task in self.tasks_of_units:
            found[task.document].append(task)
        return dict(found)

    def task_at(self, document: str, section: str) -> TaskEntry | None:
        """The task that a provision is."""
        return self._task_at.get((document, section))

    def has_deadline(self, task: str) -> bool:
        """Whether any deadline is stated in a task (IRI)."""
        return task in self._timed

    def has_basis(self, task: str) -> bool:
        """Whether a task (IRI) cites any other document."""
        return task in self._based

    def document_title(self, document: str) -> str:
        """The title of a document."""
        return self.knowledge.titles.get(document, "")

    def provision(self, document: str, section: str) -> ProvisionEntry | None:
        """A provision by its id."""
        number = self.finder.index.number(document, section)
        return None if number is None else self.finder.index.provisions[number]

    def within(self, rows: Iterable[RowT], sentence: Sentence) -> list[RowT]:
        """The facts that stand in a sentence."""
        return [
            row
            for row in rows
            if row.document == sentence.document and row.start < sentence.end and sentence.start < row.end
        ]

    def following(self, sentence: Sentence) -> Sentence | None:
        """The next sentence of the same provision."""
        beside = self.finder.index.of_provision(sentence.place)
        return next((other for other in beside if other.start > sentence.start), None)

    def sentence_at(self, row: LocatedRow) -> Sentence | None:
        """The sentence in which a fact begins."""
        number = self.finder.index.at(row.document, row.start)
        return None if number is None else self.finder.sentences[number]


def repeated_tasks(tasks: Sequence[TaskEntry], rows: Mapping[str, Sequence[AssignmentRow]]) -> frozenset[str]:
    """The tasks of annexes (IRIs) that say again what the text says: same document, title, units and roles."""
    said = {_said(task, rows) for task in tasks if not task.id.startswith(_ANNEX)}
    return frozenset(t.iri for t in tasks if t.id.startswith(_ANNEX) and t.title and _said(t, rows) in said)


def _said(task: TaskEntry, rows: Mapping[str, Sequence[AssignmentRow]]) -> tuple[str, str, frozenset[tuple[str, str]]]:
    return task.document, task.title, frozenset((row.unit, row.role) for row in rows.get(task.iri, ()))


_ANNEX = "A"


def title_of(task: TaskEntry) -> str:
    """A task's title, or its id when it has none."""
    return task.title or task.id
