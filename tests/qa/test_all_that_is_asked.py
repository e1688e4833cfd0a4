"""Nothing of a question is dropped: who alone, who not, what beside who; classes of error that other people's questions
showed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.qa.answering import Answerer
from kb.qa.models import Question
from kb.qa.scoping import documents_named

_PLAN = """示例市数字发展若干政策措施
示政发〔2025〕7号
一、主要任务
1.推行数字政务。建设统一平台，推动事项网上办理。（牵头单位：市政务局；配合单位：市公安局）
2.发展文创产业。支持企业开发文创产品。（牵头单位：市文旅局；配合单位：市商务局）
3.减免房租。对承租国有房屋的企业减收房租，减收房租最长不超过6个月。（责任单位：市财政局）
本文件自发布之日起暂执行至2026年6月30日止。
附件
领导小组办公室设在市政务局。
领导小组名单
组　长：王一　市长
副组长：赵四　副市长
成　员：李二　市统计局局长
　　　　张三　市财政局局长
"""


@pytest.fixture(scope="module")
def measures(answerer_over: Callable[..., Answerer]) -> Answerer:
    """An answerer over measures that say until when they hold, with a list of persons."""
    return answerer_over(_PLAN)


# (question, yes or no, what the answer says, why)
_ALONE = [
    ("交通运输行业是不是只由县交通局一家负责？", False, "责任单位还有县农业农村局", "two units have it"),
    ("消防是不是只归消防救援大队管？", False, "责任单位还有县教育和体育局", "those beside the lead have it too"),
    ("消防是不是只由消防救援大队牵头？", True, "牵头", "nobody else leads"),
    ("燃气是不是只归住建局一家管？", True, "负责", "it is alone"),
    ("县公安局没有牵头任何任务吗？", False, "没有写明由县公安局牵头", "any task at all"),
]


@pytest.mark.parametrize(("question", "yes", "told", "why"), _ALONE, ids=[case[-1] for case in _ALONE])
def test_alone_is_alone(answerer: Answerer, question: str, yes: bool, told: str, why: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.yes_no is yes, why
    assert told in answer.answer, why


# What is denied is not answered with those it holds for.
_DENIED = ["哪些重点工程不是县应急局牵头的？", "除县应急局外还有谁牵头任务？", "哪些任务没有县应急局参加？"]


@pytest.mark.parametrize("question", _DENIED)
def test_who_does_not_is_not_told(answerer: Answerer, question: str) -> None:
    assert answerer.ask(Question(question)).status == "out_of_scope"


# (question, what the answer says of each part, why)
_TWO = [
    ("农村煤改气整治谁负责，县财政局配合吗", ["县住房城乡建设局", "没有县财政局"], "who, and whether another"),
    ("特种设备谁牵头，交通局配合吗", ["县市场监管局牵头", "是。县交通运输局"], "whether another, who takes part"),
    ("安全文化体验场馆要建几处，哪年建好", ["一处", "“哪年建好”这一问，规划未载明"], "how many, and when"),
    (
        "消防救援站要新建几个什么时候建完",
        ["16个", "“什么时候建完”这一问，规划未载明"],
        "how many and when without a comma; the time of other stations beside it is not theirs",
    ),
    ("万车死亡率现在多少，目标多少", ["3以内", "现状的数规划未载明"], "what is aimed at, and what is"),
    ("重大危险源多少处，什么时候要消除完", ["50处"], "how many, and what is not stated"),
]


@pytest.mark.parametrize(("question", "told", "why"), _TWO, ids=[case[-1] for case in _TWO])
def test_both_parts_are_answered(answerer: Answerer, question: str, told: list[str], why: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == "answered", why
    assert [part for part in told if part not in answer.answer] == [], (why, answer.answer)


# (question, status, why): responsible units are no answer to who pays, or which company does it.
_PARTIES = [
    ("安责险由哪家保险公司承保？", "not_stated", "a company"),
    ("安责险保费谁来出？", "not_stated", "who pays"),
    ("电梯维保由哪家公司承担？", "not_stated", "a company, though the sentence is there"),
    ("电力安全由哪家公司负责", "answered", "a company that is a responsible unit"),
]


@pytest.mark.parametrize(("question", "status", "why"), _PARTIES, ids=[case[-1] for case in _PARTIES])
def test_who_else_does_or_pays_for_it(answerer: Answerer, question: str, status: str, why: str) -> None:
    answer = answerer.ask(Question(question))
    assert answer.status == status, why
    assert ("县供电公司" in answer.answer) == (status == "answered"), why


def test_the_task_with_most_units_is_no_unit_with_most_tasks(answerer: Answerer) -> None:
    answer = answerer.ask(Question("哪项任务责任单位最多？"))
    assert ([task.id for task in answer.tasks], answer.count, len(answer.units)) == (["3.3.3"], 11, 11)
    assert [task.id for task in answerer.ask(Question("牵头单位最多的工程是哪个")).tasks] == ["3.5.5", "3.5.6"]


@pytest.mark.parametrize(
    ("question", "status", "told"),
    [
        ("市财政局局长是谁", "answered", "张三"),
        ("领导小组组长是谁", "answered", "王一"),  # not the deputy; printed with a blank
        ("领导小组副组长是谁", "answered", "赵四"),
        ("领导小组办公室设在哪", "answered", "市政务局"),
        ("承租国有房屋的企业要不要交全部房租", "answered", "减收房租"),
        ("减收房租最长多久", "answered", "最长不超过6个月"),
        ("市商务局局长是谁", "not_stated", "未载明"),  # the list has another office's
        ("这份文件执行到什么时候", "answered", "2026年6月30日"),  # and not the date of issue
        ("哪些措施由市财政局负责", "answered", "减免房租"),
    ],
)
def test_what_is_asked_of_measures(measures: Answerer, question: str, status: str, told: str) -> None:
    answer = measures.ask(Question(question))
    assert answer.status == status
    assert told in answer.answer


def test_a_document_is_named_by_its_number(measures: Answerer) -> None:
    knowledge = measures._knowledge
    other = {**knowledge.documents[0], "id": "other", "number": "示政发〔2025〕17号", "place": "", "title": "另一份"}
    both = replace(knowledge, documents=(*knowledge.documents, other))
    for text in ("示政发〔2025〕7号第三条谁负责", "示政发[2025]7号第三条谁负责", "示政发（2025） 7 号谁负责"):
        assert documents_named(text, both) == (knowledge.documents[0]["id"],)
    assert documents_named("示政发〔2025〕17号谁负责", both) == ("other",)


def test_a_new_matter_in_one_word_is_no_more_of_the_old(measures: Answerer) -> None:
    answer = measures.ask(Question("那数字文创呢？", history=("数字政务谁牵头？",)))
    assert [unit.name for unit in answer.units] == ["市文旅局"]


@pytest.mark.parametrize("typed", ["县应极局", "县应集局"])
def test_a_unit_typed_by_its_sound(answerer: Answerer, typed: str) -> None:
    answer = answerer.ask(Question(f"{typed}牵头几项工作？"))
    assert (answer.status, answer.count) == ("answered", 13)


def test_those_beside_a_unit_are_not_its_tasks(answerer: Answerer) -> None:
    answer = answerer.ask(Question("油气管道除了公安局还有哪些"))
    names = {unit.name for unit in answer.units}
    assert names == {"县发展改革局", "县住房城乡建设局", "县应急局", "县市场监管局"}


def test_all_of_them_were_asked() -> None:
    assert (len(_ALONE), len(_DENIED), len(_TWO), len(_PARTIES)) == (5, 3, 6, 4)
