"""What a question takes, by whether it needs the encoder, and what of that is the encoder's."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from kb.search.encoder import Encoder, FloatArray, load_encoder
from kb.settings import ROOT, Settings

_QUESTIONS = ROOT / "tests" / "evaluation" / "questions.jsonl"


@dataclass(frozen=True)
class Asked:
    """One question: the seconds it took, those of the encoder within, and the texts that were searched for."""

    took: float
    encoding: float
    searched: tuple[str, ...]


def ask_times(settings: Settings) -> dict[str, float]:
    """Milliseconds a question, in a process of its own, which a service has: it did not build what it answers from."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(times_here, settings).result()


def times_here(settings: Settings) -> dict[str, float]:
    """Milliseconds a question (p50): those answered by rules alone, those that search, and the encoder's own time in these.

    ``encoder_alone`` is the same texts encoded with nothing between them: the weights are then in the processor's
    caches, and what an answer takes beside them looks the larger.
    """
    encoder = load_encoder(settings.encoder)
    asked = _asked(settings, encoder)
    rules = [one.took for one in asked if not one.searched]
    searching = [one for one in asked if one.searched]
    alone = [sum(seconds(lambda q=q: encoder.encode_query([q])) for q in one.searched) for one in searching]  # type: ignore[misc]
    return {
        "ask_ms_p50_rules": statistics.median(rules) * 1e3,
        "ask_ms_p50_with_encoder": statistics.median(one.took for one in searching) * 1e3,
        "encoder_ms_p50": statistics.median(one.encoding for one in searching) * 1e3,
        "ratio_to_encoder": statistics.median(one.took / one.encoding for one in searching),
        "encoder_alone_ms_p50": statistics.median(alone) * 1e3,
        "ratio_to_encoder_alone": statistics.median(one.took / own for one, own in zip(searching, alone, strict=True)),
        "questions_by_rules": len(rules),
        "questions_with_encoder": len(searching),
    }


def _asked(settings: Settings, encoder: Encoder) -> list[Asked]:
    """The questions, each asked once, one after the other, of a process that has answered before: other ones, the
    intents' examples."""
    knowledge = open_knowledge(settings)
    assert knowledge.search is not None
    search, searched = knowledge.search, list[str]()

    def counting(query: str, documents: Sequence[str]) -> Sequence[SearchHit]:
        searched.append(query)
        return search(query, documents)

    answerer = Answerer(replace(knowledge, search=counting), settings.max_question_chars)
    leave_alone()
    questions = _questions()
    for other in _others(questions):
        answerer.ask(Question(other))
    found = []
    with _timed(encoder) as spent:
        for question in questions:
            searched.clear()
            spent.clear()
            took = seconds(lambda q=question: answerer.ask(Question(q)))  # type: ignore[misc]
            found.append(Asked(took, sum(spent), tuple(searched)))
    return found


@contextmanager
def _timed(encoder: Encoder) -> Iterator[list[float]]:
    """Within it the seconds of each encoding of a question are added to the list."""
    encode, spent = encoder.encode_query, list[float]()

    def timed(sentences: list[str]) -> FloatArray:
        began = perf_counter()
        vectors = encode(sentences)
        spent.append(perf_counter() - began)
        return vectors

    with patch.object(encoder, "encode_query", timed):
        yield spent


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    started = perf_counter()
    work()
    return perf_counter() - started


def _questions() -> list[str]:
    """The questions of the evaluation set, without those that lean on an earlier turn."""
    return [question.question for question in load_questions(_QUESTIONS) if not question.history]


def _others(questions: Iterable[str]) -> set[str]:
    return {example for rule in intents() for example in rule.examples}.difference(questions)
