"""Whole numbers in Chinese characters, exhaustively; quantities and outline numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.numerals import chinese_to_int, int_to_chinese, parse_numeral, parse_ordinal, parse_range

LARGE_SCRIPT = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def test_round_trip_of_every_number_below_a_hundred_thousand() -> None:
    wrong = [value for value in range(100_000) if chinese_to_int(int_to_chinese(value)) != value]
    assert wrong == []


def test_the_large_script_reads_the_same() -> None:
    wrong = [value for value in range(10_000) if chinese_to_int(int_to_chinese(value).translate(LARGE_SCRIPT)) != value]
    assert wrong == []


def test_every_spelling_is_its_own() -> None:
    assert len({int_to_chinese(value) for value in range(100_000)}) == 100_000


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_round_trip_of_large_numbers(value: int) -> None:
    assert chinese_to_int(int_to_chinese(value)) == value


@pytest.mark.parametrize("value", [-1, 10**16])
def test_out_of_range(value: int) -> None:
    with pytest.raises(ValueError, match="超出范围"):
        int_to_chinese(value)


SPELLINGS = [
    ("十", 10, "bare unit"),
    ("二百", 200, "plain"),
    ("两千", 2000, "两 for 二"),
    ("一百五", 150, "spoken: the last unit left out"),
    ("一万三", 13000, "spoken, ten thousands"),
    ("一百零五", 105, "with a zero the last digit is a one"),
    ("二〇二一", 2021, "digit by digit"),
    ("二○二一", 2021, "typed circle for zero"),
    ("一九四九", 1949, "digit by digit without a zero"),
    ("三亿五千万", 350_000_000, "two large units"),
    ("一万亿", 10**12, "large unit on large unit"),
    ("三五", None, "three to five"),
    ("一二三", None, "a list"),
    ("十十", None, "repeated unit"),
    ("万百", None, "units out of order"),
    ("百分", None, "no numeral"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("text", "value", "why"), SPELLINGS)
def test_spellings(text: str, value: int | None, why: str) -> None:
    assert chinese_to_int(text) == value


QUANTITIES = [
    ("73276", 73276, "digits"),
    ("１５", 15, "full width"),
    ("1,234", 1234, "thousands"),
    ("3.3万", 33000, "mixed"),
    ("1.2亿", 120_000_000, "mixed"),
    ("2万亿", 2 * 10**12, "two scales"),
    ("5百万", 5_000_000, "two scales, small first"),
    ("3亿5000万", 350_000_000, "a scale for each part"),
    ("1万2千", 12_000, "a scale for each part"),
    ("3万500", 30_500, "the last part without a scale"),
    ("1万2", None, "the last part may be tens or thousands"),
    ("3亿5", None, "the last part may be anything"),
    ("15%", 15, "percent"),
    ("15％", 15, "full-width percent"),
    ("百分之十五", 15, "percent in words"),
    ("百分之零点五", 0.5, "percent in words with decimals"),
    ("2‰", 0.2, "per mille in percent"),
    ("千分之二", 0.2, "per mille in words"),
    ("五成", 50, "tenths"),
    ("一成半", 15, "tenths and a half"),
    ("三成五", 35, "tenths and a digit"),
    ("二点五", 2.5, "decimals in words"),
    ("四分之一", 25, "fraction in percent"),
    ("十二", 12, "characters"),
    ("10余", None, "余 is no part of the number"),
    ("1—3", None, "a range is no number"),
    ("3.3.3", None, "a section number"),
    ("一点", None, "decimals missing"),
    ("abc", None, "letters"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("text", "value", "why"), QUANTITIES)
def test_quantities(text: str, value: float | None, why: str) -> None:
    found = parse_numeral(text)
    assert found == (None if value is None else pytest.approx(value))
    assert isinstance(found, int) == isinstance(value, int)


RANGES = [
    ("1—3", (1, 3)),
    ("10-15%", (10, 15)),
    ("10%至15%", (10, 15)),
    ("1-3万", (10000, 30000)),
    ("1万—3万", (10000, 30000)),
    ("3—1", None),
    ("1-2-3", None),
    ("5", None),
]


@pytest.mark.parametrize(("text", "ends"), RANGES)
def test_ranges(text: str, ends: tuple[float, float] | None) -> None:
    assert parse_range(text) == ends


def test_ordinals_of_every_outline_style() -> None:
    """一、 to 九十九、 in every wrapping; circled, bracketed, stopped and Roman numerals as far as Unicode has them."""
    wrappings = ["{}、", "（{}）", "({})", "第{}条", "第{}章", "{}．", "{}是", "【{}】"]
    for value in range(1, 100):
        numerals = (int_to_chinese(value), str(value))
        found = [parse_ordinal(wrapping.format(numeral)) for wrapping in wrappings for numeral in numerals]
        assert found == [value] * 16
    assert [parse_ordinal(numeral) for numeral in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒"] == list(range(1, 23))
    assert [parse_ordinal(numeral) for numeral in "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"] == list(range(1, 21))
    assert [parse_ordinal(numeral) for numeral in "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑"] == list(range(1, 11))
    assert [parse_ordinal(numeral) for numeral in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"] == list(range(1, 13))
    assert [parse_ordinal(numeral) for numeral in "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"] == list(range(1, 11))


@pytest.mark.parametrize("text", ["A.", "1.2", "IIX", "目录", "（）", "", "三、四", "一二三"])
def test_no_ordinals(text: str) -> None:
    assert parse_ordinal(text) is None


@given(
    st.one_of(st.text(max_size=70), st.text(alphabet="零一二三十百千万亿点分之成半第、（）%.,0123456789", max_size=45))
)
def test_readers_never_raise(text: str) -> None:
    values = (chinese_to_int(text), parse_numeral(text), parse_ordinal(text))
    assert all(value is None or value >= 0 for value in values)
    ends = parse_range(text)
    assert ends is None or ends[0] < ends[1]


def test_all_cases_ran() -> None:
    assert len(SPELLINGS) >= 17
    assert len(QUANTITIES) >= 25
    assert len(RANGES) >= 8
