"""A question → its reading: the units and tasks it mentions, and the intent of what is left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.qa.knowledge import Knowledge, TaskEntry
from kb.qa.models import Entity
from kb.qa.task_finding import FoundTask, TaskFinder
from kb.rules import Rule, load_rules, load_yaml
from kb.units.reading import read_name
from kb.units.registry import Unit

# How much better another task must fit before a title in the question is taken as mere words.
_CLEARLY = 1.25
_HEADS = "局委办部厅署院会队所站"
_LONGEST_NAME = 14
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Reading:
    """``masked`` is the question with mentions replaced, ``matter`` what it is about; ``intent`` None when nothing fits."""

    masked: str
    matter: str
    intent: Rule | None
    units: tuple[Unit, ...]
    tasks: tuple[FoundTask, ...]
    entities: tuple[Entity, ...]
    unknown_units: tuple[str, ...] = ()


@cache
def intents() -> tuple[Rule, ...]:
    """The intents in the order they are tried."""
    return load_rules(_HERE / "intents.yaml")


@cache
def _fillers() -> re.Pattern[str]:
    words = sorted(load_yaml(_HERE / "fillers.yaml")["fillers"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) + r"|[\s\W_]+")


def read_question(knowledge: Knowledge, finder: TaskFinder, text: str, documents: Sequence[str]) -> Reading:
    """The reading of one question over the tasks of ``documents`` (all when empty)."""
    titled = _meant(finder, text, documents)
    masked = text
    for found in titled:
        masked = masked.replace(found.matched, "〈任务〉")
    units, masked, entities = _mask_units(knowledge, masked)
    unknown = () if units else unknown_units(masked)
    for name in unknown:
        masked = masked.replace(name, "〈单位〉")
    intent = next((rule for rule in intents() if _fits(rule, masked, bool(units or unknown))), None)
    matter = _fillers().sub(" ", re.sub(r"〈单位〉|〈任务〉", " ", masked))
    tasks = titled or (finder.about(matter, documents) if intent and intent.extra["needs"] == "task" else ())
    entities += tuple(Entity(found.matched, found.task.iri, "task", found.matched_by) for found in tasks)
    return Reading(masked, matter, intent, units, tasks, entities, unknown)


def _meant(finder: TaskFinder, text: str, documents: Sequence[str]) -> tuple[FoundTask, ...]:
    """Tasks whose title stands in the question, unless another task clearly fits its words better (园区安全能力建设)."""
    titled = finder.titles_in(text, documents)
    if not titled:
        return finder.ids_in(text, documents)
    ranked = finder.rank(_fillers().sub(" ", text), documents)
    scores = {found.task.iri: found.score for found in ranked}
    best = max((scores.get(found.task.iri, 0.0) for found in titled), default=0.0)
    return titled if not ranked or ranked[0].score < best * _CLEARLY else ()


def _fits(rule: Rule, masked: str, named: bool) -> bool:
    return bool(rule.pattern.search(masked)) and (rule.extra["needs"] != "unit" or named)


def _mask_units(knowledge: Knowledge, text: str) -> tuple[tuple[Unit, ...], str, tuple[Entity, ...]]:
    units: dict[str, Unit] = {}
    entities: list[Entity] = []
    pieces: list[str] = []
    last = 0
    for match in knowledge.units.mentions(text):
        units.setdefault(match.unit.key, match.unit)
        entities.append(Entity(match.text, match.unit.key, "unit", match.kind))
        if match.start >= last:
            pieces += [text[last : match.start], "〈单位〉"]
            last = match.end
    return tuple(units.values()), "".join(pieces) + text[last:], tuple(entities)


def unknown_units(text: str) -> tuple[str, ...]:
    """Names of standard bodies (县生态环境局) that no document of the snapshot gives a task, longest first."""
    for end in range(len(text), 1, -1):
        if text[end - 1] not in _HEADS:
            continue
        for start in range(max(0, end - _LONGEST_NAME), end - 2):
            name = text[start:end]
            if not name.startswith("〈") and read_name(name) is not None:
                return (name,)
    return ()


def display_task(task: TaskEntry) -> str:
    """A task's title, or its id when it has none."""
    return task.title or task.id
