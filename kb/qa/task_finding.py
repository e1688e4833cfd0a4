"""The matter of a question → the tasks it is about: by title, else by shared pairs of characters, rare ones first."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.qa.knowledge import TaskEntry

# A question is about a task when the task holds at least this share of the question's matter (rare pairs count more).
_ENOUGH = 0.62
# Another task this close to the best is as good a reading.
_CLOSE = 0.92
_TITLE_WEIGHT = 0.25
# How sure a question is answered by the one task whose title holds its words.
_IN_TITLE = 0.95
# A word of two characters alone settles a task when no more tasks than this hold it.
_RARE = 2
_SHORTEST_TITLE = 3
_PLACE = re.compile(r"A?\d+(?:\.\d+)+")


@dataclass(frozen=True)
class FoundTask:
    """A task, how well it fits (0..1), and by what: title or text."""

    task: TaskEntry
    score: float
    matched: str
    matched_by: str


class TaskFinder:
    """Finds tasks by what a question says. Built once for each snapshot."""

    def __init__(self, tasks: Sequence[TaskEntry]) -> None:
        self._tasks = tuple(tasks)
        self._pairs = [Counter(_pairs(f"{task.title} {task.text}")) for task in tasks]
        self._title_pairs = [set(_pairs(task.title)) for task in tasks]
        holders: dict[str, list[int]] = defaultdict(list)
        for index, pairs in enumerate(self._pairs):
            for pair in pairs:
                holders[pair].append(index)
        self._holders = dict(holders)
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for index, task in enumerate(tasks):
            if len(task.title) >= _SHORTEST_TITLE:
                self._by_title[task.title].append(index)
        titles = sorted(self._by_title, key=len, reverse=True)
        self._titles = re.compile("|".join(map(re.escape, titles))) if titles else None

    def titles_in(self, text: str, documents: Sequence[str]) -> tuple[FoundTask, ...]:
        """Tasks whose whole title stands in ``text``, in the order of the text."""
        found = dict.fromkeys(match[0] for match in self._titles.finditer(text)) if self._titles else {}
        return tuple(
            FoundTask(self._tasks[index], 1.0, title, "title")
            for title in found
            for index in self._by_title[title]
            if self._within(index, documents)
        )

    def ids_in(self, text: str, documents: Sequence[str]) -> tuple[FoundTask, ...]:
        """Tasks named by their place, as answers print it: 3.3.5."""
        wanted = dict.fromkeys(_PLACE.findall(text))
        by_id = [(index, task) for index, task in enumerate(self._tasks) if task.id in wanted]
        return tuple(FoundTask(task, 1.0, task.id, "id") for index, task in by_id if self._within(index, documents))

    def about(self, matter: str, documents: Sequence[str]) -> tuple[FoundTask, ...]:
        """The tasks that hold enough of ``matter``: the one whose title it is part of, else the best and those as good.

        A task holds it only when a run of three characters, or one rare word, stands in it: 实施 and 考核 apart prove nothing.
        """
        words = matter.split()
        titled = [i for i, task in enumerate(self._tasks) if words and all(word in task.title for word in words)]
        titled = [i for i in titled if self._within(i, documents)]
        if len(titled) == 1:
            return (FoundTask(self._tasks[titled[0]], _IN_TITLE, matter.strip(), "title"),)
        ranked = [found for found in self.rank(matter, documents) if self._proves(found.task, words)]
        best = [found for found in ranked if found.score >= _ENOUGH]
        return tuple(found for found in best if found.score >= best[0].score * _CLOSE)

    def _proves(self, task: TaskEntry, words: Sequence[str]) -> bool:
        text = f"{task.title} {task.text}"
        if any(word[i : i + 3] in text for word in words for i in range(len(word) - 2)):
            return True
        return len(words) == 1 and len(self._holders.get(words[0], ())) <= _RARE and words[0] in text

    def rank(self, matter: str, documents: Sequence[str]) -> list[FoundTask]:
        """Tasks that share anything with ``matter``, best first, equal ones in the order of the documents."""
        wanted = list(dict.fromkeys(_pairs(matter)))
        weight = {pair: self._rarity(pair) for pair in wanted}
        total = sum(weight.values())
        scores: dict[int, float] = defaultdict(float)
        for pair in wanted:
            for index in self._holders.get(pair, ()):
                if self._within(index, documents):
                    scores[index] += weight[pair] * (1 + _TITLE_WEIGHT * (pair in self._title_pairs[index]))
        ranked = sorted(scores, key=lambda index: (-scores[index], index))
        return [FoundTask(self._tasks[i], min(1.0, scores[i] / total), matter.strip(), "text") for i in ranked]

    def _rarity(self, pair: str) -> float:
        return math.log(1 + (len(self._tasks) + 1) / (len(self._holders.get(pair, ())) + 0.5))

    def _within(self, index: int, documents: Sequence[str]) -> bool:
        return not documents or self._tasks[index].document in documents


def matching_sentence(text: str, matter: str) -> tuple[int, int]:
    """The sentence of ``text`` that shares most with ``matter``, as start and end."""
    wanted = set(_pairs(matter))
    spans = [match.span() for match in re.finditer(r"[^。；\n]+[。；]?", text)]
    return max(
        spans, key=lambda span: (len(wanted & set(_pairs(text[slice(*span)]))), -span[0]), default=(0, len(text))
    )


def _pairs(text: str) -> Iterator[str]:
    """Neighbouring characters of each run of letters, ideographs and digits."""
    for run in re.findall(r"\w+", text):
        for i in range(len(run) - 1):
            yield run[i : i + 2]
