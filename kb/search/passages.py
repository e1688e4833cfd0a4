"""Texts → passages: what a search finds, a few sentences that stand under known headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.models import Outline, ParsedDocument, Provision, trimmed_span

# About what a reader takes in at a glance, and what the encoder was seen to rank best; sentences are kept whole.
PASSAGE_CHARS = 180
# A sentence longer than this is cut, at the last clause mark within reach if there is one.
_LONGEST_CHARS = 270
_SHORT_REST = 60
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
# What a long heading may take of a passage: nineteen issuing bodies in a title would drown the text.
_HEADING_CHARS = 60
_CLAUSE_MARKS = "，、,：: "


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document: ``text`` stands at ``start..end`` of its canonical text.

    ``context`` are the headings it stands under, outermost first: searched with the text, never quoted as the text.
    """

    id: str
    document: str
    section: str
    text: str
    start: int
    end: int
    context: str = ""

    @property
    def searched(self) -> str:
        """What the search reads of the passage."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def passages_of(document: ParsedDocument) -> tuple[Passage, ...]:
    """The passages of a document in its order: the bodies of its provisions, each under its headings.

    A heading with nothing of its own is read with what stands below it; one with nothing below either is a passage.
    """
    outline, info = document.outline, document.info
    titles = _headings(outline, info.title)
    return tuple(
        passage for provision in outline.provisions for passage in _of_provision(outline, provision, info.id, titles)
    )


def text_passages(document: str, text: str, context: str = "") -> tuple[Passage, ...]:
    """The passages of a text whose structure is unknown."""
    return tuple(_passages(document, "", text, 0, len(text), context))


def split_text(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Whole sentences of ``text[start:end]`` gathered to stretches of about ``PASSAGE_CHARS``; together they cover it.

    A short rest, such as a bracket that names the units, stays with the sentences it speaks of.
    """
    stretches: list[tuple[int, int]] = []
    for begin, stop in _sentences(text, start, end):
        if stretches and stop - stretches[-1][0] <= PASSAGE_CHARS:
            stretches[-1] = (stretches[-1][0], stop)
        else:
            stretches.append((begin, stop))
    if len(stretches) > 1 and stretches[-1][1] - stretches[-1][0] <= _SHORT_REST:
        stretches[-2:] = [(stretches[-2][0], stretches[-1][1])]
    return stretches


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text, start, end):
        begin, stop = match.span()
        while stop - begin > _LONGEST_CHARS:
            cut = max(text.rfind(mark, begin + PASSAGE_CHARS // 2, begin + PASSAGE_CHARS) for mark in _CLAUSE_MARKS)
            cut = cut + 1 if cut > 0 else begin + PASSAGE_CHARS
            yield begin, cut
            begin = cut
        yield begin, stop


def _headings(outline: Outline, document_title: str) -> dict[str | None, str]:
    """By provision: the titles from the document's down to its own, one a line.

    Of a long title of a document the end says what it is about, of a long heading the beginning.
    """
    found: dict[str | None, str] = {None: ""}
    for provision in outline.provisions:
        is_root = provision.parent is None
        title = document_title[-_HEADING_CHARS:] if is_root else provision.title[:_HEADING_CHARS]
        found[provision.id] = "\n".join(filter(None, (found[provision.parent], title)))
    return found


def _of_provision(
    outline: Outline, provision: Provision, document: str, titles: dict[str | None, str]
) -> Iterator[Passage]:
    body = trimmed_span(outline.text, provision.body_start, provision.own_end)
    if body.quote:
        context = titles[provision.id]
        yield from _passages(document, provision.id, outline.text, body.start, body.end, context)
    elif provision.own_end == provision.end and provision.heading.quote:
        heading = provision.heading
        yield from _passages(document, provision.id, outline.text, heading.start, heading.end, titles[provision.parent])


def _passages(document: str, section: str, text: str, start: int, end: int, context: str) -> Iterator[Passage]:
    for nth, (begin, stop) in enumerate(split_text(text, start, end), 1):
        span = trimmed_span(text, begin, stop)
        if span.quote:
            yield Passage(f"{document}#{section}/{nth}", document, section, span.quote, span.start, span.end, context)
