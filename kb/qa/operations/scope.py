"""The part of a plan that a question is limited to."""

from kb.facts import ProvisionEntry, TaskEntry
from kb.qa.asked import Asked
from kb.qa.named_parts import lies_in


def in_scope(asked: Asked, document: str, section: str) -> bool:
    """Whether a provision lies in a part of its document that the question names; true when it names none there."""
    scopes = asked.scopes.get(document, ())
    return not scopes or any(lies_in(section, scope.id) for scope in scopes)


def task_in_scope(asked: Asked, task: TaskEntry) -> bool:
    """Whether a task lies there."""
    return in_scope(asked, task.document, task.id)


def scopes_of(asked: Asked) -> list[ProvisionEntry]:
    """The parts and sections that the question names, of all documents asked about."""
    return [part for parts in asked.scopes.values() for part in parts]
