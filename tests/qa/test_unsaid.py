"""What a question names and no text does is said beside who has the task, and only that."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question

_SAID = "原文没有写到"

# (question, the words that are said not to be there, why)
_UNSAID = [
    ("工地塔吊谁来管", "“塔吊”", "the task is of all building sites, which a crane may or may not fall under"),
    ("电瓶车充电归谁管", "", "the plan means it by another word, 电动车"),
    ("消防由谁牵头", "", "it is there"),
    ("县公安局牵头哪些任务", "", "who is asked about is no matter"),
    ("我家小孩在化工园区旁边上学，园区的封闭化管理归谁负责，老师也说不清", "", "a story has words that no plan holds"),
]


@pytest.mark.parametrize(("question", "words", "why"), _UNSAID, ids=[case[-1] for case in _UNSAID])
def test_what_no_text_holds_is_said(answerer: Answerer, question: str, words: str, why: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == "answered", why
    assert (_SAID in answer.answer) is bool(words), why
    assert f"{_SAID if words else ''}{words}" in answer.answer, why
