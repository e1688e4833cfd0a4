"""The tasks that a question is about: by number, by title, by its matter, or those of the turn before."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.facts import TaskEntry
from kb.qa.asked import Asked, tasks_by_number
from kb.qa.finding.finder import FoundTask, Matter
from kb.qa.library import Library
from kb.qa.story import without_story
from kb.qa.thresholds import CLOSE, ENOUGH, ENOUGH_WITH_SEARCH, LIKELY_TOGETHER, OPEN_GAP, SURE

_SEARCH_SHARE = 0.3
# Another task is as good a reading when both speak of all of the matter, in a run of so many characters.
_SPOKEN_OF, _LONG_RUN = 0.93, 5
_FEW_WORDS = 2
_MOST_TASKS, _MOST_RANKED = 3, 8
# How much better another task must fit before a title in the question is taken as mere words (园区安全能力).
_CLEARLY = 0.2


@dataclass(frozen=True)
class Found:
    """The tasks a question is about, best first; ``nearest`` is what comes closest when none is.

    ``rivals`` are tasks that fit as well when the words leave open which is meant.
    """

    tasks: tuple[FoundTask, ...] = ()
    nearest: FoundTask | None = None
    rivals: tuple[FoundTask, ...] = ()


def find_tasks(asked: Asked) -> Found:
    """The tasks the sentence is about: by number, by its matter, or those of the turn before."""
    numbered = tasks_by_number(asked)
    if numbered:
        return Found(numbered)
    carried = _carried(asked)
    if carried and not asked.matter:
        return Found(carried)
    titled = _by_title(asked) or _by_deliverable(asked)
    if titled:
        return Found(titled)
    found = by_matter(asked.library, asked.matter)
    if not found.tasks and carried and "refers_task" in asked.reading.flags:
        return Found(carried)
    return found


def by_matter(library: Library, matter: Matter) -> Found:
    """The tasks that a matter is about."""
    matter = without_story(library, matter)
    if not matter:
        return Found()
    ranked = library.finder.tasks_about(matter)[:_MOST_RANKED]
    sure = bool(ranked) and ranked[0].in_sentence >= SURE and not _rivals(ranked)
    if sure or library.knowledge.search is None:
        return _decided(library, ranked, {}, matter)
    likely = _searched(library, matter)
    most = max((found.in_sentence for found in ranked), default=0.0)
    ranked = sorted(ranked, key=lambda f: -_with_search(f, most, likely.get(f.task.iri, 0.0)))
    return _decided(library, ranked, likely, matter)


def _with_search(found: FoundTask, most: float, likely: float) -> float:
    """The score with what the search says; it decides between tasks that cover about the same, not against the words."""
    return found.score + (_SEARCH_SHARE * likely if found.in_sentence >= most - OPEN_GAP else 0.0)


def _of_other_topics(library: Library, best: FoundTask, matter: Matter) -> bool:
    """Whether the matter is a topic of the thesaurus and the task's sentence and title speak of none near it."""
    topics = library.finder.topics
    asked = {mention.topic for mention in topics.mentions(matter.text)}
    said = {mention.topic for mention in topics.mentions(f"{best.task.title}。{best.best.text if best.best else ''}")}
    return bool(asked) and not any(near in said for topic in asked for near in topics.near(topic))


def _decided(library: Library, ranked: Sequence[FoundTask], likely: dict[str, float], matter: Matter) -> Found:
    if not ranked:
        return Found()
    best = ranked[0]
    found = likely.get(best.task.iri, 0.0)
    by_search = best.in_sentence >= ENOUGH_WITH_SEARCH and best.in_sentence + found >= LIKELY_TOGETHER
    by_search = by_search and not _of_other_topics(library, best, matter)
    if best.in_sentence < ENOUGH and not by_search:
        return Found(nearest=best)
    same = [
        f
        for f in ranked[1:]
        if f.in_sentence >= max(_SPOKEN_OF, best.in_sentence * CLOSE) and f.shared >= max(_LONG_RUN, best.shared)
    ]
    return Found((best, *same[: _MOST_TASKS - 1]), rivals=() if same else _rivals_of(best, ranked, matter))


def _rivals_of(best: FoundTask, ranked: Sequence[FoundTask], matter: Matter) -> tuple[FoundTask, ...]:
    """The tasks that speak as much of a matter of one or two words (平台建设, 安全) that no title or too many say."""
    titled = [f for f in ranked if all(word.text in f.task.title for word in matter.words)]
    if len(matter.words) > _FEW_WORDS or 0 < len(titled) <= _MOST_TASKS:
        return ()
    as_good = tuple(f for f in ranked if f.in_sentence >= best.in_sentence * CLOSE)
    return as_good if len(as_good) > _MOST_TASKS else ()


def _rivals(ranked: Sequence[FoundTask]) -> bool:
    return len(ranked) > 1 and ranked[1].score >= ranked[0].score * 0.9


def _searched(library: Library, matter: Matter) -> dict[str, float]:
    """How likely the semantic search finds each task that its hits stand in."""
    likely: dict[str, float] = {}
    for hit in library.finder.search(matter):
        number = library.finder.index.number(hit.document, hit.section)
        task = None if number is None else library.finder.index.tasks_of_provisions[number]
        if task is not None:
            likely[task] = max(likely.get(task, 0.0), hit.score)
    return likely


def titled_tasks(asked: Asked) -> list[TaskEntry]:
    """The tasks whose title stands in the question, in the order of the text; none whose title is part of another's."""
    text = asked.reading.text
    tasks = [t for t in asked.library.tasks_of_units if len(t.title) > 2 and t.title in text]
    return [t for t in tasks if not any(t.title != o.title and t.title in o.title for o in tasks)]


def _by_title(asked: Asked) -> tuple[FoundTask, ...]:
    """The tasks whose title stands in the question, three at most, unless the matter fits another task clearly better.

    Several titles share the matter among them, so that each fits it badly: they are meant.
    """
    tasks = titled_tasks(asked)
    if not tasks:
        return ()
    ranked = asked.library.finder.tasks_about(without_story(asked.library, asked.matter))
    covered = {found.task.iri: found.in_sentence for found in ranked}
    best = max(covered.get(task.iri, 0.0) for task in tasks)
    one = len({task.title for task in tasks}) == 1
    if one and ranked and ranked[0].in_sentence > best + _CLEARLY:
        return ()
    return tuple(FoundTask(task, 1.0, "title") for task in tasks[:_MOST_TASKS])


def _by_deliverable(asked: Asked) -> tuple[FoundTask, ...]:
    """The task that is to build what the question names in full, when one task alone speaks of it."""
    text = asked.reading.text
    rows = asked.library.knowledge.deliverables
    named = [row for row in rows if len(row.name) >= _LONG_RUN and row.name in text and row.task]
    if not named:
        return ()
    name = max((row.name for row in named), key=len)
    tasks = [task for task in asked.library.tasks_of_units if name in task.text]
    return (FoundTask(tasks[0], 1.0, "deliverable"),) if len(tasks) == 1 else ()


def _carried(asked: Asked) -> tuple[FoundTask, ...]:
    if asked.before is None:
        return ()
    tasks = asked.library.tasks
    return tuple(FoundTask(tasks[iri], 0.9, "history") for iri in asked.before.tasks if iri in tasks)
