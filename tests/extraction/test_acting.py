"""Duties in prose: a sentence that begins with a unit and what it sees to, in plans printed in articles as well."""

from collections.abc import Callable

import pytest

from kb.pipeline import parse_text
from kb.qa.answering import Answerer
from kb.qa.models import Question

_PLAN = """示例区2026年城市防汛工作方案
（示防指〔2026〕2号）
第一章 职责
第一条 区水利局负责水库、河道、堤防的巡查和调度，于3月31日前完成汛前检查。区应急管理局会同区气象局建立会商制度。
第二条 区城市管理局负责雨水管网清淤；区民政局配合区应急管理局做好人员安置。
第三条 发生险情的，有关街道应当在30分钟内报告区防汛办公室。
"""
_LAW = _PLAN.replace("工作方案", "管理办法")

# (sentence, its units with their roles, why)
_SENTENCES = [
    ("区水利局负责水库、河道、堤防的巡查和调度", [("区水利局", "responsible")], "what it sees to is a list"),
    (
        "区应急管理局会同区气象局建立会商制度",
        [("区应急管理局", "lead"), ("区气象局", "participate")],
        "with another one",
    ),
    (
        "区民政局配合区应急管理局做好人员安置",
        [("区民政局", "participate"), ("区应急管理局", "lead")],
        "who supports whom",
    ),
    ("区城市管理局牵头、推进、落实清淤", [("区城市管理局", "lead")], "a list of verbs"),
    ("区水利局负责人到场指挥、调度", [], "a person"),
    ("有关方面负责水库、河道的巡查", [], "no unit"),
    ("区民政局配合做好水库、河道巡查", [], "nobody is named whom it supports"),
]


@pytest.mark.parametrize(("sentence", "units", "why"), _SENTENCES, ids=[case[-1] for case in _SENTENCES])
def test_units_of_a_sentence(sentence: str, units: list[tuple[str, str]], why: str) -> None:
    parsed = parse_text(f"示例区工作方案\n一、主要任务\n（一）巡查。{sentence}。\n", "acting")
    assert [(u.name, u.role) for a in parsed.assignments for u in a.units] == units, why


def test_articles_of_a_plan_give_tasks_and_those_of_a_law_do_not() -> None:
    assert [len(parse_text(text, "acting").assignments) for text in (_PLAN, _LAW)] == [4, 0]


@pytest.fixture(scope="module")
def flood(answerer_over: Callable[..., Answerer]) -> Answerer:
    """An answerer over the plan in articles."""
    return answerer_over(_PLAN)


# (question, units, what the answer says, why)
_ASKED = [
    ("水库巡查归谁管", {"区水利局"}, "", "only who has it by the sentence that is asked about"),
    ("雨水管网清淤谁负责", {"区城市管理局"}, "", "another sentence of the same article is of another unit"),
    ("水库汛前检查谁负责，什么时候前完成", {"区水利局"}, "3月31日前", "a time without its year, beside who"),
    ("发生险情要在多长时间内报告", set(), "30分钟内", "how long, behind what it is of"),
]


@pytest.mark.parametrize(("question", "units", "told", "why"), _ASKED, ids=[case[-1] for case in _ASKED])
def test_answers(flood: Answerer, question: str, units: set[str], told: str, why: str) -> None:
    answer = flood.ask(Question(question))
    assert (answer.status, {unit.name for unit in answer.units}) == ("answered", units), why
    assert told in answer.answer, why
