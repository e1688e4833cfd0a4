"""A question → an answer: read it, run the intent's query on the graph, say what the rows say and quote them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.qa.citing import Citer
from kb.qa.knowledge import Knowledge, TaskEntry
from kb.qa.models import Answer, AnsweredTask, AnsweredUnit, Question
from kb.qa.reading import Reading, display_task, read_question
from kb.qa.task_finding import TaskFinder
from kb.qa.wording import say, tasks_sentence, units_sentence

_MOST_READINGS = 3
# A provision is named as the nearest one from this score on.
_NEAR = 0.3


class Answerer:
    """Answers questions from one snapshot; the same question gives the same answer."""

    def __init__(self, knowledge: Knowledge, max_question_chars: int) -> None:
        self._knowledge = knowledge
        self._finder = TaskFinder(knowledge.tasks)
        self._longest = max_question_chars

    def ask(self, question: Question) -> Answer:
        """The answer; what cannot be read or is not stated is refused with a reason, never guessed."""
        text = question.text.strip()
        if not any(char.isalnum() for char in text):
            answer = Answer("invalid", say("invalid", "empty"), reason="empty")
        elif len(text) > self._longest:
            answer = Answer("invalid", say("invalid", "too_long", limit=self._longest), reason="too_long")
        else:
            answer = self._read_and_answer(text, question)
        return replace(answer, snapshot=self._knowledge.snapshot)

    def _read_and_answer(self, text: str, question: Question) -> Answer:
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

    def _units_of_task(self, reading: Reading, documents: Sequence[str]) -> Answer:
        if not reading.tasks:
            return self._not_stated(reading.matter, documents)
        if len(reading.tasks) > _MOST_READINGS:
            titles = "、".join(f"“{display_task(found.task)}”" for found in reading.tasks)
            return Answer("ambiguous", say("ambiguous", "several", titles=titles), reason="several_tasks")
        citer = Citer(self._knowledge)
        sentences: list[str] = []
        units: list[AnsweredUnit] = []
        confidence = min(found.score for found in reading.tasks)
        for found in reading.tasks:
            rows = self._knowledge.store.select("units_of_task", {"task": found.task.iri})
            own = [_unit(row) for row in rows]
            numbers = [citer.cite(row) for row in rows]
            opened = any(row["open_list"] == "true" for row in rows)
            confidence = min([confidence, *(float(row["confidence"]) for row in rows)])
            if rows:
                sentences.append(units_sentence(display_task(found.task), own, numbers, open_list=opened))
                units += _wanted(own, reading)
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

    def _no_units(self, task: TaskEntry, citer: Citer) -> Answer:
        n = citer.cite_task(task)
        said = say("not_stated", "no_units", title=display_task(task), marks=f"[{n}]")
        return Answer("not_stated", said, reason="not_in_plan", tasks=(_task(task),), citations=citer.citations)

    def _tasks_of_unit(self, reading: Reading, documents: Sequence[str]) -> Answer:
        assert reading.intent is not None
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
            sentences.append(tasks_sentence(unit.name, listed, led_only=roles == ("lead",)))
        return Answer(
            status="answered",
            answer="".join(sentences),
            confidence=1.0,
            units=tuple(units),
            tasks=tuple(tasks),
            citations=citer.citations,
            count=len(tasks),
        )

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
