"""Text → citations: where the document names another document, an article of it, or itself."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.extraction.citations_basis import BasisRanges, based_on_titles
from kb.extraction.citations_reading import Mention, clean_title, mentions, rule_of
from kb.models import Citation, DocumentContext, DocumentInfo, Outline, span_of

__all__ = ["based_on_titles", "extract_citations"]

# A short name of fewer characters is a common word unless it stands in quotation marks or 《》.
_LEAST_PLAIN_SHORT_NAME = 4
_OPENING, _CLOSING = ("“", '"'), ("”", '"')


def extract_citations(context: DocumentContext) -> tuple[Citation, ...]:
    """Every citation of ``context`` in the order of the text: titles in 《》, short names introduced with
    以下简称, and 本规划, 本方案 … (relation ``self``)."""
    text = context.outline.text
    reading = _Reading(context.outline, context.info)
    cited = [reading.cite(mention) for mention in mentions(text)]
    taken = [(c.span.start, c.span.end) for c in cited]
    cited += _outside(taken, reading.short_uses())
    if context.info.title:
        cited += _outside(taken, _self_uses(context))
    return tuple(sorted(cited, key=lambda c: c.span.start))


@dataclass
class _Reading:
    """What has been read so far in one text: short names, and the last title of each genre."""

    outline: Outline
    info: DocumentInfo
    full_titles: dict[str, str] = field(default_factory=dict)
    plain_from: dict[str, int] = field(default_factory=dict)
    last_of_genre: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.basis = BasisRanges(self.outline)
        printed = [title for title in (self.info.other_title, self.info.title) if title]
        self.own = {_key(title) for title in (*printed, *_issued(self.outline))}
        for title in printed:
            self._note_genre(title)

    def cite(self, mention: Mention) -> Citation:
        """The citation made by ``mention``; remembers what later mentions may refer back to."""
        title, rule = self._resolve(mention.title)
        self._remember(mention, title)
        return self._citation(mention.start, mention.end, title, rule, mention)

    def short_uses(self) -> Iterator[Citation]:
        """Later uses of short names without 《》."""
        if not self.plain_from:
            return
        names = sorted(self.plain_from, key=len, reverse=True)
        for found in re.finditer("|".join(map(re.escape, names)), self.outline.text):
            start, end = found.span()
            quoted = self.outline.text[start - 1 : start] in _OPENING and self.outline.text[end : end + 1] in _CLOSING
            if start > self.plain_from[found[0]] and (quoted or len(found[0]) >= _LEAST_PLAIN_SHORT_NAME):
                yield self._citation(start, end, self.full_titles[found[0]], rule_of("short_name").id)

    def _resolve(self, title: str) -> tuple[str, str]:
        """The full title meant by ``title``, and the id of the rule that told."""
        if title in self.full_titles:
            return self.full_titles[title], rule_of("short_name").id
        if title in self.last_of_genre and rule_of("genre_only").pattern.match(title):
            return self.last_of_genre[title], rule_of("genre_only").id
        return title, rule_of("title").id

    def _remember(self, mention: Mention, title: str) -> None:
        if mention.short_name:
            self.full_titles[mention.short_name] = title
            if mention.short_is_plain:
                self.plain_from[mention.short_name] = mention.end
        self._note_genre(title)

    def _note_genre(self, title: str) -> None:
        if genre := rule_of("genre_of_title").pattern.search(title):
            self.last_of_genre |= {genre["full"]: title, genre["genre"]: title}

    def _citation(self, start: int, end: int, title: str, rule: str, mention: Mention | None = None) -> Citation:
        own = _key(title) in self.own
        return Citation(
            provision=self.outline.at(start).id,
            title=self.info.title if own and self.info.title else title,
            article=mention.article if mention else None,
            number=mention.number if mention else None,
            relation="self" if own else "based_on" if start in self.basis else "cites",
            span=span_of(self.outline.text, start, end),
            rule=rule,
        )


def _issued(outline: Outline) -> Iterator[str]:
    """Titles of the document that is being issued, as its notice prints them."""
    for provision in outline.provisions:
        if provision.level == "front":
            for found in rule_of("issued").pattern.finditer(outline.text, provision.start, provision.own_end):
                yield clean_title(found["now"] or found["passed"] or found["titled"])


def _self_uses(context: DocumentContext) -> Iterator[Citation]:
    """本规划, 本意见 … with the article named behind it."""
    outline, rule = context.outline, rule_of("self")
    for found in rule.pattern.finditer(outline.text):
        article = rule_of("article").pattern.match(outline.text, found.end())
        yield Citation(
            provision=outline.at(found.start()).id,
            title=context.info.title,
            article=article[0] if article else None,
            number=None,
            relation="self",
            span=span_of(outline.text, found.start(), article.end() if article else found.end()),
            rule=rule.id,
        )


def _outside(taken: Sequence[tuple[int, int]], found: Iterable[Citation]) -> Iterator[Citation]:
    """Those of ``found`` that begin in none of the sorted ranges ``taken``."""
    starts = [start for start, _ in taken]
    for citation in found:
        index = bisect_right(starts, citation.span.start) - 1
        if index < 0 or citation.span.start >= taken[index][1]:
            yield citation


def _key(title: str) -> str:
    """``title`` reduced to what two prints of one title have in common."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", title))
