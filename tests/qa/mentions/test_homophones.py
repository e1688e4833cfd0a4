"""Words typed with wrong characters are mended; what is right is left alone."""

import pytest

from kb.qa.mentions.homophones import HomophoneIndex

VOCABULARY = [
    "特种设备", "设备", "追溯体系", "死亡率", "万车死亡率", "危化品", "燃气", "消防", "消防领域", "易爆", "区", "园区安全",
    "工贸行业", "县应急局", "公安局", "市场监管局", "信息化", "信息员", "水管", "作用", "生产", "培训", "规范化", "连锁",
    "A级景区", "安全生产", "全面排查", "中期",
]  # fmt: skip
INDEX = HomophoneIndex(VOCABULARY)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("特种设配这块谁牵头", "特种设备这块谁牵头"),
        # common slips of the list
        ("气瓶追朔体系由那些单位负责", "气瓶追溯体系由哪些单位负责"),
        ("事故调查谁是迁头部门", "事故调查谁是牵头部门"),
        # alike to the eye, not to the ear
        ("万车死忙率要压到多少", "万车死亡率要压到多少"),
        ("危化平运输车有几辆", "危化品运输车有几辆"),
        ("燃汽智慧管网", "燃气智慧管网"),
        ("消访归谁管", "消防归谁管"),
        ("易暴物品", "易爆物品"),
        # 按 is a word of its own, but not inside a name
        ("找公按局", "找公安局"),
        # similar sounds count in words of three characters and more
        ("工茂行业", "工贸行业"),
        ("特种射备", "特种设备"),
        ("消防零域", "消防领域"),
        ("消犯领域", "消防领域"),
        # two slips in one question
        ("消访和燃汽", "消防和燃气"),
        # the first character is the slip
        ("圆区安全", "园区安全"),
    ],
)
def test_a_slip_is_mended(text: str, mended: str) -> None:
    result = INDEX.mend(text)
    assert result.text == mended
    assert all(text[start:end] == printed for start, end, printed, _ in result.repairs)
    assert all(mended[start:end] == meant for start, end, _, meant in result.repairs)


@pytest.mark.parametrize(
    "text",
    [
        # right as it stands
        "特种设备领域由谁牵头",
        # other words of the dictionary, alone and across the end of the slip
        "公案",
        "燃汽轮机",
        # 谁管 sounds like 水管, yet is two words
        "谁管这个",
        # 信息和 sounds nearly like 信息化
        "信息和安全",
        "规范和引导",
        # a word of the trade that is in no dictionary, beside 中期
        "终期评估",
        # rare readings are no homophones: 霍 as suǒ
        "连霍高速",
        # a similar sound is not enough in a word of two characters: 消犯 for 消防
        "消犯",
        # two slips in a short word are another word
        "笑访",
        # 那 that points, not asks
        "那责任单位呢",
        "7家那几个",
        "hello 123 😀",
        "",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    result = INDEX.mend(text)
    assert (result.text, result.repairs) == (text, ())


def test_a_wording_of_the_plan_is_right() -> None:
    assert INDEX.mend("易暴物品").text == "易爆物品"
    assert HomophoneIndex(VOCABULARY, printed="管理易暴物品。").mend("易暴物品").text == "易暴物品"


def test_a_vocabulary_word_is_no_slip_of_another() -> None:
    assert HomophoneIndex(["消防", "消访"]).mend("消访").text == "消访"


def test_two_meanings_as_good_mend_nothing() -> None:
    assert HomophoneIndex(["消芳", "消房"]).mend("消访").text == "消访"


def test_the_longest_word_is_taken() -> None:
    assert INDEX.mend("消访领域").repairs == ((0, 4, "消访领域", "消防领域"),)
