"""What is asked of documents that the plans only cite: their number is told, their content is not held."""

from collections.abc import Callable

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question

_PLAN = """示例县节水行动方案
示政发〔2024〕8号
为落实《示例市节约用水办法》（示市政发〔2020〕3号）和《示例市水资源规划》，制定本方案。
一、主要任务
（一）推进农业节水。推广滴灌。（县水利局牵头，县农业农村局配合）
本方案自印发之日起施行，有效期至2028年12月31日。
"""


@pytest.fixture(scope="module")
def water(answerer_over: Callable[..., Answerer]) -> Answerer:
    """An answerer over a plan that cites two documents, one with its number, and says until when it holds."""
    return answerer_over(_PLAN)


# (question, status, what the answer says, why)
_CITED = [
    ("《示例市节约用水办法》的文号是多少", "answered", "示市政发〔2020〕3号", "as printed beside its title"),
    (
        "《示例市水资源规划》文号是多少",
        "answered",
        "《示例市水资源规划》",
        "where it is cited, for no number is printed",
    ),
    (
        "《示例市节约用水办法》的主要内容是什么",
        "not_stated",
        "没有收录《示例市节约用水办法》",
        "what is cited is not held",
    ),
    ("方案有效期到什么时候", "answered", "2028年12月31日", "the document's own words on how long it holds"),
]


@pytest.mark.parametrize(("question", "status", "told", "why"), _CITED, ids=[case[-1] for case in _CITED])
def test_cited_documents(water: Answerer, question: str, status: str, told: str, why: str) -> None:
    answer = water.ask(Question(question))
    assert answer.status == status, why
    assert told in answer.answer, why
    assert answer.citations, why
    assert all(cited.quote for cited in answer.citations)
