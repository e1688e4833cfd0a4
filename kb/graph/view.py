"""One document as the graph builders see it: which IRI a provision, task, unit or cited title has."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from rdflib import URIRef

from kb.identifiers import Identifiers
from kb.models import Assignment, Outline, ParsedDocument, Span, Task, UnitMention, trimmed_span
from kb.units.registry import Registry, Unit

_TITLE_NOISE = re.compile(r"[\s《》〈〉]+")


def title_key(title: str) -> str:
    """``title`` as it is compared: without white space and title marks.

    >>> title_key("《安全生产 “十四五”规划》")
    '安全生产“十四五”规划'
    """
    return _TITLE_NOISE.sub("", title)


@dataclass(frozen=True)
class DocumentView:
    """``document`` with what its IRIs depend on; ``works`` maps title keys to the documents of the same dataset.

    ``given`` are the names of its own data (title, issuer …) that a person wrote down and the text does not say.
    """

    document: ParsedDocument
    ids: Identifiers
    registry: Registry
    works: Mapping[str, str]
    given: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.info.id

    @property
    def work(self) -> URIRef:
        """The document itself."""
        return URIRef(self.ids.document(self.id))

    def fact(self, kind: str, span: Span, nth: int = 1) -> URIRef:
        """A fact, or a span, read at ``span``."""
        return URIRef(self.ids.fact(self.id, kind, span.start, span.end, nth))

    def provision(self, provision_id: str) -> URIRef:
        """The provision; the document for "" and for an id that the outline does not have."""
        known = provision_id if self.document.outline.has(provision_id) else ""
        return URIRef(self.ids.provision(self.id, known))

    def task(self, provision_id: str) -> URIRef:
        """The task that this provision orders."""
        return URIRef(self.ids.task(self.id, provision_id))

    def task_around(self, provision_id: str) -> str | None:
        """The provision of the innermost task that ``provision_id`` lies in; None outside tasks.

        A task of the document itself ("") holds only what stands outside all provisions.
        """
        return _innermost(self.document.outline, provision_id, self._task_ids)

    def task_iri_around(self, provision_id: str) -> URIRef | None:
        """As :meth:`task_around`, the task's IRI."""
        found = self.task_around(provision_id)
        return None if found is None else self.task(found)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks, and one for each provision with an assignment that no task lists and that lies in no task."""
        document = self.document
        known = {task.provision for task in document.tasks}
        listed = {mention.span for task in document.tasks for mention in task.units}
        loose: dict[str, Task] = {}
        for given in document.assignments:
            if listed.isdisjoint(mention.span for mention in given.units) and document.outline.has(given.provision):
                outside = _innermost(document.outline, given.provision, known) is None
                if given.provision and outside and given.provision not in loose:
                    loose[given.provision] = _task_of(document, given)
        return (*document.tasks, *loose.values())

    def unit(self, mention: UnitMention) -> URIRef:
        """The unit that ``mention`` names: the registry's, or one of the document's own place."""
        found = self.resolved(mention.name)
        return unit_iri(self.ids, found) if found else self.own_unit(mention.name)

    def own_unit(self, name: str) -> URIRef:
        """A unit that the registry does not know, in the document's place."""
        return URIRef(self.ids.unit(self.document.info.place, name))

    def resolved(self, name: str) -> Unit | None:
        """The registry's unit of this name in the document's place."""
        return self.registry.resolve(name, self.document.info.place, self.document.info.level)

    def cited(self, title: str) -> URIRef:
        """The document of this title: one of the dataset, else a cited document known by its title only."""
        key = title_key(title)
        return URIRef(self.works.get(key) or self.ids.regulation(key))

    @cached_property
    def _task_ids(self) -> frozenset[str]:
        return frozenset(task.provision for task in self.tasks)


def unit_iri(ids: Identifiers, unit: Unit) -> URIRef:
    """The IRI of a unit of the registry."""
    return URIRef(ids.unit(unit.place, unit.name))


def _innermost(outline: Outline, provision_id: str, wanted: Container[str]) -> str | None:
    around: str | None = provision_id
    while around and around not in wanted:
        around = outline.by_id(around).parent if outline.has(around) else None
    return around if around in wanted and (around or not provision_id) else None


def _task_of(document: ParsedDocument, given: Assignment) -> Task:
    provision = document.outline.by_id(given.provision)
    span = trimmed_span(document.text, provision.start, provision.own_end)
    return Task(provision.id, provision.title, given.units, given.open_list, span)
