"""A turn → a reply: the one way from what people say to an answer, for all channels."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice

from kb.addresses import ask_path, place_path
from kb.conversation.asides import Aside, aside_of
from kb.conversation.models import ANSWER, SMALL_TALK, TURNS, Reply, Source, Turn
from kb.qa.answering import Answerer
from kb.qa.models import Answer, Cited, Question


def converse(turn: Turn, answerer: Answerer, public_url: str) -> Reply:
    """The reply to ``turn``; greetings and what chat programs ask on their own account are not looked up.

    :param public_url: the setting of that name, put before every link.
    """
    turn = turn.printable()
    history = _lately(turn.history, answerer.longest)
    aside = aside_of(turn.question)
    if aside is None:
        return _answered(Turn(turn.question, history, turn.documents), answerer, public_url)
    question = aside.question_in(turn.question)
    if question is not None and aside.is_wrapping:
        return _answered(Turn(question, history, turn.documents), answerer, public_url)
    asked = question or (history[-1] if history else "")
    told = _told(Turn(asked, history, turn.documents), answerer) if aside.needs_follow_ups and asked else ()
    said = Answer("out_of_scope", aside.text(asked, history, told), reason=SMALL_TALK)
    return Reply(aside.id, said, (), public_url, _feedback_id(turn, ""))


def _answered(turn: Turn, answerer: Answerer, public_url: str) -> Reply:
    answer = answerer.ask(Question(turn.question, turn.history, turn.documents))
    sources = tuple(_source(cited, public_url) for cited in answer.citations)
    # What is too long to be answered is no address either.
    url = public_url if answer.status == "invalid" else public_url + ask_path(turn.question, turn.history)
    return Reply(ANSWER, answer, sources, url, _feedback_id(turn, answer.snapshot))


def _told(turn: Turn, answerer: Answerer) -> tuple[str, ...]:
    return answerer.ask(Question(turn.question, (), turn.documents)).follow_ups


def _lately(history: Sequence[str], longest: int) -> tuple[str, ...]:
    """The last turns that ask something, cut to what is read of them: links hold them, and clients send whole talks."""
    asked = (said[:longest] for said in reversed(history) if not _is_aside(said))
    return tuple(islice(asked, TURNS))[::-1]


def _is_aside(said: str) -> bool:
    aside: Aside | None = aside_of(said)
    return aside is not None and not aside.is_wrapping


def _source(cited: Cited, public_url: str) -> Source:
    return Source(
        n=cited.n,
        document=cited.document,
        title=cited.document_title,
        section=cited.section,
        heading=cited.heading,
        quote=cited.quote,
        start=cited.start,
        end=cited.end,
        url=public_url + place_path(asdict(cited)),
    )


def _feedback_id(turn: Turn, snapshot: str) -> str:
    said = json.dumps([snapshot, turn.question, turn.history, sorted(turn.documents)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
