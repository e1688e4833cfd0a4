"""Ways of asking that other people's questions showed, each by its class; golden tasks and units are read off the plan."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Answer, Question


def ask(answerer: Answerer, text: str) -> Answer:
    return answerer.ask(Question(text))


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("地震安全示范社区", {"3.4.3"}),  # a matter alone asks who has it
        ("气瓶追溯谁盯", {"3.3.4"}),  # 谁 with any verb
        ("四不两直检查是谁组织的", {"3.2.1"}),  # a name the plan puts in quotation marks, asked without them
        ("安全生产月谁牵头", {"3.4.2"}),  # such a name that begins like common words
        ("重点工程第四个是谁牵头", {"3.5.4"}),  # counted among the items of a section
        ("住建局独立负责哪些", {"3.3.9", "3.3.10"}),  # tasks of one unit alone
        ("应急局和工信局一起牵头的是什么", {"3.5.6"}),  # led together, not only shared
        ("工信局牵头、参与各几项", {"3.3.5", "3.3.8", "3.3.11", "3.5.6"}),  # two roles are all roles
        ("哪几个镇要新建消防站", {"3.5.2"}),  # places, not what is built
        ("外卖小哥在小区楼下充电瓶车，哪个部门该出面", {"3.3.3"}),  # people and places of a story say nothing
    ],
)
def test_tasks(answerer: Answerer, question: str, tasks: set[str]) -> None:
    answer = ask(answerer, question)
    assert answer.status == "answered"
    assert {task.id for task in answer.tasks} == tasks


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("烟花爆竹零售点谁来管", "not_in_plan"),  # the plan only forbids to let fireworks off under power lines
        ("安全生产责任险的依据是哪份文件", "not_in_plan"),  # the file cited beside it is the basis of something else
        ("负有安全生产监管职责的部门包括环保局吗", "not_enumerated"),  # a collective asked for one member
    ],
)
def test_not_stated(answerer: Answerer, question: str, reason: str) -> None:
    answer = ask(answerer, question)
    assert (answer.status, answer.reason) == ("not_stated", reason)


@pytest.mark.parametrize(
    ("question", "count", "said"),
    [
        ("哪个局牵头的任务最多", 13, "县应急局，13项"),  # over all units
        ("规划分几个部分", 4, "保障措施"),  # the parts of a whole plan
        ("第五个工程的牵头单位有几个", 2, "县大数据局"),
        ("省里的文件引用了几份", 4, "山东省安全生产举报奖励办法"),  # only those of the level
        ("规划里一共提到多少个责任单位", 30, "县供电公司"),
    ],
)
def test_counts(answerer: Answerer, question: str, count: int, said: str) -> None:
    answer = ask(answerer, question)
    assert answer.count == count
    assert said in answer.answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("全县有多少家危化品生产企业", "19家"),  # a part of a count: 29家，其中生产企业19家
        ("这份规划管到哪一年", "2021—2025年"),
    ],
)
def test_values(answerer: Answerer, question: str, value: str) -> None:
    assert value in ask(answerer, question).answer


def test_a_quoted_title_is_told_not_its_section(answerer: Answerer) -> None:
    answer = ask(answerer, "五个基本原则里“坚持文化兴安”怎么说")
    assert {citation.section for citation in answer.citations} == {"2.2.5"}
