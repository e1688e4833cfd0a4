"""The sentences of all documents as the finder sees them: each with its provision, its task and the titles above it."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.facts import ProvisionEntry
from kb.qa.knowledge import Knowledge

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?[”’）]?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, ``text`` at ``start``..``end`` of its document. ``place`` is the number of its provision."""

    document: str
    section: str
    task: str | None
    place: int
    start: int
    end: int
    text: str


class Sentences:
    """All sentences in the order of the documents; responsibility statements are left out."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.provisions: tuple[ProvisionEntry, ...] = knowledge.provisions
        self._numbers = {(p.document, p.id): n for n, p in enumerate(self.provisions)}
        self._tasks = {(task.document, task.id): task.iri for task in knowledge.tasks}
        self._statements = _statements(knowledge)
        self.sentences: tuple[Sentence, ...] = tuple(self._all(knowledge))

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """For each provision the number of the one above, its own where there is none."""
        return tuple(self._numbers.get((p.document, p.parent), n) for n, p in enumerate(self.provisions))

    @cached_property
    def tasks_of_provisions(self) -> tuple[str | None, ...]:
        """For each provision the innermost task that it belongs to."""
        return tuple(self._task_around(p) for p in self.provisions)

    def number(self, document: str, section: str) -> int | None:
        """The number of a provision."""
        return self._numbers.get((document, section))

    @cached_property
    def by_document(self) -> Mapping[str, Sequence[ProvisionEntry]]:
        """The provisions of each document, in order."""
        found: dict[str, list[ProvisionEntry]] = defaultdict(list)
        for provision in self.provisions:
            found[provision.document].append(provision)
        return dict(found)

    @cached_property
    def parts(self) -> Mapping[str, Sequence[ProvisionEntry]]:
        """The parts and sections with a title of each document, in order."""
        return {
            document: [p for p in provisions if p.level in _PARTS and p.title]
            for document, provisions in self.by_document.items()
        }

    def below(self, number: int) -> Sequence[ProvisionEntry]:
        """The provisions directly under one, in order."""
        above = self.provisions[number]
        return self._children.get((above.document, above.id), ())

    def at(self, document: str, offset: int) -> int | None:
        """The number of the sentence that holds a character."""
        places = self._places.get(document, ())
        before = bisect_right(places, (offset, len(self.sentences))) - 1
        if before < 0:
            return None
        number = places[before][1]
        return number if offset < self.sentences[number].end else None

    def of_provision(self, number: int) -> Sequence[Sentence]:
        """The sentences of a provision's own text, in order."""
        first, last = (find(self.sentences, number, key=_place_of) for find in (bisect_left, bisect_right))
        return self.sentences[first:last]

    @cached_property
    def _children(self) -> Mapping[tuple[str, str], Sequence[ProvisionEntry]]:
        found: dict[tuple[str, str], list[ProvisionEntry]] = defaultdict(list)
        for provision in self.provisions:
            if provision.parent != provision.id:
                found[provision.document, provision.parent].append(provision)
        return dict(found)

    @cached_property
    def _places(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """For each document the beginnings of its sentences with their numbers, in the order of the text."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, sentence in enumerate(self.sentences):
            found[sentence.document].append((sentence.start, number))
        return {document: sorted(places) for document, places in found.items()}

    def _all(self, knowledge: Knowledge) -> Iterator[Sentence]:
        for number, provision in enumerate(self.provisions):
            text = knowledge.texts[provision.document]
            task = self._task_around(provision)
            for start, end in self._pieces(provision):
                for match in _SENTENCE.finditer(text, start, end):
                    trimmed = match[0].strip()
                    if len(trimmed) > 1 and not _is_salutation(provision, trimmed):
                        begin = match.start() + match[0].index(trimmed)
                        stop = begin + len(trimmed)
                        yield Sentence(provision.document, provision.id, task, number, begin, stop, trimmed)

    def _pieces(self, provision: ProvisionEntry) -> Iterator[tuple[int, int]]:
        """The provision's own text without the statements in it."""
        done = provision.start
        for start, end in self._statements.get(provision.document, ()):
            if provision.start <= start < provision.end:
                yield done, start
                done = end
        yield done, provision.end

    def _task_around(self, provision: ProvisionEntry) -> str | None:
        seen: ProvisionEntry | None = provision
        while seen is not None:
            if task := self._tasks.get((seen.document, seen.id)):
                return task
            number = self._numbers.get((seen.document, seen.parent))
            seen = self.provisions[number] if number is not None and seen.parent != seen.id else None
        return None


_PARTS = ("part", "section")


def _place_of(sentence: Sentence) -> int:
    return sentence.place


def _is_salutation(provision: ProvisionEntry, text: str) -> bool:
    """Whether a line before the first heading only says to whom the document goes."""
    return provision.id == _FRONT and text.endswith(("：", ":"))


_FRONT = "front"


def _statements(knowledge: Knowledge) -> dict[str, Sequence[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for row in knowledge.assignments:
        # A statement that is a whole sentence of orders is no mere list of units: its words are the task's.
        if _is_list(knowledge.texts[row.document][row.start : row.end]):
            found.setdefault(row.document, set()).add((row.start, row.end))
    return {document: sorted(spans) for document, spans in found.items()}


def _is_list(statement: str) -> bool:
    return statement.lstrip().startswith(("（", "(", "责任", "牵头", "【", "[", "〔", "负责", "主管", "配合"))
