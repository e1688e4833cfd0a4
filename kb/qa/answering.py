"""A question → an answer: checked, scoped to the documents it means, read and answered."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from kb.collector import weakly
from kb.qa.asked import Turn
from kb.qa.dating import as_of_day
from kb.qa.desk import Desk
from kb.qa.knowledge import Knowledge
from kb.qa.merging import Part, merged
from kb.qa.models import Answer, Question
from kb.qa.reading import names_something
from kb.qa.refusing import is_negated, is_off_topic, is_order_to_system, is_personal_affair, other_place
from kb.qa.scoping import documents_named, narrowed, with_documents
from kb.qa.shelf import Shelf
from kb.qa.wording import say

_HISTORY = 3
# The document itself, in title marks: 《规划》.
_OWN = re.compile(r"《((?:本|该)?(?:规划|方案|意见|通知|计划|纲要|行动计划|文件))》")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")
# Desks of sets of documents that are kept ready.
_DESKS = 16
Heard = Callable[[Answer, bool], None]


class Answerer:
    """Answers questions from one snapshot; the same question gives the same answer."""

    def __init__(
        self, knowledge: Knowledge, max_question_chars: int, heard: Heard = lambda answer, kept: None, keep: int = 0
    ) -> None:
        """An answerer that is ready for its first question.

        :param max_question_chars: longer questions are refused.
        :param heard: is told each answer that is given and whether it was kept from before, in the thread that asks.
        :param keep: so many answers, those asked for last, are kept and given again.
        """
        self._knowledge = knowledge
        self.longest = max_question_chars
        self._known_text = lru_cache(maxsize=_DESKS)(weakly(self._text_of))
        self._desks = Shelf(weakly(self._new_desk), _DESKS)
        self._kept = Shelf(weakly(self._told), keep)
        # Word lists and patterns load at first use; the first question should not pay for it.
        self._told(Question("谁牵头？"))
        self._heard = heard

    def ask(self, question: Question) -> Answer:
        """The answer; what cannot be read or is not stated is refused with a reason, never guessed."""
        answer = self.ask_kept(question)
        if answer is None:
            asked = self._as_read(question)
            # Too long to answer is too long to keep.
            answer = self._told(asked) if len(asked.text) > self.longest else self._kept.get(asked)
            self._heard(answer, False)
        return answer

    def ask_kept(self, question: Question) -> Answer | None:
        """The answer if it is kept, at once; None when it has to be worked out."""
        answer = self._kept.find(self._as_read(question))
        if answer is not None:
            self._heard(answer, True)
        return answer

    def _as_read(self, question: Question) -> Question:
        """The question with all that is read of it and nothing else: questions that are alike have one answer."""
        return replace(
            question,
            text=question.text.strip(),
            history=tuple(turn[: self.longest] for turn in question.history[-_HISTORY:]),
            documents=tuple(sorted(set(question.documents))),
        )

    def _told(self, question: Question) -> Answer:
        if len(question.text) > self.longest:
            answer = Answer("invalid", say("invalid", "too_long", limit=self.longest), reason="too_long")
        elif not any(char.isalnum() for char in question.text):
            answer = Answer("invalid", say("invalid", "empty"), reason="empty")
        else:
            answer = self._answer(_tidy(question.text), question)
        return replace(answer, snapshot=self._knowledge.snapshot)

    def _answer(self, text: str, question: Question) -> Answer:
        history = [_tidy(turn) for turn in question.history]
        documents = self._scope(text, history, question.documents)
        refused = self._refused(text, documents)
        if refused is not None:
            return refused
        desk = self._desks.get(documents)
        before: Turn | None = None
        for earlier in history:
            turns = desk.turns(earlier, before, last=True)
            before = turns[-1] if turns else before
        turns = desk.turns(text, before, explain=question.explain)
        if not turns:
            return Answer("out_of_scope", say("out_of_scope", "off_topic"), reason="off_topic")
        if is_personal_affair(text) and all(turn.answer.status != "answered" for turn in turns):
            return Answer("out_of_scope", say("out_of_scope", "off_topic"), reason="off_topic")
        answer = as_of_day(
            merged([Part(turn.reading.text, turn.answer) for turn in _of_their_own(turns)]), question.as_of
        )
        several = len(self._knowledge.documents) > 1 and len(documents) != 1
        return with_documents(answer) if several else answer

    def _scope(self, text: str, history: Sequence[str], documents: Sequence[str]) -> tuple[str, ...]:
        """The documents that are asked about: those given, else those that the question or its history names; () all."""
        if documents:
            return tuple(documents)
        for said in (text, *reversed(history)):
            named = documents_named(said, self._knowledge)
            if named:
                return named
        return ()

    def _new_desk(self, documents: tuple[str, ...]) -> Desk:
        return Desk(narrowed(self._knowledge, documents))

    def _text_of(self, documents: tuple[str, ...]) -> str:
        texts = self._knowledge.texts
        return "".join(texts[document] for document in documents or texts)

    def _refused(self, text: str, documents: tuple[str, ...]) -> Answer | None:
        """Questions that must not be answered from what is similar."""
        known = self._known_text(documents)
        if is_order_to_system(text):
            return Answer("out_of_scope", say("refused", "injection"), reason="off_topic")
        if is_off_topic(text, known):
            return Answer("out_of_scope", say("out_of_scope", "off_topic"), reason="off_topic")
        if is_negated(text):
            return Answer("out_of_scope", say("refused", "negation"), reason="off_topic")
        place = other_place(text, known)
        if place:
            return Answer("not_stated", say("refused", "other_level", place=place), reason="other_level")
        return None


def _of_their_own(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The turns to answer: not those that name nothing themselves (都是什么, 哪几项) and found nothing, but where they ask
    for something of their own (依据是什么)."""
    kept = [turn for turn in turns if turn.answer.status == "answered" or _is_of_its_own(turn)]
    return kept or turns[:1]


def _is_of_its_own(turn: Turn) -> bool:
    intent = turn.reading.intent
    return names_something(turn.reading) or (intent is not None and intent.extra["answer"] in _ASKED_ANEW)


# What is asked of the matter before, and said not to be stated where it is not.
_ASKED_ANEW = ("deadline", "regulation_basis")


def _tidy(text: str) -> str:
    """The text without what no text holds (halves of surrogate pairs, controls), and without blanks between Chinese
    characters, where they mean nothing."""
    printable = _OWN.sub(r"\1", _NO_TEXT.sub(" ", text))
    return re.sub(r"(?<=[一-龥？，。])\s+(?=[一-龥])", "", printable.strip())
