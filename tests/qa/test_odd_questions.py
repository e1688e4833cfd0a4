"""Whatever is typed gets an answer of the contract: never an exception, never a fact without a quote."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.qa.answering import Answerer
from kb.qa.contract import as_contract
from kb.qa.models import Question
from kb.qa.reading import intents

_PIECES = (
    *(
        "谁",
        "牵头",
        "县应急局",
        "县水利局",
        "消防",
        "2022年",
        "《",
        "》",
        "“",
        "”",
        "？",
        "。",
        "，",
        "它",
        "呢",
        "还有",
    ),
    *(
        "几项",
        "什么时候",
        "依据",
        "除了",
        "第三部分",
        "（三）",
        "多少",
        "比较",
        "和",
        "两家",
        "吗",
        "😀",
        "abc",
        "１２",
        "規劃",
    ),
    *(
        "\x00",
        "\ud800",
        "\n",
        "〈单位〉",
        "我们局",
        "另外",
        "总共",
        "是不是",
        "平台",
        "[1]",
        "{x}",
        "%s",
        "DROP",
        "'",
        "; --",
    ),
)
_TEXT = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12).map("".join)


@settings(max_examples=150)
@given(question=_TEXT, history=st.lists(_TEXT, max_size=2))
def test_any_pieces_are_answered_or_refused(answerer: Answerer, question: str, history: list[str]) -> None:
    answer = answerer.ask(Question(question, tuple(history)))
    assert answer.status in ("answered", "not_stated", "ambiguous", "out_of_scope", "invalid")
    assert answer.status == "answered" or answer.reason
    json.dumps(as_contract(answer, 0.0, explain=True), ensure_ascii=False)


@pytest.mark.parametrize("rule", [rule.id for rule in intents()])
def test_examples_of_every_intent_with_and_without_what_they_need(answerer: Answerer, rule: str) -> None:
    examples = next(r.examples for r in intents() if r.id == rule)
    for example in examples:
        for unit, title, day in (("县应急局", "《消防法》", "2022年底前"), ("", "", "")):
            text = example.replace("〈单位〉", unit).replace("〈文件〉", title).replace("〈时间〉", day)
            first = answerer.ask(Question(text, ("特种设备整治由谁牵头？",)))
            # the same question gives the same answer
            assert first == answerer.ask(Question(text, ("特种设备整治由谁牵头？",)))


# Signs alone ask nothing; what names no matter is not about the plan; what names one is answered.
_LONG_REPETITIONS = {
    "《": ("invalid", "empty"),
    "（": ("invalid", "empty"),
    "“": ("invalid", "empty"),
    "谁": ("not_stated", "not_in_plan"),
    "三": ("out_of_scope", "off_topic"),
    "除了": ("out_of_scope", "off_topic"),
    "任务": ("out_of_scope", "off_topic"),
    "县应急局、": ("out_of_scope", "off_topic"),
    "消防谁管？": ("answered", None),
}


@pytest.mark.parametrize(("piece", "expected"), _LONG_REPETITIONS.items())
def test_long_repetitions(answerer: Answerer, piece: str, expected: tuple[str, str | None]) -> None:
    answer = answerer.ask(Question((piece * 500)[:499]))
    assert (answer.status, answer.reason) == expected


def test_no_intent_goes_without_an_operation_or_a_query() -> None:
    assert len(intents()) >= 35
    assert all({"needs", "answer", "query"} <= set(rule.extra) for rule in intents())
