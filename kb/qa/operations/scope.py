"""Whether a task lies in the part of a plan that a question is limited to."""

from kb.facts import ProvisionEntry, TaskEntry
from kb.qa.asked import Asked


def in_scope(asked: Asked, task: TaskEntry) -> bool:
    """Whether a task lies in a part of its document that the question names; true when it names none there."""
    scopes = asked.scopes.get(task.document, ())
    return not scopes or any(task.id == s.id or task.id.startswith(f"{s.id}.") for s in scopes)


def scopes_of(asked: Asked) -> list[ProvisionEntry]:
    """The parts and sections that the question names, of all documents asked about."""
    return [part for parts in asked.scopes.values() for part in parts]
