"""Which documents a question means, and a snapshot seen as if it held these alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kb.qa.knowledge import Knowledge, Searcher, SearchHit
from kb.qa.mentions.own_documents import own_documents
from kb.qa.models import Answer
from kb.qa.wording import say
from kb.units.identity import short_place
from kb.units.registry import Registry

_SHORTEST_PLACE = 2
_MOST_TITLES = 3
# Longer names of issuers, of several, are left out of a title that is only pointed at.
_LONGEST_ISSUERS, _SEVERAL = 30, re.compile("[、，]")
_BLANKS = re.compile(r"\s")
# People type whatever brackets their keyboard has: 国发[2018]42号, 国发（2018）42号.
_BRACKETS = str.maketrans("[【（(]】）)", "〔〔〔〔〕〕〕〕")


def documents_named(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The documents whose place, title or number the text names, else those that it names loosely; () when it names none,
    or all of them."""
    if numbered := _numbered(text, knowledge):
        return numbered
    rows = knowledge.documents
    named = [row["id"] for row in rows if _is_named(text, row.get("place", ""), row.get("title", ""))]
    if not named:
        titles = {found.title for found in own_documents(text, tuple(knowledge.titles.values()))}
        named = [row["id"] for row in rows if row.get("title") in titles]
    return () if len(named) == len(knowledge.documents) else tuple(sorted(named))


def _numbered(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    if "号" not in text:
        return ()
    plain = _plain(text)
    rows = ((row["id"], _plain(row["number"])) for row in knowledge.documents if row.get("number"))
    return tuple(sorted(document for document, number in rows if number in plain))


@lru_cache(maxsize=65_536)
def _plain(number: str) -> str:
    """A document's number, and a text that may hold one, without blanks and with brackets of one kind."""
    return _BLANKS.sub("", number).translate(_BRACKETS)


def _is_named(text: str, place: str, title: str) -> bool:
    names = [name for name in (place, short_place(place)) if len(name) >= _SHORTEST_PLACE]
    return (bool(title) and title in text) or any(name in text for name in names)


def narrowed(knowledge: Knowledge, documents: Sequence[str]) -> Knowledge:
    """The knowledge of these documents alone, so that what stands beside them changes no answer; () is all of it."""
    if not documents:
        return knowledge
    kept = frozenset(documents)
    assignments = tuple(row for row in knowledge.assignments if row.document in kept)
    units = {row.unit for row in assignments}
    members = tuple(row for row in knowledge.members if row.collective in units)
    units.update(row.unit for row in members)
    return replace(
        knowledge,
        units=Registry(unit for unit in knowledge.units.units if unit.key in units),
        texts={document: text for document, text in knowledge.texts.items() if document in kept},
        documents=tuple(row for row in knowledge.documents if row["id"] in kept),
        tasks=tuple(task for task in knowledge.tasks if task.document in kept),
        provisions=tuple(provision for provision in knowledge.provisions if provision.document in kept),
        assignments=assignments,
        figures=tuple(row for row in knowledge.figures if row.document in kept),
        deadlines=tuple(row for row in knowledge.deadlines if row.document in kept),
        citations=tuple(row for row in knowledge.citations if row.document in kept),
        deliverables=tuple(row for row in knowledge.deliverables if row.document in kept),
        members=members,
        search=_within(knowledge.search, tuple(sorted(kept))) if knowledge.search else None,
    )


def _within(search: Searcher, kept: Sequence[str]) -> Searcher:
    def searching(query: str, documents: Sequence[str]) -> Sequence[SearchHit]:
        return search(query, documents or kept)

    return searching


def short_title(title: str) -> str:
    """A title without its issuers where they are many, as documents are cited: 关于……的意见.

    >>> short_title("甲省教育厅、财政厅、人力资源社会保障厅、农业农村厅、商务厅、市场监督管理局关于扩大就业的指导意见")
    '关于扩大就业的指导意见'
    """
    issuers, found, matter = title.partition("关于")
    return found + matter if found and len(issuers) > _LONGEST_ISSUERS and _SEVERAL.search(issuers) else title


def with_documents(answer: Answer) -> Answer:
    """The answer with the documents that it rests on said first: the first three, and how many there are."""
    titles = list(dict.fromkeys(cited.document_title for cited in answer.citations))
    if not titles:
        return answer
    listed = "".join(f"《{short_title(title)}》" for title in titles[:_MOST_TITLES])
    wording = "rests_on" if len(titles) <= _MOST_TITLES else "rests_on_more"
    return replace(answer, answer=say("documents", wording, titles=listed, count=len(titles)) + answer.answer)
