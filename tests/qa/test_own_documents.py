"""Documents of the base named by a word or two of their title and their kind; what so names them is no part of the matter."""

from collections.abc import Callable

import pytest

from kb.qa.answering import Answerer
from kb.qa.mentions.own_documents import own_documents
from kb.qa.models import Question

_FARMS = """关于加快推进农业机械化的指导意见
示政发〔2023〕5号
一、推进农机装备升级
（一）改进农机装备。支持企业研发。（市工信局牵头，市商务局配合）
（二）推广农机装备。到2027年，推广工作全面展开。油菜收获机械化率达到60%，甘蔗收获机械化率达到30%。（市农业农村局牵头，市商务局配合）
"""
_JOBS = """关于发展数字经济扩大就业的实施方案
示政发〔2023〕6号
一、主要任务
（一）培养数字人才。开设课程。（市教育局牵头，市商务局配合）
（二）开发就业岗位。办好招聘会。（市人社局牵头，市民政局、市商务局等配合）
"""
_TITLES = ("关于加快推进农业机械化的指导意见", "关于发展数字经济扩大就业的实施方案")


@pytest.fixture(scope="module")
def two(answerer_over: Callable[..., Answerer]) -> Answerer:
    """An answerer over two documents without a place, told apart by their matter alone."""
    return answerer_over(_FARMS, _JOBS)


# (text, what is named, why)
_NAMED = [
    ("农业机械化的意见里谁牵头", {_TITLES[0]}, "the word before the kind"),
    ("数字经济扩大就业那个方案", {_TITLES[1]}, "a link between the words and the kind"),
    ("关于农业机械化的指导意见", {_TITLES[0]}, "words of the title left out"),
    ("就业意见", set(), "the words of one title and the kind of another"),
    ("实施方案谁牵头", set(), "a kind alone"),
    ("节水改造方案", set(), "words of neither title"),
]


@pytest.mark.parametrize(("text", "titles", "why"), _NAMED, ids=[case[-1] for case in _NAMED])
def test_documents_are_named_by_the_words_before_their_kind(text: str, titles: set[str], why: str) -> None:
    assert {named.title for named in own_documents(text, _TITLES)} == titles, why


# (question, titles of the tasks, why)
_TASKS = [
    (
        "市商务局参与农业机械化意见中的哪些任务",
        {"改进农机装备", "推广农机装备"},
        "only those of the document that is named",
    ),
    (
        "市教育局在数字经济扩大就业的方案里要做什么",
        {"培养数字人才"},
        "the name of a document is no matter of its tasks",
    ),
    ("市民政局在推进农机装备方面有什么任务", {"开发就业岗位"}, "some words of a part's title deny nothing"),
    ("市商务局在推进农机装备升级里参与什么", {"改进农机装备", "推广农机装备"}, "a part named in full limits the tasks"),
]


@pytest.mark.parametrize(("question", "titles", "why"), _TASKS, ids=[case[-1] for case in _TASKS])
def test_tasks_are_those_of_what_is_named(two: Answerer, question: str, titles: set[str], why: str) -> None:
    answer = two.ask(Question(question))
    assert (answer.status, {task.title for task in answer.tasks}) == ("answered", titles), why


def test_a_year_that_opens_a_passage_holds_on(two: Answerer) -> None:
    answer = two.ask(Question("油菜机械化2027年要达到什么水平"))
    assert "油菜收获机械化率达到60%" in answer.answer


def test_of_two_figures_the_larger_is_told(two: Answerer) -> None:
    answer = two.ask(Question("油菜收获机械化率和甘蔗收获机械化率哪个高"))
    assert "油菜收获机械化率更高。" in answer.answer
    assert {value.text for value in answer.values} >= {"60%", "30%"}


# (question, whether the list is said to go on, why)
_OPEN = [
    ("开发就业岗位由谁牵头", False, "the list that ends in 等 is that of the others"),
    ("开发就业岗位谁配合", True, "it is this list"),
]


@pytest.mark.parametrize(("question", "opened", "why"), _OPEN, ids=[case[-1] for case in _OPEN])
def test_a_list_goes_on_in_the_role_that_says_so(two: Answerer, question: str, opened: bool, why: str) -> None:
    assert ("原文以“等”收尾" in two.ask(Question(question)).answer) is opened, why


def test_figures_that_differ_in_more_than_their_number_get_no_verdict(two: Answerer) -> None:
    answer = two.ask(Question("油菜机械化率和甘蔗种植机械化率哪个高"))
    assert "更高" not in answer.answer


def test_issuers_of_a_title_name_no_document() -> None:
    title = "市教育局、市公安局关于加强校车管理的意见"
    assert own_documents("公安意见有哪些任务", (title,)) == ()
    assert [named.title for named in own_documents("校车管理的意见有哪些任务", (title,))] == [title]


def test_kinds_that_are_matters_take_two_words() -> None:
    title = "关于支持服务业应对疫情若干政策措施的通知"
    assert own_documents("疫情措施有哪些", (title,)) == ()
    assert [named.title for named in own_documents("服务业应对疫情的政策何时到期", (title,))] == [title]
