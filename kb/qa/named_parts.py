"""The parts of the plans that a question is limited to: 主要任务里, 重点工程那一节, 第三部分."""

from collections.abc import Iterator, Mapping, Sequence

from kb.facts import ProvisionEntry
from kb.qa.library import Library
from kb.qa.mentions.ordinals import Ordinal, resolve
from kb.qa.mentions.own_documents import without_documents
from kb.qa.reading import Reading
from kb.qa.runs import longest_run

# A part is named by a run of its title of this length, when no other part's title holds the run.
_TELLING = 4


def parts_named(reading: Reading, library: Library) -> Mapping[str, tuple[ProvisionEntry, ...]]:
    """The parts and sections that the question names by number or by a telling run of their title, by document.

    Documents with a part named by its title come first.
    """
    index = library.finder.index
    chosen = [row["id"] for row in library.knowledge.documents]
    # What names a document is no part of it: 推进农业机械化的意见.
    documents = tuple(library.knowledge.titles.values())
    text = without_documents(reading.masked, documents)
    titled = {document: _titled(index.parts.get(document, ()), text, documents) for document in chosen}
    found = {document: tuple(parts) for document, parts in titled.items() if parts}
    for document in chosen:
        numbered = tuple(_numbered(reading.mentions.ordinals, index.by_document.get(document, ())))
        if numbered:
            found[document] = (*found.get(document, ()), *numbered)
    return found


def lies_in(section: str, outer: str) -> bool:
    """Whether a provision is another or lies in it, by their ids.

    >>> lies_in("3.1.2", "3.1"), lies_in("3.1", "3.1"), lies_in("3.12", "3.1")
    (True, True, False)
    """
    return section == outer or section.startswith(f"{outer}.")


def _titled(parts: Sequence[ProvisionEntry], text: str, documents: Sequence[str]) -> list[ProvisionEntry]:
    named = [part for part in parts if _is_named(part, parts, text, documents)]
    return [p for p in named if not any(other is not p and lies_in(other.id, p.id) for other in named)]


def _is_named(part: ProvisionEntry, parts: Sequence[ProvisionEntry], text: str, documents: Sequence[str]) -> bool:
    if part.title in text:
        return True
    run = longest_run(part.title, text)
    # What stands in the title of a document too tells of the whole of it.
    elsewhere = (*(other.title for other in parts if other is not part), *documents)
    return len(run) >= _TELLING and not any(run in title for title in elsewhere)


def _numbered(ordinals: Sequence[Ordinal], provisions: Sequence[ProvisionEntry]) -> Iterator[ProvisionEntry]:
    for ordinal in ordinals:
        wanted = set(resolve(ordinal, provisions))
        yield from (p for p in provisions if p.id in wanted)
