"""How much was read out of a document."""

from collections.abc import Sequence

from kb.listing import Lists, Row


def counts_of(document: str, lists: Lists, findings: Sequence[Row]) -> dict[str, int]:
    """How many tasks, stated deadlines, targets and findings are of this document."""
    # A time that a task takes over from its plan is shown on request only.
    stated = [row for row in lists.deadlines if row["basis"] == "stated"]
    listed = {"tasks": lists.tasks, "deadlines": stated, "targets": lists.targets, "findings": findings}
    return {name: sum(row["document"] == document for row in rows) for name, rows in listed.items()}
