"""How much is done for one question, counted: what is typed cannot make it grow without bound."""

import cProfile
import pstats

import pytest

from bench.worst import WORST
from kb.qa.answering import Answerer
from kb.qa.desk import MOST_ASKED
from kb.qa.models import Question

# Calls of functions for one question; the commonest question makes about 3,000, unbounded ones made millions.
_MOST_CALLS = 1_000_000
_MOST_TOLD = 5


def _counted(answerer: Answerer, question: Question) -> pstats.Stats:
    profile = cProfile.Profile()
    profile.runcall(answerer.ask, question)
    return pstats.Stats(profile)


def _calls(stats: pstats.Stats, function: str, file: str) -> int:
    rows = stats.stats.items()  # type: ignore[attr-defined]
    return sum(row[1] for (path, _, name), row in rows if name == function and path.endswith(file))


@pytest.mark.parametrize(
    ("text", "most"),
    [
        # Sentences that ask and find nothing: each is told to the ones after it.
        ("".join(f"。？谁{n}" for n in range(80)), MOST_ASKED + _MOST_TOLD),
        ("21年底前？" * 83, 1),
        # Sentences that only tell, before one that asks what they tell.
        ("".join(f"消防站{n}个。" for n in range(60)) + "这一块归谁管？", 1 + _MOST_TOLD),
    ],
)
def test_each_sentence_is_read_once_and_few_are(answerer: Answerer, text: str, most: int) -> None:
    stats = _counted(answerer, Question(text))
    assert 1 <= _calls(stats, "_read", "qa/reading.py") <= most


def test_worst_inputs_cost_a_bounded_number_of_calls(answerer: Answerer) -> None:
    cost = {text[:12]: _counted(answerer, Question(text)).total_calls for text in WORST}  # type: ignore[attr-defined]
    assert len(cost) == len(WORST) == 49
    assert {text: calls for text, calls in cost.items() if calls > _MOST_CALLS} == {}


def test_sentences_that_are_not_answered_are_said_to_be_left_out(answerer: Answerer) -> None:
    titles = ("消防领域", "特种设备", "道路交通", "建筑施工", "危险化学品", "矿山", "燃气")
    answer = answerer.ask(Question("".join(f"{title}谁牵头？" for title in titles)))
    assert answer.answer.endswith("一次最多回答5个问题，其余的请另外提问。")
    few = answerer.ask(Question("".join(f"{title}谁牵头？" for title in titles[:MOST_ASKED])))
    assert "一次最多回答" not in few.answer
