"""First answers: who is responsible, who leads, tasks of a unit; and refusals. Golden counts are hand-made from the plan."""

import json

import pytest

from kb.qa.answering import Answerer
from kb.qa.contract import as_contract
from kb.qa.models import Answer, Question


def ask(answerer: Answerer, text: str) -> Answer:
    return answerer.ask(Question(text))


def test_who_is_responsible_names_all_eleven_units_with_roles(answerer: Answerer) -> None:
    answer = ask(answerer, "谁负责消防领域整治")
    assert answer.status == "answered"
    assert [(u.name, u.role) for u in answer.units if u.role == "lead"] == [("县消防救援大队", "lead")]
    assert len(answer.units) == 11
    assert answer.citations[0].quote.startswith("（责任单位：县消防救援大队牵头")
    assert all(unit.name in answer.answer for unit in answer.units)
    assert "[1]" in answer.answer


@pytest.mark.parametrize(
    ("question", "units", "task"),
    [
        ("燃气行业归谁管", {("县住房城乡建设局", "responsible")}, "3.3.9"),
        ("特种设备领域由谁牵头？", {("县市场监管局", "lead")}, "3.3.4"),
        # a slip of the plan (县应急) is mended
        ("安全风险防控能力提升工程谁牵头", {("县应急局", "lead")}, "3.5.4"),
        # joint leads
        ("安全风险监测预警工程的牵头单位是？", {("县应急局", "lead"), ("县大数据局", "lead")}, "3.5.5"),
        # by its matter, not its title
        ("变型拖拉机专项治理谁负责", {("县交通运输局", "responsible"), ("县农业农村局", "responsible")}, "3.3.2"),
    ],
)
def test_units_of_a_task(answerer: Answerer, question: str, units: set[tuple[str, str]], task: str) -> None:
    answer = ask(answerer, question)
    assert {(u.name, u.role) for u in answer.units} == units
    assert [t.id for t in answer.tasks] == [task]


def test_nobody_leads_is_said_and_the_responsible_units_are_given(answerer: Answerer) -> None:
    answer = ask(answerer, "油气管道安全由哪家牵头？")
    assert answer.status == "answered"
    assert "未写明牵头单位" in answer.answer
    assert len(answer.units) == 5
    assert {u.role for u in answer.units} == {"responsible"}


def test_a_collective_is_named_as_such_and_not_expanded(answerer: Answerer) -> None:
    answer = ask(answerer, "严格事故调查处理谁负责")
    collective = [u for u in answer.units if u.collective]
    assert [u.name for u in collective] == ["负有安全生产监管职责的部门"]
    assert "没有列出具体单位" in answer.answer


def test_an_open_list_is_said_to_be_open(answerer: Answerer) -> None:
    assert "名单未列完" in ask(answerer, "工贸行业责任单位有哪些").answer


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("县公安局承担哪些任务？", ["3.3.3", "3.3.7", "3.3.8"]),
        # an old name and an abbreviation
        ("国土局在规划里涉及哪几项？", ["3.3.3", "3.3.11"]),
        ("消防大队牵头了哪几项？", ["3.3.3", "3.5.2"]),
        # it leads nothing: that is an answer
        ("公安局自己牵头的任务有几项？", []),
    ],
)
def test_tasks_of_a_unit(answerer: Answerer, question: str, tasks: list[str]) -> None:
    answer = ask(answerer, question)
    assert answer.status == "answered"
    assert [t.id for t in answer.tasks] == tasks
    assert answer.count == len(tasks)


@pytest.mark.parametrize(
    ("question", "status", "reason"),
    [
        ("", "invalid", "empty"),
        ("？！……", "invalid", "empty"),
        ("长" * 501, "invalid", "too_long"),
        ("帮我写一首打油诗", "out_of_scope", "off_topic"),
        ("校车安全归哪个部门管？", "not_stated", "not_in_plan"),
        ("桓台县消防领域谁负责", "not_stated", "other_level"),
        ("县公安局不负责什么", "out_of_scope", "off_topic"),
        ("县生态环境局有哪些任务", "not_stated", "unknown_unit"),
        ("'; DROP TABLE units; --谁牵头", "not_stated", "not_in_plan"),
    ],
)
def test_refusals(answerer: Answerer, question: str, status: str, reason: str) -> None:
    answer = ask(answerer, question)
    assert (answer.status, answer.reason) == (status, reason)
    # units are named only as those to ask, never as the answer
    assert not answer.units or "可向其了解" in answer.answer


def test_same_question_same_bytes_and_verbatim_quotes(answerer: Answerer) -> None:
    bodies = [json.dumps(as_contract(ask(answerer, "消防领域责任单位"), 0), ensure_ascii=False) for _ in range(2)]
    assert bodies[0] == bodies[1]
    text = answerer._knowledge.texts["gaoqing-safety-14th-five-year-plan"]
    for cited in ask(answerer, "消防领域责任单位").citations:
        assert text[cited.start : cited.end] == cited.quote
