"""Units named in questions."""

import pytest

from kb.units.registry import Registry, Seed, registry_of

NAMES = (
    "县应急局 县应急局 县应急 县市场监管局 县自然资源局 县农业农村局 县工业和信息化局 县发展改革局 县住房城乡建设局 县教育和体育局 县卫生健康局 "
    "县交通运输局 县文化和旅游局 县消防救援大队 县安委会办公室 共青团 妇联 县供电公司 县总工会 县法院 县公安局 县委组织部 县委 县大数据局 县财政局"
)
COLLECTIVES = ("负有安全生产监管职责的部门", "各镇（街道）", "县直有关部门、单位")


@pytest.fixture(scope="module")
def registry() -> Registry:
    seeds = [Seed(name, name, False, "云山县", "county") for name in NAMES.split()]
    return registry_of(seeds + [Seed(name, name, True, "云山县", "county") for name in COLLECTIVES])


FOUND = [
    ("安监局", ["县应急局"], "former"),
    ("应急局", ["县应急局"], "short"),
    ("应急部门", ["县应急局"], "spoken head"),
    ("请问县应急局牵头哪些", ["县应急局"], "an opener before the prefix"),
    ("比较县应急局与县市场监管局", ["县应急局", "县市场监管局"], "verb before the prefix"),
    ("云山县应急局", ["县应急局"], "own place in front"),
    ("云山质监局", ["县市场监管局"], "own place in front of a former name"),
    ("县应急牵头几项", ["县应急局"], "slip"),
    ("市监局", ["县市场监管局"], "short, begins with 市"),
    ("原工商局", ["县市场监管局"], "former after 原"),
    ("国土局", ["县自然资源局"], "former"),
    ("农机局还是农业部门", ["县农业农村局", "县农业农村局"], "two former names"),
    ("经信局", ["县工业和信息化局"], "former"),
    ("发改委", ["县发展改革局"], "commission for a bureau"),
    ("建设局（住建局）", ["县住房城乡建设局", "县住房城乡建设局"], "spoken stem and short form"),
    ("教体局", ["县教育和体育局"], "clips"),
    ("教育局", ["县教育和体育局"], "one half of a merged bureau"),
    ("卫健委", ["县卫生健康局"], "commission for a bureau"),
    ("交通局", ["县交通运输局"], "short"),
    ("文旅局", ["县文化和旅游局"], "clips"),
    ("消防大队和消防部门", ["县消防救援大队", "县消防救援大队"], "short and spoken"),
    ("安委办", ["县安委会办公室"], "short of a committee's office"),
    ("团县委", ["共青团"], "restored form"),
    ("团委", ["共青团"], "colloquial"),
    ("国网云山供电", ["县供电公司"], "grid company with the short place"),
    ("供电公司", ["县供电公司"], "bare"),
    ("总工会和法院", ["县总工会", "县法院"], "bare"),
    ("住建、交通两家", ["县住房城乡建设局", "县交通运输局"], "bare stems, counted as departments"),
    ("县委组织部", ["县委组织部"], "longest match, not 县委"),
    ("县直有关部门单位", ["县直有关部门、单位"], "collective without its comma"),
    ("各镇街", ["各镇（街道）"], "collective, other wording"),
    ("大数据中心", ["县大数据局"], "spoken"),
]
SILENT = [
    ("教育培训怎么搞", "stem inside a word"),
    ("公安部", "a ministry"),
    ("消防领域整治", "stem as a topic"),
    ("市公安局管不管", "another level"),
    ("河东县应急局牵头哪些", "another county"),
    ("请问河东县应急局", "another county after an opener"),
    ("县应急管理体系", "the slip goes on"),
    ("国家发改委", "the state's commission"),
    ("全国妇联", "the national federation"),
    ("省应急厅", "another level and head"),
    ("县公安局交警大队", "a division that the plan does not name"),
    ("县委党校", "县委 is only the beginning"),
    ("集团委托的第三方", "团委 inside other words"),
    ("中国网络", "国网 inside other words"),
    ("企业专职消防队", "消防队 of a company"),
    ("建设交通强国", "stems without departments"),
    ("", "empty"),
]


@pytest.mark.parametrize(("text", "units", "why"), FOUND)
def test_found(registry: Registry, text: str, units: list[str], why: str) -> None:
    matches = registry.mentions(text)
    assert [match.unit.name for match in matches] == units, why
    assert all(text[match.start : match.end] == match.text for match in matches)


@pytest.mark.parametrize(("text", "why"), SILENT)
def test_not_found(registry: Registry, text: str, why: str) -> None:
    assert registry.mentions(text) == [], why


def test_enough_cases_ran() -> None:
    assert len(FOUND) >= 32
    assert len(SILENT) >= 17


def test_the_kind_of_the_alias_is_kept(registry: Registry) -> None:
    assert [match.kind for match in registry.mentions("原质监局，现市场监管局，县应急等")] == [
        "former",
        "short",
        "slip",
    ]


def test_an_ambiguous_name_gives_every_unit() -> None:
    registry = registry_of(Seed("县应急局", "县应急局", False, place, "county") for place in ("云山县", "河东县"))
    assert [match.unit.place for match in registry.mentions("应急局有哪些任务")] == ["云山县", "河东县"]
    assert [match.unit.place for match in registry.mentions("河东县应急局有哪些任务")] == ["河东县"]
    assert [match.unit.place for match in registry.mentions("河东应急局有哪些任务")] == ["河东县"]


def test_a_former_bureau_and_its_successor_are_both_returned() -> None:
    registry = registry_of(Seed(name, name, False, "云山县", "county") for name in ("县安监局", "县应急局"))
    assert {(match.unit.name, match.kind) for match in registry.mentions("安监局")} == {
        ("县安监局", "short"),
        ("县应急局", "former"),
    }


def test_units_of_the_state() -> None:
    registry = registry_of(
        Seed(name, name, False, "", "state") for name in ("发展改革委", "市场监管总局", "全国总工会")
    )
    found = [match.unit.name for match in registry.mentions("国家发改委和市场监管总局、全国总工会")]
    assert found == ["发展改革委", "市场监管总局", "全国总工会"]
    assert registry.mentions("省发展改革委") == []
