"""Questions of a whole plan: all its tasks, all its targets; and short questions that name another matter."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question


@pytest.mark.parametrize(
    "question",
    [
        "一共有多少项任务",
        "规划一共有多少项任务？",
        "这份规划共安排了几项任务",
        "任务一共有多少项",
        "规划有哪些任务",
        # said politely; with words of the plan's own title
        "请告诉我规划里有哪些任务",
        "高青规划有哪些任务",
    ],
)
def test_all_tasks_are_counted_and_named(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.count, len(answer.tasks)) == ("answered", 26, 26)
    assert answer.answer.startswith("《高青县安全生产“十四五”规划》写明责任单位的任务共26项：")
    assert {"消防领域", "特种设备领域"} <= {task.title for task in answer.tasks}


@pytest.mark.parametrize(
    "question", ["有哪些指标", "规划有哪些主要指标？", "规划提出了哪些目标", "指标都有哪些", "规划的目标是什么"]
)
def test_all_targets_are_listed_with_their_values(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == "answered"
    assert {"0.01以内", "0.5以内", "15%"} <= {value.text for value in answer.values}
    assert all(cited.quote for cited in answer.citations)
    # what was reached in the past is no target
    assert {value.kind for value in answer.values} <= {"target", "as_of", "count"}


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("有哪些责任单位", 30),
        ("规划涉及哪些单位？", 30),
        ("牵头单位都有哪些", 6),
        ("哪些单位有任务", 30),
        ("规划的牵头单位", 6),
    ],
)
def test_all_units_are_counted_once(answerer: Answerer, question: str, count: int) -> None:
    assert answerer.ask(Question(question)).count == count


@pytest.mark.parametrize(
    "question",
    [
        "哪些单位没有任务",
        "哪些单位没有承担任务",
        "哪些部门没有被点名",
        "哪些任务没有明确完成时限",
        "哪些任务没有规定完成时间",
        "哪些指标没有目标值",
        "目标比以前低的有哪些",
        "哪些目标比原来松",
    ],
)
def test_what_is_denied_or_compared_is_not_answered_with_all(answerer: Answerer, question: str) -> None:
    # the answer would say the opposite
    assert answerer.ask(Question(question)).status != "answered"


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("哪些任务没有责任单位", {"加强组织领导", "加强教育培训", "强化评估考核"}),
        ("没写责任单位的有几条", {"加强组织领导", "加强教育培训", "强化评估考核"}),
        ("哪些任务没人管", {"加强组织领导", "加强教育培训", "强化评估考核"}),
        ("任务都写明责任单位了吗", {"加强组织领导", "加强教育培训", "强化评估考核"}),
        # limited to a part that has none
        ("主要任务里哪些没写责任单位", set()),
    ],
)
def test_tasks_without_units_are_listed(answerer: Answerer, question: str, titles: set[str]) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.count, answer.units) == ("answered", len(titles), ())
    assert {task.title for task in answer.tasks} == titles


def test_all_deadlines_are_listed(answerer: Answerer) -> None:
    answers = [answerer.ask(Question(question)) for question in ("规划有什么时间要求", "哪些任务有时间要求")]
    assert {answer.status for answer in answers} == {"answered"}
    assert len(answers[0].tasks) == len(answers[1].tasks) > 3


def test_what_is_asked_to_be_left_out_is_no_matter_to_look_for(answerer: Answerer) -> None:
    # 消除 says nothing of leaving out; 除了 does
    assert "消防领域" in [task.title for task in answerer.ask(Question("消除消防领域的隐患，谁牵头")).tasks]
    others = answerer.ask(Question("除了消防领域，县消防救援大队还负责什么"))
    assert "消防领域" not in [task.title for task in others.tasks]


def test_short_questions_go_on_about_the_matter_before(answerer: Answerer) -> None:
    # in another turn, and in another sentence of one question
    turns = answerer.ask(Question("牵头单位有哪些", ("消防领域要做哪些事",)))
    sentences = answerer.ask(Question("消防领域要做哪些事？牵头单位有哪些？"))
    assert [unit.name for unit in turns.units] == ["县消防救援大队"]
    assert "县消防救援大队" in [unit.name for unit in sentences.units]
    assert answerer.ask(Question("规划有哪些牵头单位", ("消防领域要做哪些事",))).count == 6


def test_what_a_place_of_the_plan_says(answerer: Answerer) -> None:
    assert answerer.ask(Question("第三部分第三节讲了什么")).count == 11
    assert answerer.ask(Question("第三部分第三节的主要内容是什么")).count == 11
    assert "消防领域" in answerer.ask(Question("3.3.3是什么任务")).answer


@pytest.mark.parametrize(
    ("question", "count"),
    [("第三部分有多少项任务", 26), ("县公安局有哪些任务", 3)],
)
def test_a_part_or_a_unit_is_not_the_whole(answerer: Answerer, question: str, count: int) -> None:
    assert answerer.ask(Question(question)).count == count


@pytest.mark.parametrize(
    ("before", "question", "task"),
    [
        # the matter that is named takes the place of the one before; it is not mixed with it
        ("消防领域由谁牵头", "那特种设备领域呢", "特种设备领域"),
        ("谁牵头消防", "那气瓶呢", "特种设备领域"),
        ("谁负责消防领域整治", "那工贸行业呢", "工贸行业"),
        # a matter after a unit: who is responsible for it
        ("县公安局承担哪些任务", "那工贸行业呢", "工贸行业"),
    ],
)
def test_another_matter_is_asked_of_alone(answerer: Answerer, before: str, question: str, task: str) -> None:
    answer = answerer.ask(Question(question, (before,)))
    assert (answer.status, [found.title for found in answer.tasks]) == ("answered", [task])


def test_how_much_is_to_fall_may_be_said_in_one_character(answerer: Answerer) -> None:
    answer = answerer.ask(Question("到2025年事故死亡人数要降多少"))
    assert (answer.status, [value.text for value in answer.values]) == ("answered", ["15%", "到2025年"])


def test_a_restaurant_may_be_what_a_task_is_about(answerer: Answerer) -> None:
    assert answerer.ask(Question("小餐馆的煤气罐归哪个部门管")).status != "out_of_scope"
    assert answerer.ask(Question("附近有什么餐馆推荐")).status == "out_of_scope"
