"""Classes of questions that were read in part, or as something near: what is compared, approved, asked on, left out."""

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question

# (earlier turn or "", question, titles of the tasks, why)
_TASKS = [
    (
        "",
        "县应急局和县市场监管局有没有相同的任务",
        {"工贸行业", "油气管道安全", "民用爆炸物品安全"},
        "those both have, not either",
    ),
    (
        "油气管道归县公安局管吗",
        "除了油气管道还管什么",
        {"消防领域", "民用爆炸物品安全"},
        "the unit before, without what is left out",
    ),
    ("县公安局参与消防吗", "除了这个还管什么", {"油气管道安全", "民用爆炸物品安全"}, "without what was spoken of"),
]


@pytest.mark.parametrize(("before", "question", "titles", "why"), _TASKS, ids=[case[-1] for case in _TASKS])
def test_tasks(answerer: Answerer, before: str, question: str, titles: set[str], why: str) -> None:
    answer = answerer.ask(Question(question, (before,) if before else ()))
    assert (answer.status, {task.title for task in answer.tasks}) == ("answered", titles), why


# (question, yes or no, how the answer begins or what it says, why)
_WHETHER = [
    (
        "园区安全和民爆是同样几个部门管吗",
        False,
        "责任单位不相同",
        "the units of two matters are held against each other",
    ),
    ("燃气和城市建设是同一个部门负责吗", True, "是。", "one that has both"),
    ("消防领域和工贸行业的牵头单位一样吗", False, "牵头单位不相同", "the leads are, where leads are asked for"),
    ("亿元GDP死亡率的目标是不是比十三五低", True, "目标更低", "what is aimed at and what was reached in the end"),
    ("芦湖街道要新建消防救援站吗", False, "没有芦湖街道", "a town that the list of towns does not hold"),
    ("花沟镇要新建消防救援站吗", True, "列有花沟镇", "one that it holds"),
    ("县应急局和县公安局共同牵头过任务吗", False, "共同牵头的任务", "what they share they do not lead together"),
]


@pytest.mark.parametrize(("question", "yes", "told", "why"), _WHETHER, ids=[case[-1] for case in _WHETHER])
def test_whether(answerer: Answerer, question: str, yes: bool, told: str, why: str) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.yes_no) == ("answered", yes), why
    assert told in answer.answer, why


# (earlier turn or "", question, what the answer says, what it does not, why)
_TOLD = [
    ("", "油气长输管道和工业压力管道哪个长", "工业压力管道更长", "", "which of two figures is the larger"),
    ("", "在电力线路保护区钻探要找谁批", "由县发展改革局批准", "供电公司", "who approves, not all who are responsible"),
    ("", "消防站准备建在哪几个镇", "唐坊镇", "微型消防站", "sentences about as good are looked through for places"),
    ("", "什么地方要建微型消防站", "行政村", "要建设的共", "where, and not what is to be built"),
    ("", "县委党校要做什么", "纳入干部培训课程", "", "what the text orders the unit to do by name"),
    ("", "县住建局单独承担哪些任务", "单独承担2项任务", "", "which tasks these are is said"),
    ("安全文化兴安工程谁牵头", "要建什么", "安全文化体验基地", "主题公园", "of the task spoken of, not of others"),
    ("安全风险监测预警工程由谁牵头", "什么时候完成", "没有写明时间", "2022年底前", "the time of no other task"),
    ("全县消防救援站现在几个", "还要再建多少", "16个", "达到4个", "what is aimed at, after what is"),
    ("万车死亡率的目标是多少", "亿元GDP那个呢", "0.01以内", "3以内", "the new indicator in the place of the old one"),
    (
        "",
        "专业背景的执法人员比例什么时候要达标，具体比例是多少",
        "这一问，规划未载明",
        "",
        "the second part is not dropped",
    ),
]


@pytest.mark.parametrize(("before", "question", "told", "untold", "why"), _TOLD, ids=[case[-1] for case in _TOLD])
def test_told(answerer: Answerer, before: str, question: str, told: str, untold: str, why: str) -> None:
    answer = answerer.ask(Question(question, (before,) if before else ()))
    assert told in answer.answer, why
    assert not untold or untold not in answer.answer, why


@pytest.mark.parametrize(
    "question", ["经济开发区管委会是哪项任务的牵头单位", "唐坊镇政府牵头哪些任务", "开发区管委会负责什么"]
)
def test_bodies_on_no_list_are_units_without_tasks(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(Question(question))
    assert (answer.status, answer.reason, answer.units) == ("not_stated", "unknown_unit", ())
