"""A question with its history → an answer: sentence by sentence, each leaning on what was said before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.qa.knowledge import Knowledge
from kb.qa.library import Library
from kb.qa.merging import merged
from kb.qa.models import Answer, Question
from kb.qa.operations import OPERATIONS
from kb.qa.reading import Reader, Reading, intents
from kb.qa.refusing import is_negated, is_off_topic, is_order_to_system, other_place
from kb.qa.resolving import Asked, Turn
from kb.qa.turns import Mender, full_years, is_afterthought, is_question, leaning_on, split, unfolded
from kb.qa.wording import say

_CHEAP_CHARS = 2_000
_PLAINLY = 0.75


class Answerer:
    """Answers questions from one snapshot; the same question gives the same answer."""

    def __init__(self, knowledge: Knowledge, max_question_chars: int) -> None:
        self._knowledge = knowledge
        self._library = Library(knowledge)
        self._reader = Reader(knowledge, self._library.finder)
        self._mender = Mender(knowledge)
        self._longest = max_question_chars
        self._known_places = "".join(knowledge.texts.values())

    def ask(self, question: Question) -> Answer:
        """The answer; what cannot be read or is not stated is refused with a reason, never guessed."""
        text = _tidy(question.text[:_CHEAP_CHARS])
        if not any(char.isalnum() for char in text):
            answer = Answer("invalid", say("invalid", "empty"), reason="empty")
        elif len(question.text.strip()) > self._longest:
            answer = Answer("invalid", say("invalid", "too_long", limit=self._longest), reason="too_long")
        else:
            answer = self._answer(text, question)
        return replace(answer, snapshot=self._knowledge.snapshot)

    def _answer(self, text: str, question: Question) -> Answer:
        before: Turn | None = None
        for earlier in question.history[-2:]:
            turns = self._turns(_tidy(earlier[: self._longest]), question.documents, before)
            before = turns[-1] if turns else before
        refused = self._refused(text)
        if refused:
            return refused
        turns = self._turns(text, question.documents, before)
        if not turns:
            return Answer("out_of_scope", say("out_of_scope", "off_topic"), reason="off_topic")
        return merged([turn.answer for turn in turns])

    def _refused(self, text: str) -> Answer | None:
        """Questions that must not be answered from what is similar."""
        if is_order_to_system(text):
            return Answer("out_of_scope", say("refused", "injection"), reason="off_topic")
        if is_off_topic(text):
            return Answer("out_of_scope", say("out_of_scope", "off_topic"), reason="off_topic")
        if is_negated(text):
            return Answer("out_of_scope", say("refused", "negation"), reason="off_topic")
        place = other_place(text, self._known_places)
        if place:
            return Answer("not_stated", say("refused", "other_level", place=place), reason="other_level")
        return None

    def _turns(self, text: str, documents: Sequence[str], before: Turn | None) -> list[Turn]:
        """The sentences that ask, answered in order; those that only tell are leaned on."""
        sentences = split(full_years(self._mender.mended(text)))
        asking = [n for n, sentence in enumerate(sentences) if is_question(sentence)] or [len(sentences) - 1]
        turns: list[Turn] = []
        told: list[str] = []
        for n, sentence in enumerate(sentences):
            if n not in asking:
                told.append(sentence)
                continue
            described = unfolded(sentence)
            if described:
                sentence = described[1]
                hidden = self._turn(described[0], told, documents, before)
                before = hidden if hidden is not None and hidden.answer.units else before
            turn = self._turn(sentence, told, documents, before)
            if turn is None:
                told.append(sentence)
            else:
                turns.append(turn)
                before = turn
        return turns

    def _spoken_of(self, reading: Reading, documents: Sequence[str]) -> Reading:
        """Without an intent, what the documents plainly speak of is quoted."""
        found = self._library.finder.ranked(reading.matter, documents, 1) if len(reading.matter.words) > 1 else []
        if not found or found[0].score < _PLAINLY:
            return reading
        return replace(reading, intent=next(rule for rule in intents() if rule.id == "measures"))

    def _turn(self, text: str, told: Sequence[str], documents: Sequence[str], before: Turn | None) -> Turn | None:
        reading = leaning_on(self._reader, self._reader.read(text), told, before)
        if reading.intent is None:
            reading = self._spoken_of(reading, documents)
        if reading.intent is None:
            return None
        if before is not None and is_afterthought(reading):
            return None
        asked = Asked(reading, self._library, documents, before)
        answer = OPERATIONS[str(reading.intent.extra["answer"])](asked)
        answer = replace(
            answer,
            intent=str(reading.intent.extra.get("intent", reading.intent.id)),
            rule=reading.intent.id,
            entities=reading.entities,
        )
        return Turn(reading, answer, tuple(task.iri for task in answer.tasks))


def _tidy(text: str) -> str:
    """The text without blanks between Chinese characters, where they mean nothing; a longer gap parts two phrases."""
    return re.sub(r"(?<=[一-龥？，。])\s+(?=[一-龥])", "", text.strip())
