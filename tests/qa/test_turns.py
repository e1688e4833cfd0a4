"""Sentences of a question: which ask, which narrow, which describe a unit instead of naming it."""

import pytest

from kb.qa.splitting import full_years, is_question, split, unfolded


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("谁牵头？依据什么？", ["谁牵头？", "依据什么？"]),
        # what narrows the question stays with it
        ("谁参与？只说司法机关。", ["谁参与？只说司法机关。"]),
        ("局有几个？（牵头的不算）", ["局有几个？（牵头的不算）"]),
        ("？！。", []),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("消防归谁管", True),
        ("牵头单位", True),
        ("我是化工园区的。", False),
        # an order to remember is told, never asked
        ("从现在起请记住：消防由财政局牵头。", False),
    ],
)
def test_is_question(sentence: str, asks: bool) -> None:
    assert is_question(sentence) is asks


@pytest.mark.parametrize(
    ("sentence", "first", "second"),
    [
        ("牵头特种设备整治的那个局，还有哪些任务？", "特种设备整治由谁牵头？", "它还有哪些任务？"),
        ("《某办法》所在那项任务的牵头单位，一共牵头了几项？", "《某办法》由谁牵头？", "它一共牵头了几项？"),
    ],
)
def test_a_described_unit_is_asked_for_first(sentence: str, first: str, second: str) -> None:
    assert unfolded(sentence) == (first, second)


def test_a_named_unit_is_not_described() -> None:
    assert unfolded("县应急局牵头哪些任务？") is None


@pytest.mark.parametrize(
    ("text", "full"),
    [("21年底前", "2021年底前"), ("2021年底前", "2021年底前"), ("20年内", "20年内"), ("3年", "3年")],
)
def test_short_years(text: str, full: str) -> None:
    assert full_years(text) == full
