"""One plan as the checks look at it: the parsed document with its parts told apart by purpose."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kb.audit.wordings import fires
from kb.models import Figure, ParsedDocument, Provision, Span, Task, UnitMention, span_of
from kb.parsing.purpose import purpose_of

# Titles and statements are no running text: a pattern that looks for wording must not read inside them.
_TITLE = re.compile(r"《[^》\n]*》")
_SENTENCE = re.compile(r"[^\s。；！？][^。；！？\n]*[。；！？]?")
_BLANK = "　"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of running text; ``masked`` has titles and statements blanked out, offsets unchanged."""

    start: int
    end: int
    text: str
    masked: str
    section: str
    purpose: str


@dataclass(frozen=True)
class Plan:
    """A parsed document, with what several checks ask of it."""

    document: ParsedDocument

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.document.text

    def span(self, start: int, end: int) -> Span:
        """The verbatim span."""
        return span_of(self.text, start, end)

    def section_at(self, offset: int) -> str:
        """The id of the innermost listed or unlisted provision at ``offset``."""
        return self.document.outline.at(offset).id

    def purpose(self, section: str) -> str:
        """front, roster, review, situation, principle, goal or task; what the provision is for."""
        return self._purposes.get(section, "front")

    @cached_property
    def _purposes(self) -> dict[str, str]:
        outline = self.document.outline
        return {p.id: purpose_of(outline, p) for p in outline.provisions if p.id}

    def is_safeguard(self, section: str) -> bool:
        """Whether the provision, or a heading over it, says how the plan is carried through (保障措施)."""
        outline, around = self.document.outline, section
        while around and outline.has(around):
            provision = outline.by_id(around)
            if fires("safeguard-title", provision.title):
                return True
            around = provision.parent or ""
        return False

    @cached_property
    def masked(self) -> str:
        """The text with titles and responsibility statements blanked out, of the same length."""
        pieces = list(self.text)
        spans = [match.span() for match in _TITLE.finditer(self.text)]
        spans += [(a.statement.start, a.statement.end) for a in self.document.assignments if a.confidence == 1]
        for start, end in spans:
            pieces[start:end] = _BLANK * (end - start)
        return "".join(pieces)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the text behind the front, in order."""
        return tuple(self._sentences())

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds ``offset``."""
        place = bisect_right(self._starts, offset) - 1
        found = self.sentences[place] if place >= 0 else None
        return found if found is not None and offset < found.end else None

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def figures_by_sentence(self) -> dict[int, list[Figure]]:
        """The figures that begin in each sentence, by the sentence's start."""
        grouped: dict[int, list[Figure]] = defaultdict(list)
        for figure in self.document.figures:
            if (sentence := self.sentence_at(figure.span.start)) is not None:
                grouped[sentence.start].append(figure)
        return grouped

    @cached_property
    def dated_sentences(self) -> frozenset[int]:
        """The starts of the sentences that a printed deadline stands in or reaches into."""
        deadlines = (d for d in self.document.deadlines if not d.inherited)
        places = (offset for d in deadlines for offset in (d.span.start, d.span.end - 1))
        return frozenset(s.start for offset in places if (s := self.sentence_at(offset)) is not None)

    def _sentences(self) -> Iterator[Sentence]:
        for match in _SENTENCE.finditer(self.text):
            start, end = match.span()
            section = self.section_at(start)
            if section and section != "front":
                yield Sentence(start, end, match.group(), self.masked[start:end], section, self.purpose(section))

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """The tasks by their provision."""
        return {task.provision: task for task in self.document.tasks}

    @property
    def assigned(self) -> bool:
        """Whether the document gives tasks to units at all; a law or a report does not."""
        return any(task.units for task in self.document.tasks)

    def task_around(self, section: str) -> Task | None:
        """The innermost task that the provision lies in."""
        around: str | None = section
        while around and around not in self.tasks:
            outline = self.document.outline
            around = outline.by_id(around).parent if outline.has(around) else None
        return self.tasks.get(around) if around else None

    def heading_span(self, section: str) -> Span:
        """The heading of a provision; the beginning of its text where it has no title."""
        provision = self._provision(section)
        if provision.heading.quote:
            return provision.heading
        line = self.text[provision.start : provision.own_end].strip().split("\n")[0]
        start = self.text.index(line, provision.start) if line else provision.start
        return self.span(start, start + min(len(line), 60))

    def statement_span(self, task: Task) -> Span:
        """The statement that gives the task to its units; the heading where it has none."""
        return self._statements.get(task.provision) or self.heading_span(task.provision)

    @cached_property
    def _statements(self) -> dict[str, Span]:
        given = (a for a in reversed(self.document.assignments) if a.units)
        return {assignment.provision: assignment.statement for assignment in given}

    @cached_property
    def dated_statements(self) -> frozenset[str]:
        """The provisions whose statement gives a deadline."""
        return frozenset(a.provision for a in self.document.assignments if a.deadline is not None)

    @cached_property
    def share_with_units(self) -> dict[str, float]:
        """For each part of the document, which share of its tasks has units."""
        parts: dict[str, list[bool]] = defaultdict(list)
        for task in self.document.tasks:
            parts[task.provision.split(".")[0]].append(bool(task.units))
        return {part: sum(given) / len(given) for part, given in parts.items()}

    def name(self, section: str) -> str:
        """How a message speaks of a provision: its title, else its number."""
        title = self._provision(section).title
        return f"“{title}”（{section}）" if title else f"第{section}条"

    def _provision(self, section: str) -> Provision:
        return self.document.outline.by_id(section if self.document.outline.has(section) else "")


def leads(task: Task) -> tuple[UnitMention, ...]:
    """The units that lead the task."""
    return tuple(unit for unit in task.units if unit.role == "lead")


def in_charge(task: Task) -> frozenset[str]:
    """The names of those who answer for the task: its leads, else all its units."""
    chosen = leads(task) or tuple(unit for unit in task.units if unit.role != "guide")
    return frozenset(unit.name for unit in chosen)


def named(names: frozenset[str] | tuple[str, ...], most: int = 4) -> str:
    """Names as a message lists them, 等 behind the first few."""
    listed = sorted(names) if isinstance(names, frozenset) else list(names)
    return "、".join(listed[:most]) + ("等" if len(listed) > most else "")
