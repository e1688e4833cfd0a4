"""An answer in the making: sentences, the facts that back them, and their citations."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kb.facts import AssignmentRow, CitationRow, DeadlineRow, FigureRow, LocatedRow, TaskEntry
from kb.qa.citing import Citer
from kb.qa.finding.sentences import Sentence
from kb.qa.library import Library, title_of
from kb.qa.models import (
    COUNT,
    Answer,
    AnsweredDeadline,
    AnsweredDeliverable,
    AnsweredRegulation,
    AnsweredTask,
    AnsweredUnit,
    AnsweredValue,
)
from kb.qa.quantities import figure_text
from kb.qa.wording import MOST_LISTED, marks, say


class Draft:
    """Collects what one answer says; :meth:`answer` gives it. Facts are kept once, in the order of first use."""

    def __init__(self, library: Library) -> None:
        self.citer = Citer(library.knowledge)
        self.library = library
        self._sentences: list[str] = []
        self._said: Counter[tuple[str, str]] = Counter()
        # The wording of the list that is cut: what is said after its last printed item is left out.
        self._cut: tuple[str, str] | None = None
        self._room = MOST_LISTED
        self._units: dict[AnsweredUnit, None] = {}
        self._tasks: dict[str, AnsweredTask] = {}
        self._values: dict[AnsweredValue, None] = {}
        self._regulations: dict[str, AnsweredRegulation] = {}
        self._deadlines: dict[AnsweredDeadline, None] = {}
        self._deliverables: dict[AnsweredDeliverable, None] = {}

    def say(self, key: str, wording: str, /, **fields: object) -> None:
        """Add one sentence of answers.yaml; of those of one wording, MOST_LISTED are printed."""
        self._said[key, wording] += 1
        if self._said[key, wording] > MOST_LISTED and self._cut is None:
            self._cut = (key, wording)
        self.add(say(key, wording, **fields))

    def add(self, sentence: str) -> None:
        """Add a sentence made elsewhere."""
        if sentence and self._cut is None:
            self._sentences.append(sentence)

    def room_for(self, items: int) -> int:
        """How many of so many further items of a list are to be printed."""
        shown = min(items, self._room)
        self._room -= shown
        return shown

    def _printed(self) -> str:
        """The sentences; a list ends like a sentence, and a cut one with how many items it has."""
        cut = say("listed", "cut", count=self._said[self._cut], shown=MOST_LISTED) if self._cut else ""
        return re.sub("；$", "。", "".join(self._sentences)) + cut

    def cite_fact(self, row: LocatedRow) -> int:
        """The number of the sentence in which a fact begins, or of the fact itself outside sentences."""
        return self.citer.cite(self.library.sentence_at(row) or row)

    def units(self, rows: Iterable[AssignmentRow]) -> list[AnsweredUnit]:
        """The units of these assignments, noted."""
        found = [AnsweredUnit(row.unit, row.name, row.role, row.collective) for row in rows]
        self._units.update(dict.fromkeys(found))
        return list(dict.fromkeys(found))

    def add_units(self, units: Iterable[AnsweredUnit]) -> None:
        """Units that no assignment gives the task to, noted with their basis."""
        self._units.update(dict.fromkeys(units))

    def task(self, task: TaskEntry, basis: str = "stated") -> AnsweredTask:
        """A task, noted."""
        entry = AnsweredTask(task.iri, task.id, title_of(task), task.document, basis)
        return self._tasks.setdefault(task.iri, entry)

    def task_of(self, iri: str | None) -> TaskEntry | None:
        """The task of a fact, noted; None outside tasks."""
        task = self.library.tasks.get(iri or "")
        if task is not None:
            self.task(task)
        return task

    def value(self, text: str, value: str = "", unit: str = "", kind: str = "") -> None:
        """A value as printed, noted."""
        self._values[AnsweredValue(text, value, unit, kind)] = None

    def counted(self, count: int, unit: str, of: str = "") -> None:
        """How many things the answer speaks of beside its own count, noted; ``of`` is whose they are (县公安局3项)."""
        self.value(f"{of}{count}{unit}", str(count), unit, COUNT)

    def figure(self, row: FigureRow) -> None:
        """A figure, noted; the time that it is of is a value too."""
        self.value(figure_text(row), row.value, row.measure_unit, row.kind)
        if row.as_of:
            self.value(row.as_of, kind="as_of")

    def regulation(self, row: CitationRow) -> None:
        """A cited document, noted."""
        self._regulations.setdefault(row.title, AnsweredRegulation(row.cited, row.title))

    def deadline(self, row: DeadlineRow) -> None:
        """A deadline, noted; its wording is a value too."""
        self._deadlines[AnsweredDeadline(row.date, row.wording, row.due)] = None

    def add_deadline(self, deadline: AnsweredDeadline) -> None:
        """A time that no deadline of the graph holds, noted."""
        self._deadlines[deadline] = None

    def deliverable(self, name: str) -> None:
        """Something to be built, noted."""
        self._deliverables[AnsweredDeliverable(name)] = None

    def quote(self, sentence: Sentence, key: str = "quoted", **fields: object) -> None:
        """Quote a sentence with its place."""
        number = self.citer.cite(sentence)
        title = self.place_of(sentence.document, sentence.section)
        self.say("passage", key, quote=sentence.text.rstrip("。；"), title=title, marks=marks([number]), **fields)

    def place_of(self, document: str, section: str) -> str:
        """How a provision is named in a sentence: its title and number."""
        provision = self.library.provision(document, section)
        if provision is None or not provision.title:
            return section if section != "front" else self.library.document_title(document)
        return f"{provision.title}（{section}）"

    @property
    def has_facts(self) -> bool:
        """Whether anything was said."""
        return bool(self._sentences)

    def answer(
        self,
        status: str = "answered",
        *,
        reason: str | None = None,
        confidence: float = 1.0,
        yes_no: bool | None = None,
        count: int | None = None,
        follow_ups: Sequence[str] = (),
    ) -> Answer:
        """The answer as it stands."""
        return Answer(
            status=status,
            answer=self._printed(),
            reason=reason,
            confidence=min(1.0, confidence),
            units=tuple(self._units),
            tasks=tuple(self._tasks.values()),
            values=tuple(self._values),
            regulations=tuple(self._regulations.values()),
            deadlines=tuple(self._deadlines),
            deliverables=tuple(self._deliverables),
            yes_no=yes_no,
            count=count,
            citations=self.citer.citations,
            follow_ups=tuple(follow_ups),
        )
