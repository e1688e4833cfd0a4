"""What the search finds, as quoted passages: for /api/search and for the channels."""

from collections.abc import Collection
from typing import Any

from kb.qa.citing import Citer
from kb.qa.knowledge import Knowledge
from kb.qa.models import Cited
from kb.search.index import Hit, SearchIndex


def passages(
    index: SearchIndex, knowledge: Knowledge, query: str, k: int, documents: Collection[str]
) -> list[dict[str, Any]]:
    """The ``k`` best passages for ``query``, best first; ``parts`` are what words and meaning added to ``score``."""
    citer = Citer(knowledge)
    hits = index.search(query, k, list(documents))
    numbers = [citer.cite(hit.passage) for hit in hits]
    return [_item(hit, citer.citations[number - 1]) for hit, number in zip(hits, numbers, strict=True)]


def _item(hit: Hit, cited: Cited) -> dict[str, Any]:
    return {
        "document": cited.document,
        "document_title": cited.document_title,
        "section": cited.section,
        "heading": cited.heading,
        "text": cited.quote,
        "score": hit.score,
        "parts": dict(hit.parts),
        "start": cited.start,
        "end": cited.end,
        "url": cited.url,
    }
