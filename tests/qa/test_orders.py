"""What running text orders bodies to do that no responsibility statement names."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question


@pytest.mark.parametrize(
    ("question", "tasks", "body"),
    [
        ("各镇（街道）要做什么", {"3.1.1", "4.1"}, "各镇（街道）"),  # as printed; 4.2 only teaches them
        ("镇街在规划里有哪些任务", {"3.1.1", "4.1"}, "各镇（街道）"),  # as people say it
        ("对各部门提了哪些要求", {"3.1.1", "4.1"}, "各部门"),  # the second of the list
    ],
)
def test_ordered_bodies(answerer: Answerer, question: str, tasks: set[str], body: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == "answered"
    assert {task.id for task in answer.tasks} == tasks
    assert [(unit.name, unit.collective) for unit in answer.units] == [(body, True)]


def test_body_that_is_ordered_nothing(answerer: Answerer) -> None:
    # the plan speaks of 县 and 镇, never to 各区县
    answer = answerer.ask(Question("对各区县提了什么要求"))
    assert answer.status == "not_stated"
