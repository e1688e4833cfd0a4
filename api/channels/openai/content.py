"""A reply as the content of a completion: the answer, then its sources; and the annotations that point into it."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from kb.conversation import Reply
from kb.conversation.rendering import sources_as_markdown
from kb.qa.contract import as_contract

_MARK = re.compile(r"\[(\d+)\]")
# Where the answer is shown piece by piece: after the marks that end a clause.
_PIECE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]*(?:\[\d+\])*")


@dataclass(frozen=True)
class Content:
    """The text of a completion and its annotations."""

    text: str
    annotations: list[dict[str, Any]]

    @property
    def pieces(self) -> list[str]:
        """The text in the pieces of a stream."""
        return [piece for piece in _PIECE.findall(self.text) if piece]


def content_of(reply: Reply) -> Content:
    """The content of a completion that answers in words. Clients that know no annotations show the list of sources."""
    sources = {str(source.n): source for source in reply.sources}
    marks = [mark for mark in _MARK.finditer(reply.text) if mark[1] in sources]
    text = "\n\n".join(part for part in (reply.text, sources_as_markdown(reply)) if part)
    return Content(text, [_annotation(mark, sources[mark[1]].label, sources[mark[1]].url) for mark in marks])


def _annotation(mark: re.Match[str], title: str, url: str) -> dict[str, Any]:
    """``start_index`` and ``end_index`` are the characters of the mark."""
    place = {"start_index": mark.start(), "end_index": mark.end()}
    return {"type": "url_citation", "url_citation": {**place, "title": title, "url": url}}


def facts_of(reply: Reply) -> dict[str, Any]:
    """The reply as an object: the ask contract with sources whose addresses are absolute."""
    body = as_contract(reply.answer, 0.0)
    del body["took_ms"]
    cited = [{**asdict(source), "document_title": source.title, "label": source.label} for source in reply.sources]
    return {**body, "citations": cited, "kind": reply.kind, "url": reply.url, "feedback_id": reply.feedback_id}
