"""Which known documents a question names, and names that no known document answers to."""

import pytest

from kb.qa.mentions.regulations import find_regulations, unknown_regulations

CHECKLIST = "山东省生产经营单位全员安全生产责任清单"
DIRECTOR = "山东省生产经营单位安全总监制度实施办法（试行）"
REWARDS = "山东省安全生产举报奖励办法"
CITY_STATIONS = "淄博市社区应急救援站建设三年行动计划（2021-2023）"
COUNTY_STATIONS = "高青县社区应急救援站建设三年行动计划（2021—2023年）"
FIRE = "淄博市城市消防规划（2015-2030）"
CITIES = "山东省省级安全发展示范城市评价细则（2020年版）"
OPINIONS = "关于贯彻落实习近平总书记重要批示精神进一步加强安全生产工作的意见"
OUTLINE = "高青县国民经济和社会发展第十四个五年规划和2035年远景目标纲要"
CITY_PLAN = "淄博市“十四五”安全生产规划"
OWN_PLAN = "高青县安全生产“十四五”规划"
PILOT = "青原省人民政府办公厅关于印发青原省绿色建材推广应用试点工作方案的通知"
BULLETIN = "高青县安全生产公报"
TITLES = [
    CHECKLIST, DIRECTOR, REWARDS, CITY_STATIONS, COUNTY_STATIONS, FIRE, CITIES, OPINIONS, OUTLINE, CITY_PLAN, OWN_PLAN,
    PILOT, BULLETIN,
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "printed", "titles", "matched_by"),
    [
        (f"《{REWARDS}》用在哪", f"《{REWARDS}》", [REWARDS], "quoted"),
        # the version left out
        ("《淄博市城市消防规划》", "《淄博市城市消防规划》", [FIRE], "quoted"),
        # in marks, shortened; with a slip
        ("《安全总监制度实施办法》怎么说", "《安全总监制度实施办法》", [DIRECTOR], "abbreviated"),
        ("《山东省安全生产举报奖厉办法》", "《山东省安全生产举报奖厉办法》", [REWARDS], "similar"),
        (f"请问{REWARDS}", REWARDS, [REWARDS], "title"),
        ("淄博市城市消防规划2015-2030 对应哪个任务", "淄博市城市消防规划2015-2030", [FIRE], "title"),
        (
            "省级安全发展示范城市评价细则（2020年版）的作用",
            "省级安全发展示范城市评价细则（2020年版）",
            [CITIES],
            "abbreviated",
        ),
        ("省里的全员安全责任清单被哪条引用", "省里的全员安全责任清单", [CHECKLIST], "abbreviated"),
        ("举报奖励办法怎么用", "举报奖励办法", [REWARDS], "abbreviated"),
        # a character before the name is not taken in: 实 of 落实
        ("落实安全总监实施办法", "安全总监实施办法", [DIRECTOR], "abbreviated"),
        (
            "“贯彻习近平总书记重要批示精神进一步加强安全生产工作的意见”怎么提的",
            "“贯彻习近平总书记重要批示精神进一步加强安全生产工作的意见”",
            [OPINIONS],
            "abbreviated",
        ),
        # up to a genre word inside the title
        ("国民经济和社会发展规划", "国民经济和社会发展规划", [OUTLINE], "abbreviated"),
        ("绿色建材推广应用试点工作方案", "绿色建材推广应用试点工作方案", [PILOT], "abbreviated"),
        # twins of two levels: both, unless a level or place word tells
        (
            "社区应急救援站三年行动计划管几年",
            "社区应急救援站三年行动计划",
            [CITY_STATIONS, COUNTY_STATIONS],
            "abbreviated",
        ),
        ("县里的社区应急救援站三年行动计划", "县里的社区应急救援站三年行动计划", [COUNTY_STATIONS], "abbreviated"),
        ("淄博市那个社区应急救援站行动计划", "淄博市那个社区应急救援站行动计划", [CITY_STATIONS], "abbreviated"),
        ("社区应急救援站三年行动计划，市里的那个", "社区应急救援站三年行动计划", [CITY_STATIONS], "abbreviated"),
        ("高青的社区应急救援站三年行动计划", "高青的社区应急救援站三年行动计划", [COUNTY_STATIONS], "abbreviated"),
        # the period moved: still the county's own
        ("高青县“十四五”安全生产规划", "高青县“十四五”安全生产规划", [OWN_PLAN], "abbreviated"),
        # a title without a genre word, whole
        (f"看{BULLETIN}", BULLETIN, [BULLETIN], "title"),
    ],
)
def test_a_document_is_named(text: str, printed: str, titles: list[str], matched_by: str) -> None:
    mentions = find_regulations(text, TITLES)
    assert sorted(m.title for m in mentions) == sorted(titles)
    assert {(m.text, m.matched_by) for m in mentions} == {(printed, matched_by)}
    assert all(text[m.start : m.end] == m.text and 0 < m.score <= 1 for m in mentions)


@pytest.mark.parametrize(
    "text",
    [
        "照哪个办法来",
        "按什么文件执行",
        "新建消防站落实的是哪份规划",
        "《规划》第三部分",
        "三年行动计划",
        "县里和市里分别依据什么行动计划",
        "要上哪些措施",
        "保障措施",
        # two characters far apart in the title
        "城市规划",
        # another place, another period, another version, another level
        "请问桓台县社区应急救援站三年行动计划",
        "桓台县“十四五”安全生产规划里消防谁牵头",
        "《淄博市“十三五”安全生产规划》",
        "《省级安全发展示范城市评价细则（2018年版）》",
        "国家的安全生产举报奖励办法",
        # a name never goes across a stop
        "全员安全责任。清单在哪",
        "",
    ],
)
def test_what_names_no_known_document(text: str) -> None:
    assert find_regulations(text, TITLES) == ()


def test_several_documents_in_the_order_of_the_question() -> None:
    found = find_regulations(f"全员安全责任清单和《{REWARDS}》、消防规划各怎么用", TITLES)
    assert [m.title for m in found] == [CHECKLIST, REWARDS, FIRE]


def test_without_titles_nothing_is_named() -> None:
    assert find_regulations(f"《{REWARDS}》", []) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("规划引用《中华人民共和国安全生产法》了没有", ["中华人民共和国安全生产法"]),
        ("规划引用安全生产法了吗", ["安全生产法"]),
        ("消防法规定谁负责", ["消防法"]),
        ("中华人民共和国消防法和电力法", ["中华人民共和国消防法", "电力法"]),
        ("请问山东省安全生产条例怎么说", ["山东省安全生产条例"]),
        ("《红楼梦》是哪一条", ["红楼梦"]),
        ("《淄博市“十三五”安全生产规划》", ["淄博市“十三五”安全生产规划"]),
        # another place's plan without marks
        ("桓台县“十四五”安全生产规划里谁牵头", ["桓台县“十四五”安全生产规划"]),
        # one known, one not
        (f"《消防法》和《{REWARDS}》", ["消防法"]),
        # known, generic, or no name at all
        (f"《{REWARDS}》", []),
        ("省里的全员安全责任清单", []),
        ("《规划》和《本规划》", []),
        ("按什么法律法规", []),
        ("消防法规有哪些", []),
        ("严格执法谁负责", []),
        ("高青县的规划", []),
        ("", []),
    ],
)
def test_names_that_no_title_answers_to(text: str, names: list[str]) -> None:
    assert list(unknown_regulations(text, TITLES)) == names
