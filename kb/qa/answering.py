"""A question → an answer: read it, run the intent's query on the graph, say what the rows say and quote them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.qa.citing import Citer
from kb.qa.knowledge import Knowledge, TaskEntry
from kb.qa.models import Answer, AnsweredTask, AnsweredUnit, Question
from kb.qa.reading import Reading, display_task, read_question
from kb.qa.refusing import is_negated, other_place
from kb.qa.task_finding import FoundTask, TaskFinder, matching_sentence
from kb.qa.wording import nobody_beside_sentence, say, tasks_sentence, units_sentence
from kb.units.registry import Unit

_MOST_READINGS = 3
_MOST_OFFERED = 6
# A provision is named as the nearest one from this score on.
_NEAR = 0.3


class Answerer:
    """Answers questions from one snapshot; the same question gives the same answer."""

    def __init__(self, knowledge: Knowledge, max_question_chars: int) -> None:
        self._knowledge = knowledge
        self._finder = TaskFinder(knowledge.tasks)
        self._longest = max_question_chars
        self._known_places = "".join(knowledge.texts.values())

    def ask(self, question: Question) -> Answer:
        """The answer; what cannot be read or is not stated is refused with a reason, never guessed."""
        # Blanks mean nothing between Chinese characters.
        text = re.sub(r"(?<=[一-龥？，。])\s+(?=[一-龥])", "", question.text.strip())
        if not any(char.isalnum() for char in text):
            answer = Answer("invalid", say("invalid", "empty"), reason="empty")
        elif len(text) > self._longest:
            answer = Answer("invalid", say("invalid", "too_long", limit=self._longest), reason="too_long")
        else:
            answer = self._read_and_answer(text, question)
        return replace(answer, snapshot=self._knowledge.snapshot)

    def _read_and_answer(self, text: str, question: Question) -> Answer:
        refused = self._refused(text)
        if refused:
            return refused
        reading = read_question(self._knowledge, self._finder, text, question.documents)
        if reading.intent is None:
            answer = Answer("out_of_scope", say("out_of_scope", "off_topic"), reason="off_topic")
        elif reading.intent.extra["needs"] == "unit":
            answer = self._tasks_of_unit(reading, question.documents)
        else:
            answer = self._units_of_task(reading, question.documents)
        intent = str(reading.intent.extra.get("intent", reading.intent.id)) if reading.intent else ""
        query = str(reading.intent.extra["query"]) if reading.intent else ""
        return replace(answer, intent=intent, entities=reading.entities, query=query)

    def _refused(self, text: str) -> Answer | None:
        """Questions that must not be answered from what is similar: negations, and places the snapshot does not know."""
        if is_negated(text):
            return Answer("out_of_scope", say("refused", "negation"), reason="off_topic")
        place = other_place(text, self._known_places)
        if place:
            return Answer("not_stated", say("refused", "other_level", place=place), reason="other_level")
        return None

    def _units_of_task(self, reading: Reading, documents: Sequence[str]) -> Answer:
        if not reading.tasks:
            return self._not_stated(reading.matter, documents)
        if len(reading.tasks) > _MOST_READINGS:
            titles = "、".join(f"“{display_task(found.task)}”" for found in reading.tasks)
            asked = tuple(f"{display_task(found.task)}由谁负责？" for found in reading.tasks[:_MOST_OFFERED])
            said = say("ambiguous", "several", titles=titles)
            return Answer("ambiguous", said, reason="several_tasks", follow_ups=asked)
        citer = Citer(self._knowledge)
        sentences: list[str] = []
        units: list[AnsweredUnit] = []
        confidence = min(found.score for found in reading.tasks)
        for found in reading.tasks:
            rows = self._knowledge.store.select("units_of_task", {"task": found.task.iri})
            if not rows:
                continue
            own = [_unit(row) for row in rows]
            confidence = min([confidence, *(float(row["confidence"]) for row in rows)])
            sentences += self._about(found, citer)
            wanted = _wanted(own, reading)
            sentences.append(self._who(found.task, wanted, rows, citer, reading))
            units += wanted
        if not units:
            return self._no_units(reading.tasks[0].task, citer)
        return Answer(
            status="answered",
            answer="".join(sentences),
            confidence=confidence,
            units=tuple(dict.fromkeys(units)),
            tasks=tuple(_task(found.task) for found in reading.tasks),
            citations=citer.citations,
            follow_ups=_follow_ups(units),
        )

    def _who(
        self,
        task: TaskEntry,
        units: Sequence[AnsweredUnit],
        rows: Sequence[Mapping[str, str]],
        citer: Citer,
        reading: Reading,
    ) -> str:
        """Who has the task, by its statements."""
        numbers = [citer.cite(row) for row in rows]
        beside_only = reading.intent is not None and reading.intent.extra["roles"] == ["participate"]
        if beside_only and not any(unit.role == "participate" for unit in units):
            return nobody_beside_sentence(display_task(task), units, numbers)
        statement = "".join(dict.fromkeys(row["quote"] for row in rows))
        opened = any(row["open_list"] == "true" for row in rows)
        return units_sentence(display_task(task), units, numbers, statement=statement, open_list=opened)

    def _about(self, found: FoundTask, citer: Citer) -> list[str]:
        """What connects the question with a task that it does not name: the sentence that says it."""
        start, end = matching_sentence(found.task.text, found.matched)
        quote = found.task.text[start:end].rstrip("。；")
        if found.matched_by != "text" or quote.endswith(found.task.title):
            return []
        n = citer.cite_within(found.task, start, start + len(quote))
        section = found.task.id
        return [
            say("units_of_task", "about", title=display_task(found.task), section=section, quote=quote, marks=f"[{n}]")
        ]

    def _no_units(self, task: TaskEntry, citer: Citer) -> Answer:
        n = citer.cite_task(task)
        said = say("not_stated", "no_units", title=display_task(task), marks=f"[{n}]")
        return Answer("not_stated", said, reason="not_in_plan", tasks=(_task(task),), citations=citer.citations)

    def _tasks_of_unit(self, reading: Reading, documents: Sequence[str]) -> Answer:
        assert reading.intent is not None
        if reading.unknown_units:
            said = say("not_stated", "unknown_unit", unit=reading.unknown_units[0])
            return Answer("not_stated", said, reason="unknown_unit")
        roles = tuple(reading.intent.extra["roles"])
        citer = Citer(self._knowledge)
        sentences: list[str] = []
        units: dict[AnsweredUnit, None] = {}
        tasks: dict[AnsweredTask, None] = {}
        for unit in reading.units:
            rows = self._knowledge.store.select("tasks_of_unit", {"unit": unit.key})
            rows = [row for row in rows if _in(row, documents) and (not roles or row["role"] in roles)]
            listed = []
            for row in rows:
                task = AnsweredTask(row["task"], row["id"], row.get("title") or row["id"], row["document"])
                listed.append((task, row["role"], citer.cite(row)))
                tasks.setdefault(task)
                units.setdefault(AnsweredUnit(unit.key, unit.name, row["role"], unit.collective))
            sentences.append(tasks_sentence(self._named(unit, reading.units), listed, led_only=roles == ("lead",)))
        return Answer(
            status="answered",
            answer="".join(sentences),
            confidence=1.0,
            units=tuple(units),
            tasks=tuple(tasks),
            citations=citer.citations,
            count=len(tasks),
        )

    def _named(self, unit: Unit, among: Sequence[Unit]) -> str:
        """The unit's name, with its place where another unit of the answer has the same name."""
        same = [other for other in among if other.name == unit.name]
        return f"{unit.name}（{unit.place}）" if len(same) > 1 and unit.place else unit.name

    def _not_stated(self, matter: str, documents: Sequence[str]) -> Answer:
        ranked = self._finder.rank(matter, documents)
        if not ranked or ranked[0].score < _NEAR:
            return Answer("not_stated", say("not_stated", "not_in_plan", nearest=""), reason="not_in_plan")
        nearest = ranked[0].task
        citer = Citer(self._knowledge)
        citer.cite_task(nearest)
        said = say("not_stated", "nearest", title=display_task(nearest), section=nearest.id)
        answer = say("not_stated", "not_in_plan", nearest=said)
        return Answer("not_stated", answer, reason="not_in_plan", citations=citer.citations)


def _unit(row: Mapping[str, str]) -> AnsweredUnit:
    return AnsweredUnit(row["unit"], row["name"], row["role"], row["collective"] == "true")


def _wanted(units: Sequence[AnsweredUnit], reading: Reading) -> list[AnsweredUnit]:
    """The units in the roles the question asks for; all of them when nobody has such a role (nobody leads)."""
    assert reading.intent is not None
    roles = reading.intent.extra["roles"]
    return [unit for unit in units if not roles or unit.role in roles] or list(units)


def _task(task: TaskEntry) -> AnsweredTask:
    return AnsweredTask(task.iri, task.id, display_task(task), task.document)


def _in(row: Mapping[str, str], documents: Sequence[str]) -> bool:
    return not documents or row["document"].rsplit("/", 1)[-1] in documents


def _follow_ups(units: Sequence[AnsweredUnit]) -> tuple[str, ...]:
    """Questions about the units just named, which the graph can answer."""
    leads = [unit for unit in units if unit.role == "lead" and not unit.collective] or list(units)
    return tuple(f"{unit.name}承担哪些任务？" for unit in leads[:2] if not unit.collective)
