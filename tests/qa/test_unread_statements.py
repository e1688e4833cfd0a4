"""A task whose units stand in words that no rule reads: the answer says so, and quotes them."""

from pathlib import Path

import pytest

from kb import opening
from kb.intake.library import build_paths
from kb.qa.answering import Answerer
from kb.qa.models import Question
from kb.settings import Settings

_PLAN = """示例县防汛“十四五”规划
一、主要任务
（一）应急保障
1.队伍物资。建好防汛物资库。此项工作由县应急局扛总、县消防救援大队打头阵。
2.储备物资。按标准储备。（责任单位：县应急局牵头，县消防救援大队配合）
"""


@pytest.fixture
def own(tmp_path: Path) -> Answerer:
    file = tmp_path / "plan.txt"
    file.write_text(_PLAN, encoding="utf-8")
    settings = Settings(snapshot_dir=tmp_path / "snapshots", data_dir=tmp_path / "data", encoder="none")
    build_paths(settings, [file])
    return Answerer(opening.open_knowledge(settings), settings.max_question_chars)


def test_what_was_not_read_is_quoted_and_nobody_is_named_responsible(own: Answerer) -> None:
    answer = own.ask(Question("队伍物资由谁负责"))
    assert (answer.status, answer.units) == ("not_stated", ())
    assert "没有读成责任分工" in answer.answer
    assert any("县应急局扛总" in cited.quote for cited in answer.citations)


def test_what_was_read_is_answered(own: Answerer) -> None:
    answer = own.ask(Question("储备物资由谁牵头"))
    assert [unit.name for unit in answer.units] == ["县应急局"]


def test_a_plan_without_units_says_so_and_names_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(
        "示例县防汛“十四五”规划\n一、主要任务\n（一）应急保障\n1.队伍物资。建好防汛物资库。\n", encoding="utf-8"
    )
    settings = Settings(snapshot_dir=tmp_path / "snapshots", data_dir=tmp_path / "data", encoder="none")
    build_paths(settings, [file])
    answerer = Answerer(opening.open_knowledge(settings), settings.max_question_chars)
    assert answerer.ask(Question("有哪些责任单位")).status == "not_stated"
    assert "应急保障" in answerer.ask(Question("主要任务有哪些")).answer
