"""Answering over one set of documents: sentence by sentence, each leaning on what was said before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.numerals import parse_numeral
from kb.qa.asked import Asked, Turn
from kb.qa.beyond import with_beyond
from kb.qa.explaining import queries_of
from kb.qa.knowledge import Knowledge
from kb.qa.library import Library
from kb.qa.mending import Mender
from kb.qa.mentioning import entities
from kb.qa.merging import Part, merged
from kb.qa.models import Answer
from kb.qa.operations import OPERATIONS
from kb.qa.operations.refusals import not_stated
from kb.qa.reading import Reader, Reading, filled, intent_named
from kb.qa.splitting import full_years, is_question, parted, split, unfolded
from kb.qa.suggesting import follow_ups
from kb.qa.thresholds import PLAINLY
from kb.qa.turns import is_afterthought, is_matter_alone, leaning_on
from kb.qa.unsaid import with_unsaid
from kb.qa.wording import say

# So many sentences of one text are answered, the first; so many of those told right before one are read for it.
MOST_ASKED, _MOST_TOLD = 5, 5
# What may be asked beside who, and not be stated while who is.
_BESIDE_WHO = ("deadline", "figure", "regulation_basis", "deliverables")


_NTH = re.compile(r"^第?(?P<nth>[1-6一二三四五六])(?:个|项|条)?[。？?]?$")


def _chosen(sentence: str, before: Turn | None) -> str:
    """The question that 第一个 chooses among those that an ambiguous answer offered; else the sentence itself."""
    match = _NTH.match(sentence.strip())
    if match is None or before is None or before.answer.status != "ambiguous":
        return sentence
    nth = int(parse_numeral(match["nth"]) or 0)
    offered = before.answer.follow_ups
    return offered[nth - 1] if 0 < nth <= len(offered) else sentence


def _with_rest(turns: list[Turn]) -> list[Turn]:
    """The turns with a word that not all sentences that ask were answered."""
    if not turns:
        return turns
    last = turns[-1].answer
    said = replace(last, answer=last.answer + say("asked", "more", most=MOST_ASKED))
    return [*turns[:-1], replace(turns[-1], answer=said)]


class Desk:
    """Reads and answers over one set of documents. Built once for each set that is asked about."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._library = Library(knowledge)
        self._reader = Reader(knowledge, self._library.finder)
        self._mender = Mender(knowledge)
        self._indicators = frozenset(row.indicator for row in knowledge.figures)

    def turns(self, text: str, before: Turn | None, *, explain: bool = False, last: bool = False) -> list[Turn]:
        """The sentences that ask, answered in order, MOST_ASKED at most; those that only tell are leaned on.

        :param last: only the last that asks is answered: of an earlier turn no more is needed.
        """
        sentences = [part for one in split(full_years(self._mender.mended(text))) for part in parted(one)]
        asking = [n for n, sentence in enumerate(sentences) if is_question(sentence)] or [len(sentences) - 1]
        answered = frozenset(asking[-1:] if last else asking[:MOST_ASKED])
        turns: list[Turn] = []
        told: list[str] = []
        for n, sentence in enumerate(sentences[: max(answered, default=-1) + 1]):
            turn = self._answered(sentence, told[-_MOST_TOLD:], before) if n in answered else None
            if turn is None:
                told.append(sentence)
            else:
                turns.append(self._explained(turn) if explain else turn)
                before = turn
        return _with_rest(turns) if len(asking) > MOST_ASKED else turns

    def _answered(self, sentence: str, told: Sequence[str], before: Turn | None) -> Turn | None:
        """One sentence; a unit that it describes instead of naming is found first."""
        sentence = _chosen(sentence, before)
        described = unfolded(sentence)
        if described is None:
            return self._turn(sentence, told, before)
        first = self._turn(described[0], told, before)
        if first is None or not first.answer.units:
            return self._turn(sentence, told, before)
        return self._turn(described[1], told, first)

    def _turn(self, text: str, told: Sequence[str], before: Turn | None) -> Turn | None:
        reading = leaning_on(self._reader, self._reader.read(text), told, before)
        if reading.intent is not None and not filled(str(reading.intent.extra["needs"]), reading):
            reading = replace(reading, intent=None)
        if reading.intent is None:
            reading = self._spoken_of(reading)
        if reading.intent is None or (before is not None and is_afterthought(reading, before)):
            return None
        asked = Asked(reading, self._library, before=before)
        answer = self._also_who(OPERATIONS[str(reading.intent.extra["answer"])](asked), asked)
        answer = with_unsaid(with_beyond(self._also_when(answer, asked), asked), asked)
        if answer.status == "answered" and not answer.answer:
            answer = not_stated(asked, None)
        answer = self._with_rule(answer, reading)
        answer = replace(answer, follow_ups=follow_ups(self._library, answer))
        # Tasks to choose from are not yet what is spoken of.
        tasks = answer.tasks if answer.status != "ambiguous" else ()
        return Turn(reading, answer, tuple(task.iri for task in tasks))

    def _also_when(self, answer: Answer, asked: Asked) -> Answer:
        """When it is due, where a question asks for that beside who has it (归谁建，几时建成), or what a unit has."""
        intent = asked.reading.intent
        if intent is None or answer.status != "answered" or "wants_deadline" not in asked.reading.flags:
            return answer
        if intent.extra["answer"] == "units_of_task":
            when = OPERATIONS["deadline"](asked)
        elif intent.extra["answer"] == "tasks_of_unit":
            of_unit = replace(asked.reading, intent=intent_named("all_deadlines"))
            when = OPERATIONS["due_tasks"](replace(asked, reading=of_unit))
        else:
            return answer
        if when.status != "answered":
            return replace(answer, answer=answer.answer + say("also_not_stated", "deadline"))
        return merged([Part(asked.reading.text, part) for part in (answer, when)])

    def _also_who(self, answer: Answer, asked: Asked) -> Answer:
        """Who has the task, where a question asks for that beside what is not stated (谁管，什么时候完成)."""
        if answer.status != "not_stated" or not asked.reading.flags & {"wants_units", "wants_lead"}:
            return answer
        intent = asked.reading.intent
        if intent is None or intent.extra["answer"] not in _BESIDE_WHO:
            return answer
        who = intent_named("who_responsible")
        units = OPERATIONS["units_of_task"](replace(asked, reading=replace(asked.reading, intent=who)))
        if units.status != "answered":
            return answer
        return replace(units, answer=units.answer + say("also_not_stated", str(intent.extra["answer"])))

    def _spoken_of(self, reading: Reading) -> Reading:
        """Without an intent: a matter alone (瓶装液化气) asks who has it; what the documents plainly speak of is quoted."""
        if is_matter_alone(reading) and reading.text.strip() in self._indicators:
            return replace(reading, intent=intent_named("figure"))
        if is_matter_alone(reading) and self._library.finder.topics.mentions(reading.text):
            return replace(reading, intent=intent_named("who_responsible"))
        found = self._library.finder.ranked(reading.matter, k=1) if len(reading.matter.words) > 1 else []
        if not found or found[0].score < PLAINLY:
            return reading
        return replace(reading, intent=intent_named("measures"))

    def _with_rule(self, answer: Answer, reading: Reading) -> Answer:
        assert reading.intent is not None
        return replace(
            answer,
            intent=str(reading.intent.extra.get("intent", reading.intent.id)),
            rule=reading.intent.id,
            # What the sentences told before it lend is read off the question too (转到我们工信局了。……我们局).
            entities=tuple(dict.fromkeys((*reading.entities, *entities(reading.mentions)))),
        )

    def _explained(self, turn: Turn) -> Turn:
        """The turn with how its answer can be had again; few ask for that."""
        reading, answer = turn.reading, turn.answer
        assert reading.intent is not None
        asked = [unit.key for unit in reading.units]
        queries = queries_of(str(reading.intent.extra["query"]), reading.text, answer, asked, self._library)
        return replace(turn, answer=replace(answer, sparql=queries, retrieval=self._library.retrieved(reading.matter)))
