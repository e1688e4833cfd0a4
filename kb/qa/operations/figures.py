"""How much: targets, baselines and quantities, by indicator."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from kb.facts import FigureRow
from kb.qa.asked import Asked
from kb.qa.drafting import Draft
from kb.qa.finding.finder import FoundSentence
from kb.qa.finding.sentences import Sentence
from kb.qa.models import Answer
from kb.qa.operations.counting import counted
from kb.qa.operations.passages import measures, quoted
from kb.qa.operations.refusals import nearest_of, not_stated
from kb.qa.operations.units import add_units
from kb.qa.places import towns
from kb.qa.quantities import asked_quantity, asked_units, figure_text
from kb.qa.resolving import find_tasks
from kb.qa.sentence_finding import sentences_about
from kb.qa.story import without_story
from kb.qa.thresholds import ABOUT_AS_GOOD, ENOUGH_FIGURE, SURE
from kb.qa.wording import marks
from kb.rules import Rule, load_rules

# An indicator of so many characters is told by its name.
_NAMED = 6
AIMS = ("target", "planned_quantity")
_DATA = Path(__file__).parents[1] / "figures.yaml"


@cache
def _rule(rule_id: str) -> Rule:
    return next(rule for rule in load_rules(_DATA) if rule.id == rule_id)


def figure(asked: Asked) -> Answer:
    """The quantities whose indicator the question names, with the sentence; not stated where the text gives none."""
    if "shared_out" in asked.reading.flags:
        near = sentences_about(asked, 1)
        return not_stated(asked, near[0].sentence if near else None, wording="no_figure")
    enough = fitting(asked)
    if not enough and not asked_units(asked.reading.masked) and not _rule("how-many").fires(asked.reading.masked):
        return measures(asked)
    if not enough and (listed := counted(asked, lambda sentence: is_of_time(asked, sentence))):
        return listed
    if not enough and (told := _told(asked)):
        return quoted(asked, [told])
    if not enough:
        near = sentences_about(asked, 1)
        return not_stated(asked, nearest_of(near), wording="no_figure")
    best = enough[0][0]
    key = asked.library.finder.topics.key
    rows = [
        r
        for s, r in enough
        if s >= best * ABOUT_AS_GOOD or (_wants_two(asked) and alike(key(r.indicator), key(enough[0][1].indicator)))
    ]
    return _said(asked, _by_sentence(asked, rows), best)


def _told(asked: Asked) -> FoundSentence | None:
    """The sentence that speaks of all the matter and holds a quantity of the unit asked for, where no figure was read
    out of it (2023年30个、2024年40个)."""
    wanted = asked_units(asked.reading.masked)
    near = [found for found in sentences_about(asked, 1) if is_of_time(asked, found.sentence)]
    if not wanted or not near or near[0].score < SURE or "asks_state" in asked.reading.flags:
        return None
    text = near[0].sentence.text
    units = "|".join(sorted((re.escape(unit) for unit in wanted if unit), key=len, reverse=True))
    years = set(_YEAR.findall(asked.reading.text))
    held = bool(units) and re.search(rf"[\d一二两三四五六七八九十百千万]+(?:{units})", text)
    return near[0] if held and years <= set(_YEAR.findall(text)) else None


def _by_sentence(asked: Asked, rows: Sequence[FigureRow]) -> Mapping[Sentence | None, Sequence[FigureRow]]:
    """The figures of the best sentence, and those of the same indicator elsewhere: its values of other years."""
    best = asked.library.sentence_at(rows[0])
    topics = asked.library.finder.topics
    names = {topics.key(row.indicator) for row in rows if asked.library.sentence_at(row) == best}
    found: dict[Sentence | None, list[FigureRow]] = {}
    for row in rows:
        place = asked.library.sentence_at(row)
        if place == best or topics.key(row.indicator) in names:
            found.setdefault(place, []).append(row)
    return found


def _said(asked: Asked, by_sentence: Mapping[Sentence | None, Sequence[FigureRow]], score: float) -> Answer:
    draft = Draft(asked.library)
    for sentence, rows in by_sentence.items():
        say_figures(draft, sentence, rows)
    _say_missing(asked, draft, {row.kind for rows in by_sentence.values() for row in rows})
    if asked.reading.flags & {"wants_units", "wants_lead"}:
        add_units(asked, draft, find_tasks(asked).tasks[:1], ())
    return draft.answer(confidence=score)


def _say_missing(asked: Asked, draft: Draft, kinds: Collection[str]) -> None:
    """Which of the two is not stated, where a question asks for what is and for what is aimed at (现在多少，目标多少)."""
    if not asked.reading.flags >= {"asks_aim", "asks_state"} or not _wants_two(asked):
        return
    aims = any(kind in AIMS for kind in kinds)
    if aims and all(kind in AIMS for kind in kinds):
        draft.say("figure", "no_state")
    elif not aims:
        draft.say("figure", "no_aim")


def say_figures(draft: Draft, sentence: Sentence | None, rows: Sequence[FigureRow]) -> None:
    """The figures of one sentence, and the sentence."""
    for row in rows:
        draft.figure(row)
    number = draft.cite_fact(rows[0])
    draft.task_of(rows[0].task)
    listed = "；".join(f"{row.indicator}{comparator_words(row)}{figure_text(row)}" for row in rows)
    as_of = next((row.as_of for row in rows if row.as_of), "")
    when = f"（{as_of}）" if as_of else ""
    draft.say("figure", rows[0].kind or "figure", listed=listed, as_of=when, marks=marks([number]))
    if sentence is not None:
        draft.say("figure", "quote", quote=sentence.text.rstrip("。；"), marks=marks([number]))
        _go_on(draft, sentence)


def _go_on(draft: Draft, sentence: Sentence) -> None:
    """Quote the sentence that tells a part of what was counted (其中，我县……): without it the number misleads."""
    following = draft.library.following(sentence)
    if following is not None and following.text.startswith("其中"):
        draft.quote(following, "goes_on")


def comparator_words(row: FigureRow) -> str:
    """The bound in words, where the printed quantity does not say it."""
    if figure_text(row).endswith(("以内", "以上", "以下", "左右")):
        return ""
    return {"<=": "不超过", ">=": "不少于", "<": "低于", ">": "超过", "down": "下降", "up": "增长", "~": "约"}.get(
        row.comparator, ""
    )


def fitting(asked: Asked) -> list[tuple[float, FigureRow]]:
    """The figures whose clause, sentence and headings cover enough of the matter, those that cover most of it first."""
    library = asked.library
    # The year is a condition of its own: figures say it in their headings.
    words = tuple(word for word in asked.matter.words if not _YEAR.fullmatch(word.text))
    matter = without_story(library, replace(asked.matter, words=words))
    if not matter:
        return []
    coverage, shares = library.finder.coverage(matter), library.figure_clauses.shares(matter)
    may_be_asked = _asked_for(asked)
    found = []
    for row, clause, share in zip(library.knowledge.figures, library.figure_clauses.own, shares, strict=True):
        number = library.finder.index.at(row.document, row.start)
        if number is not None and may_be_asked(row):
            score = 0.75 * float(share) + 0.25 * float(coverage[number])
            if score >= ENOUGH_FIGURE and _fits(asked, row, clause, number):
                found.append((score, row))
    return sorted(found, key=lambda pair: (-pair[0], pair[1].document, pair[1].start))


def _asked_for(asked: Asked) -> Callable[[FigureRow], bool]:
    """Whether a figure is measured in what is asked for: 万人 counts people as 人 does; an indicator that is named in
    full is asked for whatever it is measured in."""
    wanted = asked_units(asked_quantity(asked.reading.masked))
    text = asked.reading.text

    def may_be(row: FigureRow) -> bool:
        if len(row.indicator) >= _NAMED and row.indicator in text:
            return True
        return not wanted or row.measure_unit in wanted or row.measure_unit.lstrip("百千万亿") in wanted

    return may_be


def _fits(asked: Asked, row: FigureRow, clause: str, number: int) -> bool:
    """Whether a figure in this clause and sentence (number) is of the time, the whole and the towns asked for."""
    sentence = asked.library.finder.sentences[number].text
    return (
        _is_of_time(asked, row)
        and not ("total" in asked.reading.flags and _is_part(clause))
        and all(town in sentence for town in towns(asked.reading.text))
    )


def is_of_time(asked: Asked, sentence: Sentence) -> bool:
    """Whether a sentence may hold the figure asked for: one that tells only states holds no aim, nor the other way round."""
    rows = asked.library.within(asked.library.knowledge.figures, sentence)
    return not rows or any(_is_of_time(asked, row) for row in rows)


def _is_part(clause: str) -> bool:
    return _rule("part-counted").fires(clause)


def _is_of_time(asked: Asked, row: FigureRow) -> bool:
    """Whether the figure is of the time asked for: an aim, or a state of the past or present; and of the year named."""
    text = asked.reading.text
    flags = asked.reading.flags
    if _wants_two(asked):
        return True
    if "asks_state" in flags:
        if row.kind in AIMS:
            return False
    elif "asks_aim" in flags and row.kind not in AIMS:
        return False
    years = set(_YEAR.findall(text))
    own = set(_YEAR.findall(row.as_of))
    if years and not own and row.kind in AIMS:
        ends = {d.get("period_end", "") for d in asked.library.knowledge.documents if d["id"] == row.document}
        own = ends - {""}
    return not years or not own or bool(years & own)


def alike(one: str, other: str) -> bool:
    """Whether two names of indicators mean the same: equal, or one longer by a word (人员, 人员数)."""
    return bool(one) and bool(other) and (one in other or other in one)


def _wants_two(asked: Asked) -> bool:
    """Whether what was reached and what is aimed at are both asked for."""
    text = asked.reading.text
    years = len(set(_YEAR.findall(text))) > 1
    return (years or {"asks_state", "asks_aim"} <= asked.reading.flags) and _rule("two-quantities").fires(text)


_YEAR = re.compile(r"20\d\d")
