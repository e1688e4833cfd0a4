"""Answers with a roster: stated, supplied and inferred are told apart; without one nothing is said of members."""

import hashlib
from pathlib import Path

import pytest

from kb import opening, pipeline
from kb.qa.answering import Answerer
from kb.qa.contract import as_contract
from kb.qa.models import Answer, Question
from kb.settings import Settings
from kb.sources import sources

PLAN = """柏河县防汛抗旱三年行动计划（2023—2025年）

一、主要任务
（一）加固水库堤防。对病险水库除险加固。（责任单位：县水利局牵头，县财政局按职责分工负责）
（二）开展汛前检查。排查地质灾害隐患点。（责任单位：县应急局牵头，县直有关部门按职责分工负责）
（三）储备防汛物资。建立物资储备台账。（责任单位：县直有关部门）
（四）组织防汛演练。每年开展一次演练。（责任单位：县应急局牵头，县水利局配合）
柏河县人民政府
2023年2月1日
"""
ROSTER = """
rosters:
  - collective: 县直有关部门
    place: 柏河县
    members: [县水利局, 县气象局, 县应急局]
    valid_from: 2023-03-01
    source: 柏河县安委办《关于明确县直有关部门的通知》
"""
MANIFEST = """
documents:
  - id: baihe
    title: 柏河县防汛抗旱三年行动计划（2023—2025年）
    issuer: 柏河县人民政府
    number: ''
    date: 2023-02-01
    file: plan.txt
    sha256: {sha256}
    licence: invented for this test
    source: invented for this test
"""


def answerer_of(folder: Path, roster: str) -> Answerer:
    """An answerer over the invented plan and, if any, its roster."""
    corpus = folder / "corpus"
    (corpus / "rosters").mkdir(parents=True)
    (corpus / "plan.txt").write_text(PLAN, encoding="utf-8")
    sha256 = hashlib.sha256(PLAN.encode()).hexdigest()
    (corpus / "manifest.yaml").write_text(MANIFEST.format(sha256=sha256), encoding="utf-8")
    if roster:
        (corpus / "rosters" / "departments.yaml").write_text(roster, encoding="utf-8")
    settings = Settings(corpus_dir=corpus, snapshot_dir=folder / "snapshots", encoder="none")
    pipeline.build(settings, sources(settings))
    return Answerer(opening.open_knowledge(settings), settings.max_question_chars)


@pytest.fixture(scope="module")
def with_roster(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answerer_of(tmp_path_factory.mktemp("with"), ROSTER)


@pytest.fixture(scope="module")
def without_roster(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answerer_of(tmp_path_factory.mktemp("without"), "")


def tasks(answer: Answer, basis: str) -> list[str]:
    return [task.title for task in answer.tasks if task.basis == basis]


def test_members_are_supplied_with_date_and_source(with_roster: Answerer) -> None:
    answer = with_roster.ask(Question("县直有关部门具体指哪些单位？"))
    assert answer.status == "answered"
    assert [(unit.name, unit.role, unit.basis) for unit in answer.units] == [
        ("县应急局", "member", "supplied"),
        ("县气象局", "member", "supplied"),
        ("县水利局", "member", "supplied"),
    ]
    assert answer.count == 3
    assert answer.answer == (
        "按补充的成员名单（2023-03-01起用，来源：柏河县安委办《关于明确县直有关部门的通知》），“县直有关部门”包括3个单位："
        "县应急局、县气象局、县水利局。[1]名单由人补充，原文只写统称，没有列出具体单位。"
    )
    # what is quoted is the statement that names the collective: the roster is no text
    assert [cited.quote for cited in answer.citations] == ["（责任单位：县应急局牵头，县直有关部门按职责分工负责）"]


@pytest.mark.parametrize(
    ("question", "yes_no", "why"),
    [
        ("县气象局算不算县直有关部门？", True, "on the roster, in no statement"),
        ("县财政局属于县直有关部门吗？", False, "in the plan, not on the roster"),
    ],
)
def test_membership_is_answered_by_the_roster(with_roster: Answerer, question: str, yes_no: bool, why: str) -> None:
    answer = with_roster.ask(Question(question))
    assert (answer.status, answer.yes_no) == ("answered", yes_no), why
    assert {unit.basis for unit in answer.units} == {"supplied"}


@pytest.mark.parametrize("question", ["县直有关部门具体指哪些单位？", "县水利局算不算县直有关部门？"])
def test_without_a_roster_members_are_not_stated(without_roster: Answerer, question: str) -> None:
    answer = without_roster.ask(Question(question))
    assert (answer.status, answer.reason, answer.units) == ("not_stated", "not_enumerated", ())


def test_tasks_held_as_member_are_listed_apart_and_not_counted(with_roster: Answerer) -> None:
    answer = with_roster.ask(Question("县水利局有哪些任务？"))
    assert tasks(answer, "stated") == ["加固水库堤防", "组织防汛演练"]
    assert tasks(answer, "inferred") == ["开展汛前检查", "储备防汛物资"]
    assert answer.count == 2
    assert [(unit.name, unit.role, unit.basis) for unit in answer.units] == [
        ("县水利局", "lead", "stated"),
        ("县水利局", "participate", "stated"),
        ("县水利局", "participate", "inferred"),
        ("县水利局", "responsible", "inferred"),
    ]
    stated, supplied = answer.answer.split("另按补充的成员名单")
    assert "汛前检查" not in stated
    assert "2023-03-01起用" in supplied
    assert "原文没有点它的名" in supplied


def test_a_task_that_the_text_gives_to_the_unit_itself_is_not_repeated(with_roster: Answerer) -> None:
    answer = with_roster.ask(Question("县应急局承担哪些任务？"))
    assert tasks(answer, "stated") == ["开展汛前检查", "组织防汛演练"]
    assert tasks(answer, "inferred") == ["储备防汛物资"]


def test_leading_is_not_inferred_from_membership(with_roster: Answerer, without_roster: Answerer) -> None:
    """The collective leads nothing, so nobody leads as its member."""
    question = Question("县水利局牵头哪些任务？")
    assert tasks(with_roster.ask(question), "inferred") == []
    assert with_roster.ask(question).answer == without_roster.ask(question).answer


def test_a_unit_that_only_the_roster_names_has_its_tasks_as_member(with_roster: Answerer) -> None:
    answer = with_roster.ask(Question("县气象局有哪些任务？"))
    assert tasks(answer, "stated") == []
    assert tasks(answer, "inferred") == ["开展汛前检查", "储备防汛物资"]
    assert answer.count == 0
    assert {unit.basis for unit in answer.units} == {"inferred"}


def test_who_is_responsible_is_answered_from_the_text_alone(with_roster: Answerer, without_roster: Answerer) -> None:
    question = Question("谁负责储备防汛物资？")
    assert with_roster.ask(question).units == without_roster.ask(question).units
    assert with_roster.ask(question).answer == without_roster.ask(question).answer


def test_the_contract_tells_the_basis_of_a_task_only_where_it_is_not_the_text(with_roster: Answerer) -> None:
    body = as_contract(with_roster.ask(Question("县水利局有哪些任务？")), 0.0)
    assert [task.get("basis") for task in body["tasks"]] == [None, None, "inferred", "inferred"]


def test_a_file_built_by_itself_has_no_rosters(tmp_path: Path) -> None:
    """A roster belongs to the documents of its folder: it must not stop the build of another plan."""
    settings = Settings(snapshot_dir=tmp_path / "snapshots", corpus_dir=tmp_path, encoder="none")
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "other.yaml").write_text(ROSTER.replace("柏河县", "别县"), encoding="utf-8")
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    pipeline.build(settings, sources(settings, [tmp_path / "plan.txt"]))
    assert opening.open_knowledge(settings).members == ()
