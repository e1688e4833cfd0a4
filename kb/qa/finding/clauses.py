"""The clauses that figures stand in, ready to be compared with what a question is about."""

from collections.abc import Mapping, Sequence

import numpy as np

from kb.facts import FigureRow
from kb.qa.finding.finder import Finder, Matter
from kb.qa.finding.matching import Scores

_MARKS = "，。；！？\n"
_PART = "其中"
# A part (其中…) is asked for less surely than the whole by the words of the whole.
_PART_OF = 0.85


class FigureClauses:
    """The clauses between commas of some figures, in the order of the figures. Built once; read only."""

    def __init__(self, finder: Finder, rows: Sequence[FigureRow], texts: Mapping[str, str]) -> None:
        self._finder = finder
        clauses = [_clause_at(texts[row.document], row.start) for row in rows]
        self.own = tuple(clause for clause, _ in clauses)
        self._matcher = finder.matcher([f"{row.indicator}{own}" for row, own in zip(rows, self.own, strict=True)])
        self._parts = [number for number, own in enumerate(self.own) if own.startswith(_PART)]
        wholes = [_clause_at(texts[rows[n].document], max(0, clauses[n][1] - 2))[0] for n in self._parts]
        self._wholes = finder.matcher(
            [f"{whole}{rows[n].indicator}{self.own[n]}" for n, whole in zip(self._parts, wholes, strict=True)]
        )

    def shares(self, matter: Matter) -> Scores:
        """The share of the matter that each figure's clause speaks of; 其中 takes in what the clause before it counts."""
        found = self._finder.shares_in(matter, self._matcher)
        if self._parts:
            of_whole = _PART_OF * self._finder.shares_in(matter, self._wholes)
            found[self._parts] = np.maximum(found[self._parts], of_whole)
        return found


def _clause_at(text: str, place: int) -> tuple[str, int]:
    """The clause between commas at ``place``, and where it begins."""
    start = max(text.rfind(mark, 0, place) for mark in _MARKS) + 1
    ends = [end for mark in _MARKS if (end := text.find(mark, place)) >= 0]
    return text[start : min(ends, default=len(text))], start
