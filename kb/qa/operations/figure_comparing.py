"""Which of two figures is the larger, and whether an aim lies above or below what was reached."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.facts import FigureRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import Matter
from kb.qa.finding.sentences import Sentence
from kb.qa.models import Answer
from kb.qa.operations.figures import AIMS, alike, fitting, say_figures
from kb.qa.operations.passages import measures
from kb.qa.quantities import figure_text
from kb.qa.wording import say
from kb.qa.words import Word

# Words for the larger of two; those for the smaller are the others that intents.yaml names.
_LARGER = frozenset("高大多长快重宽远")


def compare_figures(asked: Asked) -> Answer:
    """Two figures with which is the larger, or an aim and what was reached with whether it is as asked; what the text
    says of the matter where it does not give both so that they can be held against each other."""
    assert asked.reading.intent is not None
    match = asked.reading.intent.pattern.search(asked.reading.text)
    if match is None:
        return measures(asked)
    if match["base"]:
        rows = _aim_and_state(_fitting_in(asked, match.span("aim")), asked.library.finder.topics.key)
        return _aim_told(asked, rows, match["aim_way"]) if rows else measures(asked)
    found = [_named_in(asked, match.span(part)) for part in ("one", "two")]
    rows = [row for row in found if row is not None]
    if len(rows) != len(found) or not _can_be_compared(*rows):
        return measures(asked)
    return _larger_told(asked, max(rows, key=lambda row: float(row.value)), rows, match["way"])


def _can_be_compared(one: FigureRow, two: FigureRow) -> bool:
    """Whether two figures are of one kind, time, bound and measure unit; numbers without a unit are of anything."""
    same = (one.kind, one.as_of, one.comparator, one.measure_unit) == (
        two.kind,
        two.as_of,
        two.comparator,
        two.measure_unit,
    )
    return same and bool(one.measure_unit) and one != two


def _named_in(asked: Asked, span: tuple[int, int]) -> FigureRow | None:
    """The one figure whose indicator holds all words of a part of the question; None where several do, or none."""
    words = [word.text for word in _words_in(asked, span) if word.text[:2] != "20"]
    rows = [row for row in _fitting_in(asked, span) if all(word in row.indicator for word in words)]
    return rows[0] if rows and len({row.indicator for row in rows}) == 1 else None


def _words_in(asked: Asked, span: tuple[int, int]) -> tuple[Word, ...]:
    return tuple(word for word in asked.matter.words if span[0] <= word.start < span[1])


def _fitting_in(asked: Asked, span: tuple[int, int]) -> list[FigureRow]:
    """The figures that fit the words of a part of the question, the best first."""
    matter = Matter(_words_in(asked, span), asked.reading.text[slice(*span)])
    flags = asked.reading.flags - {"asks_state", "asks_aim"}
    return [row for _, row in fitting(replace(asked, reading=replace(asked.reading, matter=matter, flags=flags)))]


def _aim_and_state(rows: Sequence[FigureRow], key: Callable[[str], str]) -> list[FigureRow]:
    """The best aim, and what was reached of the same indicator, in the end (由0.04下降到0.03); names of one indicator
    have one ``key``."""
    aim = next((row for row in rows if row.kind in AIMS), None)
    if aim is None:
        return []
    states = [row for row in rows if row.kind not in AIMS and row.measure_unit == aim.measure_unit]
    same = [row for row in states if alike(key(row.indicator), key(aim.indicator))]
    return [aim, max(same, key=lambda row: row.start)] if same else []


def _larger_told(asked: Asked, larger: FigureRow, rows: Sequence[FigureRow], way: str) -> Answer:
    smaller = next(row for row in rows if row is not larger)
    draft = Draft(asked.library)
    if float(larger.value) == float(smaller.value):
        draft.say("compare", "figures_equal", value=figure_text(larger))
    else:
        best = larger if way in _LARGER else smaller
        draft.say("compare", "figures", name=best.indicator, way=way)
    return _with_figures(draft, rows)


def _aim_told(asked: Asked, rows: Sequence[FigureRow], way: str) -> Answer:
    aim, state = (float(row.value) for row in rows)
    yes = aim > state if way in _LARGER else aim < state
    draft = Draft(asked.library)
    answer = _with_figures(draft, rows)
    return replace(
        answer, answer=say("compare", "aim_so" if yes else "aim_not_so", way=way) + answer.answer, yes_no=yes
    )


def _with_figures(draft: Draft, rows: Sequence[FigureRow]) -> Answer:
    told: defaultdict[tuple[Sentence | None, str], list[FigureRow]] = defaultdict(list)
    for row in rows:
        told[draft.library.sentence_at(row), row.kind].append(row)
    # Of one sentence both are told together, and it is quoted once.
    for (sentence, _), own in told.items():
        say_figures(draft, sentence, own)
    return draft.answer()
