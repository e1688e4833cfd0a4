"""Places of a plan as people write them, and the provisions they mean."""

from dataclasses import dataclass

import pytest

from kb.numerals import int_to_chinese
from kb.qa.mentions.ordinals import Ordinal, find_ordinals, resolve


@dataclass(frozen=True)
class Place:
    id: str
    level: str
    parent: str | None
    number: str


def place(provision_id: str, level: str, number: str = "") -> Place:
    return Place(provision_id, level, provision_id.rpartition(".")[0], number)


# Two parts with two sections of three items; a third part with sections only; points under 2.2; an annex.
PLAN = [
    Place("", "document", None, ""),
    *(place(str(part), "part", f"{int_to_chinese(part)}、") for part in (1, 2, 3)),
    *(place(f"{part}.{section}", "section") for part in (1, 2, 3) for section in (1, 2)),
    *(place(f"{part}.{section}.{item}", "item") for part in (1, 2) for section in (1, 2) for item in (1, 2, 3)),
    place("2.2.3.1", "point"),
    place("2.2.3.2", "point"),
    place("A1", "annex"),
    place("A1.1", "section"),
    place("A1.2", "section"),
]
# Articles are numbered through the chapters; the ids are not.
LAW = [
    Place("", "document", None, ""),
    place("1", "part", "第一章"),
    place("1.1", "section", "第一条"),
    place("1.2", "section", "第二条"),
    place("2", "part", "第二章"),
    place("2.1", "section", "第三条"),
    place("2.1.1", "point", "（一）"),
    place("2.1.2", "point", "（二）"),
]


def one(text: str) -> Ordinal:
    (ordinal,) = find_ordinals(text)
    return ordinal


@pytest.mark.parametrize(
    ("text", "printed", "path", "levels"),
    [
        ("第三部分（三）第3项是谁的", "第三部分（三）第3项", "3 3 3", "part section item"),
        # as the headings print their numbers
        ("三、（一）2. 完善体制机制", "三、（一）2.", "3 1 2", "part section item"),
        ("三（一）2谁负责", "三（一）2", "3 1 2", "part section item"),
        ("三．（三）．3", "三．（三）．3", "3 3 3", "part section item"),
        ("第三章第二节的任务", "第三章第二节", "3 2", "part section"),
        ("规划3.3.11谁负责", "3.3.11", "3 3 11", "part section item"),
        ("“第四部分”讲什么", "第四部分", "4", "part"),
        ("第二条归谁", "第二条", "2", "article"),
        # full-width digits
        ("第２条", "第２条", "2", "article"),
        ("规划第三部分第（三）节第4条", "第三部分第（三）节第4条", "3 3 4", "part section article"),
        # a title between the steps
        ("第三部分“主要任务”第三节第2项", "第三部分“主要任务”第三节第2项", "3 3 2", "part section item"),
        ("《规划》第三部分（三）中“消防领域”", "第三部分（三）", "3 3", "part section"),
        # what follows is an amount or a year, no item
        ("第三部分的3项任务", "第三部分", "3", "part"),
        ("三（三）2022年底前", "三（三）", "3 3", "part section"),
        ("（三）11个领域", "（三）", "3", "section"),
        # brackets behind an article or a section are the level below
        ("第三条第（二）项", "第三条第（二）项", "3 2", "article point"),
        ("第二节（三）", "第二节（三）", "2 3", "section item"),
        # two levels with a word for the level; without one they are a figure
        ("第3.3节", "第3.3节", "3 3", "part section"),
        ("附件1里有什么", "附件1", "A1", "annex"),
        ("附件二第三条", "附件二第三条", "A2 3", "annex article"),
        ("第三部分最后一项", "第三部分最后一项", "3 -1", "part item"),
        ("倒数第二条", "倒数第二条", "-2", "item"),
    ],
)
def test_a_place_is_read(text: str, printed: str, path: str, levels: str) -> None:
    ordinal = one(text)
    assert (ordinal.text, ordinal.path, ordinal.levels) == (printed, tuple(path.split()), tuple(levels.split()))
    assert text[ordinal.start : ordinal.end] == printed


@pytest.mark.parametrize(
    "text",
    [
        "2022年底前",
        "3个单位",
        "十四五",
        "“十四五”（2021—2025年）",
        "第十四个五年规划",
        "第一时间",
        "第三方机构",
        "第三季度",
        "三同时",
        "二手车",
        "一岗双责",
        "「三合一」",
        "“1+2+20”方案",
        "3.3万户",
        "2021.12.10",
        # a day with two digits of the year
        "21.12.10",
        "192.168.1.1",
        "降到0.0275",
        "3项任务",
        "第三项目部",
        "第二节能中心",
        "高安委发〔2021〕7号",
        "第0条",
        "",
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str) -> None:
    assert find_ordinals(text) == ()


def test_places_in_a_list_stay_apart() -> None:
    # the second does not go on from the first: both are parts
    assert [o.path for o in find_ordinals("第一部分、第二部分和第三部分第二项")] == [("1",), ("2",), ("3", "2")]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("第一部分（二）第3项", ["1.2.3"]),
        ("1.2.3", ["1.2.3"]),
        ("第二章第二节", ["2.2"]),
        # without the part every section with the number is meant
        ("（二）", ["1.2", "2.2", "3.2", "A1.2"]),
        ("第3条", ["1.1.3", "1.2.3", "2.1.3", "2.2.3"]),
        # with the section left out: a direct child before several deeper ones
        ("第一部分第二项", ["1.2"]),
        # no direct child has the number: the deeper ones
        ("第一部分第三项", ["1.1.3", "1.2.3"]),
        # the part has no items; people call its sections so
        ("第三部分第二条", ["3.2"]),
        ("第三部分最后一项", ["3.2"]),
        ("第一部分（一）最后一项", ["1.1.3"]),
        ("2.2.3.2", ["2.2.3.2"]),
        ("附件1第二条", ["A1.2"]),
        ("第九部分", []),
        ("第一部分（二）第9项", []),
        ("附件3", []),
    ],
)
def test_a_place_is_resolved(text: str, ids: list[str]) -> None:
    assert list(resolve(one(text), PLAN)) == ids


def test_articles_go_by_their_printed_number() -> None:
    # 第三条 is the first of chapter two
    assert resolve(one("第三条"), LAW) == ("2.1",)
    assert resolve(one("第三条第（二）项"), LAW) == ("2.1.2",)
    assert resolve(one("第二章第三条"), LAW) == ("2.1",)
    assert resolve(one("第一章第三条"), LAW) == ()
