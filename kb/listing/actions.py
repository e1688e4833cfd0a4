"""The actions of each task."""

from collections import defaultdict
from collections.abc import Mapping

from kb.listing.source import Source
from kb.listing.tables import Row


def actions_by_task(source: Source) -> Mapping[str, list[Row]]:
    """By the IRI of the task, in the order of the text."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in source.knowledge.store.select("action_index"):
        place = {"document": row["document_id"], "section": row.get("section", "")}
        found[row["task"]].append({**place, "start": int(row["start"]), "end": int(row["end"]), "quote": row["quote"]})
    return found
