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


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("由县应急局牵头又涉及县市场监管局的任务有哪些", {"3.3.5"}),  # each unit in the role it is given
        ("消防领域谁牵头？特种设备领域谁牵头？", {"3.3.3", "3.3.4"}),  # two questions, not one after the other's matter
        ("发改局除了电力安全还有哪些任务", {"3.3.7", "3.3.11"}),  # what is left out, without 之外
        ("牵头消防领域整治的那个单位还牵头什么", {"3.5.2"}),  # a unit that is described; the rest of its tasks
        ("电力安全这项，供电公司和发改局哪个是牵头的", {"3.3.6"}),  # a choice between units
    ],
)
def test_tasks_of_longer_questions(answerer: Answerer, question: str, tasks: set[str]) -> None:
    assert {task.id for task in ask(answerer, question).tasks} == tasks


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("淄博市消防领域谁负责", "other_level"),  # the county plan only cites plans of the city
        ("适龄女生打的疫苗是二价还是九价", "not_in_plan"),
        ("死亡人数下降15%是以哪一年为基数", "not_in_plan"),  # no year is told
        ("各镇街要配几辆消防车", "not_in_plan"),  # the county's number is no town's
    ],
)
def test_what_is_similar_is_no_answer(answerer: Answerer, question: str, reason: str) -> None:
    answer = ask(answerer, question)
    assert (answer.status, answer.reason) == ("not_stated", reason)


@pytest.mark.parametrize(
    ("first", "then", "tasks"),
    [
        ("消防领域谁牵头？", "特种设备由谁牵头？", {"3.3.4"}),  # a question of its own
        ("安全总监什么时候配齐？", "依据是什么？", {"3.1.3"}),  # of the same matter
        ("县公安局承担哪些任务？", "那市场监管局呢", {"3.3.3", "3.3.4", "3.3.5", "3.3.7", "3.3.8"}),
    ],
)
def test_what_is_asked_next(answerer: Answerer, first: str, then: str, tasks: set[str]) -> None:
    answer = answerer.ask(Question(then, history=(first,)))
    assert answer.status == "answered"
    assert {task.id for task in answer.tasks} == tasks


def test_a_choice_of_an_ambiguous_answer(answerer: Answerer) -> None:
    first = ask(answerer, "平台建设谁负责")
    assert first.status == "ambiguous"
    chosen = answerer.ask(Question("第一个", history=("平台建设谁负责",)))
    assert chosen.answer == ask(answerer, first.follow_ups[0]).answer


def test_leads_nothing(answerer: Answerer) -> None:
    answer = ask(answerer, "县财政局有没有牵头任务")
    assert (answer.yes_no, answer.count) == (False, 0)
