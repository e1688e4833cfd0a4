"""Documents of the base that a question names loosely: by a word or two of their title and what kind they are (农机意见)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

import rjieba

from kb.qa.mentions.regulation_titles import words

# What is read before the kind, at most.
_LONGEST = 24
# So many kinds are looked at in one text, the first, and so many words tell enough before one that is a matter as well.
_MOST_KINDS, _FOR_MATTERS = 4, 2
_KEPT_TITLES = 4_000
_CLAUSE = re.compile(r"[^，。？！；：、,?!;:]*$")
# 国办发〔2022〕3号, in whatever brackets.
_NUMBER = re.compile(r"[一-龥]{2,10}[〔\[【（(]\d{4}[〕\]】）)]第?\d{1,4}号")
_KEPT = 256


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """``text[start:end]`` means the document with this title."""

    start: int
    end: int
    title: str


@lru_cache(maxsize=_KEPT)
def own_documents(text: str, titles: tuple[str, ...]) -> tuple[OwnDocument, ...]:
    """The documents that a text names so: their title holds the kind and every word right before it.

    One of these words must tell something: neither one that many titles share (工作方案) nor a kind of document.
    """
    return tuple(_named(text, titles))


def without_documents(text: str, titles: tuple[str, ...]) -> str:
    """The text with what names documents so, or by their number, made blank, each character by one."""
    chars = list(text)
    spans = [(named.start, named.end) for named in own_documents(text, titles)]
    for start, end in (*spans, *(match.span() for match in _NUMBER.finditer(text))):
        chars[start:end] = "，" * (end - start)
    return "".join(chars)


def _named(text: str, titles: Sequence[str]) -> Iterator[OwnDocument]:
    for kind in islice(_kinds().finditer(text), _MOST_KINDS):
        clause = _CLAUSE.search(text, max(0, kind.start() - _LONGEST), kind.start())
        before = rjieba.tag(clause[0]) if clause else []
        for title in titles if before else ():
            start = _start(before, _without_issuers(title), kind)
            if start is not None:
                yield OwnDocument(start, kind.end(), title)


def _start(before: Sequence[tuple[str, str]], title: str, kind: re.Match[str]) -> int | None:
    """Where the words that a title holds begin, right before its kind; None where too few of them tell anything: kinds
    that are matters of their own (防疫措施) take two."""
    if kind[0] not in title:
        return None
    start = at = kind.start()
    telling = 0
    for word, tag in reversed(before):
        at -= len(word)
        if word in title:
            start = at
            telling += len(word) > 1 and word not in _telling_nothing() and (tag.startswith("n") or not telling)
        # Single characters bind words (稳就业的意见), whichever they are.
        elif len(word) > 1 and word not in _links():
            break
    return start if telling >= (_FOR_MATTERS if kind[0] in words("own_matters") else 1) else None


@lru_cache(maxsize=_KEPT_TITLES)
def _without_issuers(title: str) -> str:
    """A title from 关于 on: what stands before it are issuers, whose names hold words of their own (教育部)."""
    issuers, found, matter = title.partition("关于")
    return found + matter if found and any(sign in issuers for sign in "、，") else title


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("own_genres"))))


@cache
def _links() -> frozenset[str]:
    return frozenset(words("own_links"))


@cache
def _telling_nothing() -> frozenset[str]:
    return frozenset((*words("weak"), *words("generic"), *words("genres"), *words("own_links")))
