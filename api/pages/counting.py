"""How much was read out of a document."""

from collections.abc import Sequence

from kb.listing import Lists, Row


def counts_of(document: str, lists: Lists, findings: Sequence[Row]) -> dict[str, int]:
    """How many tasks, deadlines, targets and findings are of this document."""
    listed = {"tasks": lists.tasks, "deadlines": lists.deadlines, "targets": lists.targets, "findings": findings}
    return {name: sum(row["document"] == document for row in rows) for name, rows in listed.items()}
