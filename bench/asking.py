"""What a question takes, by whether it needs the encoder, and what of that is the encoder's."""

import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from time import perf_counter
from unittest.mock import patch

from kb.collector import leave_alone
from kb.evaluation import load_questions
from kb.opening import open_knowledge
from kb.qa.answering import Answerer
from kb.qa.knowledge import SearchHit
from kb.qa.models import Question
from kb.qa.reading import intents
from kb.search.encoder import FloatArray, load_encoder
from kb.settings import ROOT, Settings

_QUESTIONS = ROOT / "tests" / "evaluation" / "questions.jsonl"


def ask_times(settings: Settings) -> dict[str, float]:
    """As :func:`times_here`, in a process of its own, which a service has: it did not build what it answers from."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(times_here, settings).result()


def times_here(settings: Settings) -> dict[str, float]:
    """Milliseconds a question (p50): those answered by rules alone, those that search, and the encoder's own time in these.

    The questions are asked once each, one after the other, of a process that has answered before, as a service has:
    other ones, the intents' examples. ``encoder_alone`` is the same texts encoded with nothing between them: the
    weights are then in the processor's caches, and what an answer takes beside them looks the larger.
    """
    encoder = load_encoder(settings.encoder)
    own_encoding, searched, spent = encoder.encode_query, list[str](), list[float]()

    def timed(sentences: list[str]) -> FloatArray:
        began = perf_counter()
        vectors = own_encoding(sentences)
        spent.append(perf_counter() - began)
        return vectors

    def counting(query: str, documents: Sequence[str]) -> Sequence[SearchHit]:
        searched.append(query)
        return search(query, documents)

    knowledge = open_knowledge(settings)
    assert knowledge.search is not None
    search = knowledge.search
    answerer = Answerer(replace(knowledge, search=counting), settings.max_question_chars)
    leave_alone()
    for other in {example for rule in intents() for example in rule.examples} - {*_questions()}:
        answerer.ask(Question(other))
    rules, with_search, within, encoded = [], [], [], []
    with patch.object(encoder, "encode_query", timed):
        for question in _questions():
            searched.clear()
            spent.clear()
            took = seconds(lambda q=question: answerer.ask(Question(q)))  # type: ignore[misc]
            if searched:
                with_search.append(took)
                within.append(sum(spent))
                encoded.append(tuple(searched))
            else:
                rules.append(took)
    alone = [sum(seconds(lambda q=q: own_encoding([q])) for q in texts) for texts in encoded]  # type: ignore[misc]
    return {
        "ask_ms_p50_rules": statistics.median(rules) * 1e3,
        "ask_ms_p50_with_encoder": statistics.median(with_search) * 1e3,
        "encoder_ms_p50": statistics.median(within) * 1e3,
        "ratio_to_encoder": _ratio(with_search, within),
        "encoder_alone_ms_p50": statistics.median(alone) * 1e3,
        "ratio_to_encoder_alone": _ratio(with_search, alone),
        "questions_by_rules": len(rules),
        "questions_with_encoder": len(with_search),
    }


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    started = perf_counter()
    work()
    return perf_counter() - started


def _ratio(asks: Sequence[float], encodings: Sequence[float]) -> float:
    return statistics.median(ask / encoding for ask, encoding in zip(asks, encodings, strict=True))


def _questions() -> list[str]:
    """The questions of the evaluation set, without those that lean on an earlier turn."""
    return [question.question for question in load_questions(_QUESTIONS) if not question.history]
