"""Hits of the search → records as Dify takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.channels.dify.conditions import Condition, Metadata, holds
from kb.addresses import place_path
from kb.errors import NotFoundError
from kb.opening import Opened
from kb.search.index import Hit

# The knowledge that is all documents; any other is named by a document's id.
ALL = "all"
# What conditions may speak of, and what each record says of itself.
NAMES = (
    "document", "document_title", "number", "issuer", "issued", "section", "heading", "units", "lead", "start", "end", "url"
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is asked for: ``least`` is the lowest score, ``conditions`` those on the metadata."""

    knowledge: str
    query: str
    most: int
    least: float
    conditions: tuple[Condition, ...] = ()
    any_of_them: bool = False


def records_of(wanted: Wanted, opened: Opened, public_url: str) -> list[dict[str, Any]]:
    """The best passages that fulfil what is wanted, best first.

    :raises NotFoundError: there is no such knowledge.
    """
    known = {row["id"]: row for row in opened.knowledge.documents}
    if wanted.knowledge != ALL and wanted.knowledge not in known:
        raise NotFoundError(
            f"没有标识为 {wanted.knowledge} 的知识库；填 all（全部文件）或 /api/documents 里的文件 id。"
        )
    documents = () if wanted.knowledge == ALL else (wanted.knowledge,)
    # Conditions may leave anything over, so that all passages are looked at then.
    looked_at = len(opened.search_index.passages) if wanted.conditions else wanted.most
    describe = _Describer(opened, known, public_url)
    found = (
        (hit, describe(hit))
        for hit in opened.search_index.search(wanted.query, looked_at, documents)
        if hit.score >= wanted.least
    )
    kept = [pair for pair in found if holds(wanted.conditions, wanted.any_of_them, pair[1])]
    return [_record(hit, metadata) for hit, metadata in kept[: wanted.most]]


def _record(hit: Hit, metadata: Metadata) -> dict[str, Any]:
    """A record: its headings stand before the text, for a model is shown nothing else."""
    title = f"《{metadata['document_title']}》{metadata['heading']}"
    text = f"{title}（{metadata['section'] or '文首'}）\n{hit.passage.text}"
    return {"content": text, "score": min(max(hit.score, 0.0), 1.0), "title": title, "metadata": dict(metadata)}


class _Describer:
    """Says of a hit what conditions may speak of."""

    def __init__(self, opened: Opened, documents: Mapping[str, Mapping[str, str]], public_url: str) -> None:
        self._documents, self._public_url = documents, public_url
        self._headings = opened.knowledge.headings
        self._tasks = {(row["document"], row["id"]): row for row in opened.lists.tasks}

    def __call__(self, hit: Hit) -> dict[str, str | int]:
        place = hit.passage
        document = self._documents[place.document]
        task = self._tasks.get((place.document, place.section), {"units": (), "lead": ()})
        where = {"document": place.document, "start": place.start, "end": place.end}
        return {
            "document": place.document,
            "document_title": document.get("title") or "",
            **{name: document.get(name) or "" for name in ("number", "issuer", "issued")},
            "section": place.section,
            "heading": self._headings.get((place.document, place.section), ""),
            "units": _listed([unit["name"] for unit in task["units"]]),
            "lead": _listed(task["lead"]),
            "start": place.start,
            "end": place.end,
            "url": self._public_url + place_path(where),
        }


def _listed(names: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(names))
