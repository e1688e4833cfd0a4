"""The check of what an answer says against its fields: what it must find, and what it must let pass."""

import re

import pytest

from kb.qa.models import (
    Answer,
    AnsweredDeadline,
    AnsweredRegulation,
    AnsweredTask,
    AnsweredUnit,
    AnsweredValue,
    Cited,
    Entity,
)
from tests.evaluation.facts_in_text import Names, unbacked

_NAMES = Names(
    re.compile("县公安局|县民政局"), frozenset({"消防领域", "园区安全"}), {"u1": "县公安局"}, ("10万人死亡率",)
)
_UNIT = AnsweredUnit("u1", "县公安局", "lead", False)
_TASK = AnsweredTask("t1", "3.3.3", "消防领域", "d")
_CITED = Cited(1, "d", "某规划", "3.3.3", "3.园区安全", "县公安局和县民政局办5件事。", 0, 13, "u")


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (Answer("answered", "由县公安局负责。", units=(_UNIT,)), []),
        (Answer("answered", "由县公安局、县民政局负责。", units=(_UNIT,)), ["单位 县民政局"]),
        # a unit inside a title or a quotation is not said of anything
        (Answer("answered", "原文：“县公安局和县民政局办5件事”。[1]", citations=(_CITED,)), []),
        (Answer("answered", "“消防领域”（3.3.3）、“园区安全”。", tasks=(_TASK,)), ["标题 园区安全"]),
        # what comes nearest is named by its citation in a refusal, and only there
        (Answer("not_stated", "最接近的是“园区安全”[1]。", citations=(_CITED,)), []),
        (Answer("answered", "最接近的是“园区安全”[1]。", citations=(_CITED,)), ["标题 园区安全"]),
        (
            Answer("answered", "依据是《甲办法》、《乙办法》。", regulations=(AnsweredRegulation("r", "甲办法"),)),
            ["标题 乙办法"],
        ),
        (Answer("answered", "目标：10万人死亡率3以内，5人。", values=(AnsweredValue("3以内", "3"),)), ["数 5"]),
        (
            Answer(
                "answered", "共3项，最迟2022-12-31。", deadlines=(AnsweredDeadline("2022-12-31", "甲", "乙"),), count=3
            ),
            [],
        ),
        (Answer("answered", "见3.3.3，3.3.4。", tasks=(_TASK,)), ["数 3.3", "数 4"]),
    ],
)
def test_unbacked(answer: Answer, missing: list[str]) -> None:
    assert unbacked(answer, ("谁负责",), _NAMES) == missing


def test_the_asker_s_words_are_no_facts() -> None:
    # 国土局 was read as 县公安局; 县民政局 and 7 stand in the question or the turn before it
    answer = Answer("answered", "县公安局、县民政局没有7项。", entities=(Entity("国土局", "u1", "unit", "former"),))
    assert unbacked(answer, ("县民政局有7项吗", "国土局呢"), _NAMES) == []
