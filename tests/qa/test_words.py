"""The words of a question that carry its matter."""

import pytest

from kb.qa.words import matter_words


@pytest.mark.parametrize(
    ("question", "kept", "dropped"),
    [
        # asking words say nothing
        ("请问电梯维保由谁负责", {"电梯"}, {"请问", "负责"}),
        # a counted name in quotation marks is one word
        ("“三管三必须”原话怎么说", {"三管三必须"}, {"原话"}),
        # years count, other numerals do not
        ("2035年要实现什么目标", {"2035"}, {"目标"}),
        ("一共有几个消防站", {"消防站"}, {"几个", "一共"}),
        # pieces that no dictionary has and that hold a function character are no words
        ("开工前要办什么手续", {"手续", "开工"}, {"前要"}),
    ],
)
def test_matter_words(question: str, kept: set[str], dropped: set[str]) -> None:
    words = {word.text for word in matter_words(question)}
    assert kept <= words
    assert not words & dropped


def test_words_stand_where_they_say() -> None:
    text = "农村地区“煤改气”安全专项整治，县公安局〈单位〉参加了没有"
    assert matter_words(text)
    assert all(text[word.start : word.end] == word.text for word in matter_words(text))


def test_masked_mentions_are_no_words() -> None:
    assert "单位" not in {word.text for word in matter_words("〈单位〉牵头〈文件〉")}
