"""Passages in any number: clauses of the repository's plans put together anew, each with some of its nouns exchanged.

Real vocabulary and phrases in combinations that no document holds. The same seed gives the same passages.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import count, islice
from typing import overload

import rjieba

from bench.renamed import PLANS, place_names
from kb.search.passages import Passage

SEED = 7
# Passages of one document, about what a plan has.
PER_DOCUMENT = 80
_CLAUSES_OF_A_PASSAGE = (5, 9)
# How many of a clause's nouns are others than in the plan.
_EXCHANGED = 0.4
_CLAUSE = re.compile(r"[^。！？；，\n\s]{6,40}")
_LEAST_NOUN = 2
# The words of a clause, each with its part of speech.
Tagged = list[tuple[str, str]]


class MadePassages(Sequence[Passage]):
    """Passages in any number, made as they are read: those of :func:`made_passages`, then variations of them."""

    def __init__(self, total: int, base: int = 20_000) -> None:
        """:param base: after so many passages the variations begin; each of them is varied once, then once more."""
        self._total = total
        self._base = made_passages(min(total, base))

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, place: int) -> Passage: ...

    @overload
    def __getitem__(self, place: slice) -> list[Passage]: ...

    def __getitem__(self, place: int | slice) -> Passage | list[Passage]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(self._total))]
        if not 0 <= place < self._total:
            raise IndexError(place)
        variation, number = divmod(place, len(self._base))
        passage = self._base[number]
        if not variation:
            return passage
        document = f"{passage.document}-{variation}"
        text = varied(passage.text, random.Random(f"{SEED} {place}"))
        return replace(passage, id=f"{document}#{passage.section}/1", document=document, text=text, end=len(text))


def made_passages(number: int, seed: int = SEED) -> list[Passage]:
    """``number`` passages of documents ``made-…``, ``PER_DOCUMENT`` each."""
    return list(islice(_passages(random.Random(seed)), number))


def varied(text: str, chance: random.Random) -> str:
    """The text as another place would have written it: one clause in four is left out or stands elsewhere."""
    clauses = re.findall(r"[^，。]+[，。]?", text)
    kept = [clause for clause in clauses if chance.random() > 0.25] or clauses
    if chance.random() < 0.5:
        chance.shuffle(kept)
    return "".join(kept)


@cache
def vocabulary() -> tuple[list[list[Tagged]], list[str]]:
    """The clauses of each plan of the repository, and their nouns in order."""
    plans = [[rjieba.tag(clause) for clause in _CLAUSE.findall(path.read_text(encoding="utf-8"))] for path in PLANS]
    tagged = [pair for plan in plans for clause in plan for pair in clause]
    return plans, sorted({word for word, tag in tagged if tag.startswith("n") and len(word) >= _LEAST_NOUN})


def _passages(chance: random.Random) -> Iterator[Passage]:
    plans, nouns = vocabulary()
    places = list(place_names())
    for number in count():
        # A document keeps to one plan, and a passage to clauses that follow each other there.
        document, plan = f"made-{number:05}", chance.choice(plans)
        title = f"{chance.choice(places)}县{chance.choice(nouns)}{chance.choice(nouns)}规划"
        for nth in range(PER_DOCUMENT):
            first, many = chance.randrange(len(plan)), chance.randint(*_CLAUSES_OF_A_PASSAGE)
            text = "，".join(made_clause(words, nouns, chance) for words in plan[first : first + many]) + "。"
            heading = f"{title}\n{nth}.{chance.choice(nouns)}"
            yield Passage(f"{document}#{nth}/1", document, str(nth), text, 0, len(text), heading)


def made_clause(tagged: Tagged, nouns: Sequence[str], chance: random.Random) -> str:
    """A clause with some of its nouns exchanged."""
    return "".join(
        chance.choice(nouns)
        if tag.startswith("n") and len(word) >= _LEAST_NOUN and chance.random() < _EXCHANGED
        else word
        for word, tag in tagged
    )
