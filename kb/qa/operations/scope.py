"""The part of a plan that a question is limited to."""

from kb.facts import ProvisionEntry, TaskEntry
from kb.qa.asked import Asked
from kb.qa.named_parts import lies_in


def in_scope(asked: Asked, document: str, section: str) -> bool:
    """Whether a provision lies in a part that the question names; where it names none of its document, whether it names
    none plainly of another one."""
    scopes = asked.scopes.get(document, ())
    if not scopes:
        return not (asked.scopes and is_scoped_plainly(asked))
    return any(lies_in(section, scope.id) for scope in scopes)


def task_in_scope(asked: Asked, task: TaskEntry) -> bool:
    """Whether a task lies there."""
    return in_scope(asked, task.document, task.id)


def scopes_of(asked: Asked) -> list[ProvisionEntry]:
    """The parts and sections that the question names, of all documents asked about."""
    return [part for parts in asked.scopes.values() for part in parts]


def is_scoped_plainly(asked: Asked) -> bool:
    """Whether a part is named by its number or by its whole title."""
    reading = asked.reading
    return bool(reading.mentions.ordinals) or any(part.title in reading.masked for part in scopes_of(asked))
