"""The part of a plan that a question is limited to: 主要任务里, 重点工程那一节, 第三部分."""

from kb.qa.asked import Asked
from kb.qa.facts import ProvisionEntry, TaskEntry
from kb.qa.finding.finder import longest_shared
from kb.qa.mentions.ordinals import resolve

# A part is named by a run of its title of this length, when no other part's title holds the run.
_TELLING = 4
_LEVELS = ("part", "section")


def in_scope(asked: Asked, task: TaskEntry) -> bool:
    """Whether a task lies in the part that the question names; true when it names none."""
    scopes = [scope for scope in scopes_of(asked) if scope.document == task.document]
    return not scopes or any(task.id == s.id or task.id.startswith(f"{s.id}.") for s in scopes)


def scopes_of(asked: Asked) -> list[ProvisionEntry]:
    """The parts and sections that the question names by number or by a telling run of their title (主要任务, 重点工程)."""
    library = asked.library
    parts = [
        p
        for p in library.knowledge.provisions
        if p.level in _LEVELS and p.title and (not asked.documents or p.document in asked.documents)
    ]
    named = [p for p in parts if _is_named(p, parts, asked.reading.masked)]
    found = [p for p in named if not any(o is not p and o.id.startswith(f"{p.id}.") for o in named)]
    for ordinal in asked.reading.mentions.ordinals:
        for document in asked.documents or [row["id"] for row in library.knowledge.documents]:
            provisions = [p for p in library.knowledge.provisions if p.document == document]
            wanted = set(resolve(ordinal, provisions))
            found += [p for p in provisions if p.id in wanted]
    return found


def _is_named(part: ProvisionEntry, parts: list[ProvisionEntry], text: str) -> bool:
    if part.title in text:
        return True
    size = longest_shared(part.title, text)
    if size < _TELLING:
        return False
    runs = [part.title[i : i + size] for i in range(len(part.title) - size + 1)]
    run = next(run for run in runs if run in text)
    return not any(run in other.title for other in parts if other.document == part.document and other is not part)
