"""Which printed names are one unit, what it is called, and under which names it is found."""

import random
from datetime import date

import pytest

from kb.models import Assignment, DocumentInfo, Outline, ParsedDocument, Span, Task, UnitMention
from kb.units.registry import Registry, Seed, Unit, build_registry, registry_of

COUNTY = ("云山县", "county")


def county(*names: str, place: str = "云山县", level: str = "county") -> Registry:
    return registry_of(Seed(name, name, False, place, level) for name in names)


def only(registry: Registry) -> Unit:
    assert len(registry.units) == 1, [unit.name for unit in registry.units]
    return registry.units[0]


SAME = [
    (("县发改局", "县发展改革局", "县发展和改革局"), "short forms of one stem"),
    (("县发展改革局", "县发展改革委"), "one department under two heads"),
    (("县市场监管局", "县市场监督管理局"), "监管 and 监督管理"),
    (("县教体局", "县教育和体育局", "县教育体育局"), "merged bureau, clipped or joined"),
    (("县文旅局", "县文化和旅游局"), "clips"),
    (("县应急局", "县应急"), "a slip"),
    (("县应急局", "云山县应急管理局"), "with the place"),
    (("县生态环境局", "云山生态环境局", "临江市生态环境局云山分局"), "branch of the city's bureau"),
    (
        ("县供电公司", "国网云山县供电公司", "国网某省电力公司云山县供电公司"),
        "grid company with and without its parent",
    ),
    (("县人民法院", "县法院", "云山县人民法院"), "court"),
    (("团县委", "共青团", "共青团云山县委员会"), "mass organisation, bare and restored"),
    (("县委网信办", "县委网络安全和信息化委员会办公室"), "party office in full"),
    (("县公安局", "公安"), "bare, in a list of units"),
    (("县消防救援大队", "县消防大队"), "short form"),
    (("各镇（街道）", "各镇街"), "wordings of one collective"),
    (("县直有关部门、单位", "县直相关部门、单位"), "有关 and 相关"),
    (("县投资服务局", "云山县投资服务局"), "unknown to the lexicon, with the place"),
    (("人民银行云山县支行", "人民银行云山支行"), "bank"),
    (("县政府办公室", "县政府办"), "office"),
]
DIFFERENT = [
    (("县安委会", "县安委会办公室"), "a committee and its office"),
    (("县供电公司", "县能源局"), "company and bureau"),
    (("县公安局", "县公安局交警大队"), "bureau and division"),
    (("县交通运输局", "县交通运输执法大队"), "bureau and enforcement division"),
    (("县应急局", "市应急局"), "two levels"),
    (("县应急局", "河东县应急局"), "two places"),
    (("县直有关部门", "县直机关工委"), "a collective and a unit"),
    (("县委", "县政府"), "party and government"),
    (("县教育局", "县教育和体育局"), "a merged bureau is another body than one of its parts"),
    (("县农业农村局", "县农业局"), "a former bureau is not its successor"),
    (("县委组织部", "县委宣传部"), "two organs"),
    (("县人大常委会", "县政协"), "two bodies"),
    (("各镇（街道）", "各村（社区）"), "two collectives"),
    (("县邮政管理局", "县邮政公司"), "regulator and company"),
    (("县城建投资公司", "县城建投资局"), "unknown names differ"),
]


@pytest.mark.parametrize(("names", "why"), SAME)
def test_one_unit(names: tuple[str, ...], why: str) -> None:
    registry = county(*names)
    assert len(registry.units) == 1, why
    assert {registry.resolve(name, *COUNTY) for name in names} == {only(registry)}


@pytest.mark.parametrize(("names", "why"), DIFFERENT)
def test_different_units(names: tuple[str, ...], why: str) -> None:
    registry = county(*names)
    assert len(registry.units) == len(names), why
    assert len({unit.key for unit in registry.units}) == len({(u.place, u.name) for u in registry.units}) == len(names)


def test_enough_cases_ran() -> None:
    assert len(SAME) >= 19
    assert len(DIFFERENT) >= 15


def test_the_name_is_the_form_printed_most_often_then_the_longer() -> None:
    assert only(county("县发改局", "县发展改革局", "县发改局")).name == "县发改局"
    assert only(county("县发改局", "县发展改革局")).name == "县发展改革局"


def test_a_restored_name_counts_as_the_name() -> None:
    unit = only(registry_of([Seed("商务局", "市商务局", False, "临江市", "prefecture")]))
    assert (unit.name, unit.place, unit.level) == ("市商务局", "临江市", "prefecture")
    assert [a.text for a in unit.aliases if a.kind == "printed"] == ["市商务局", "商务局"]


def test_mass_organisations_keep_the_bare_name() -> None:
    unit = only(registry_of([Seed("共青团", "共青团云山县委员会", False, *COUNTY)]))
    assert unit.name == "共青团"
    assert {"共青团云山县委员会", "团县委", "团委"} <= {alias.text for alias in unit.aliases}
    assert only(county("县总工会")).name == "县总工会"


def test_aliases_of_a_department_say_what_they_are() -> None:
    kinds = {alias.text: alias for alias in only(county("县应急局", "县应急局", "县应急")).aliases}
    assert kinds["县应急局"].kind == "printed"
    assert kinds["云山县应急管理局"].kind == "full"
    assert kinds["应急局"].kind == "short"
    assert kinds["应急部门"].kind == "colloquial"
    assert kinds["县应急"].kind == "slip"
    assert (kinds["安监局"].kind, kinds["安监局"].valid_until) == ("former", "2018-03-17")
    assert date.fromisoformat(kinds["县安监局"].valid_until or "")
    assert "安监总局" not in kinds


def test_an_office_hangs_below_its_committee() -> None:
    registry = county("县安委会", "县安委会办公室")
    office = registry.resolve("县安委办", *COUNTY)
    committee = registry.resolve("县安委会", *COUNTY)
    assert office is not None
    assert committee is not None
    assert registry.by_key(office.parent or "") is committee
    assert only(county("县安委会办公室")).parent is None


def test_the_level_of_a_prefix_follows_the_document() -> None:
    registry = registry_of(
        [
            Seed("县应急局", "县应急局", False, "云山县", "county"),
            Seed("市应急局", "市应急局", False, "云山县", "county"),
            Seed("市应急局", "市应急局", False, "临江市", "prefecture"),
            Seed("市应急局", "市应急局", False, "东岭市", "county"),
            Seed("县应急局", "县应急局", False, "临江市", "prefecture"),
            Seed("应急管理部", "应急管理部", False, "云山县", "county"),
            Seed("应急管理部", "应急管理部", False, "", "state"),
        ]
    )
    assert sorted((unit.place, unit.level) for unit in registry.units) == [
        ("", "state"),
        ("东岭市", "county"),
        ("临江市", "prefecture"),
        ("临江市下辖县", "county"),
        ("云山县", "county"),
        ("云山县所在市", "prefecture"),
    ]


def test_a_superior_is_not_found_without_its_prefix() -> None:
    registry = county("市应急局")
    assert "应急局" not in {alias.text for alias in only(registry).aliases}


def test_documents_without_a_place_work() -> None:
    registry = registry_of([Seed("发展改革委", "发展改革委"), Seed("市商务局", "市商务局")])
    assert [(unit.name, unit.place, unit.level) for unit in registry.units] == [
        ("发展改革委", "", ""),
        ("市商务局", "", "prefecture"),
    ]
    assert registry.resolve("市商务局") is registry.units[1]


def test_a_printed_unit_owns_its_name_against_a_colloquial_one() -> None:
    registry = county("县教育和体育局", "县体育局")
    sport = registry.resolve("体育局", *COUNTY)
    assert sport is not None
    assert sport.name == "县体育局"
    school = registry.resolve("教体局", *COUNTY)
    assert school is not None
    assert "体育局" not in {alias.text for alias in school.aliases}


def test_resolve_without_place_is_none_when_two_units_share_the_name() -> None:
    registry = registry_of(Seed("县应急局", "县应急局", False, place, "county") for place in ("云山县", "河东县"))
    assert registry.resolve("县应急局") is None
    found = registry.resolve("应急局", "河东县")
    assert found is not None
    assert found.place == "河东县"
    assert registry.resolve("县某某局", *COUNTY) is None


def test_the_order_of_the_documents_does_not_matter() -> None:
    names = [name for group, _ in SAME + DIFFERENT for name in group]
    seeds = [Seed(name, name, False, *COUNTY) for name in names]
    shuffled = seeds.copy()
    random.Random(7).shuffle(shuffled)
    assert registry_of(seeds).units == registry_of(shuffled).units


def test_units_come_from_tasks_assignments_and_issuers_each_mention_once() -> None:
    text = "县应急局牵头，妇联配合。"
    lead = UnitMention("县应急局", "县应急局", "lead", False, Span(0, 4, "县应急局"))
    other = UnitMention("县妇联", "妇联", "participate", False, Span(7, 9, "妇联"))
    span = Span(0, len(text), text)
    document = ParsedDocument(
        DocumentInfo("plan", "规划", issuer="云山县安全生产委员会", place="云山县", level="county"),
        Outline(text, ()),
        tasks=(Task("1.1", "任务", (lead, other), False, span),),
        assignments=(Assignment("1.1", "任务", span, (lead, other), False, None, None, "rule"),),
    )
    registry = build_registry([document])
    assert [unit.name for unit in registry.units] == ["县应急局", "云山县安全生产委员会", "妇联"]
    assert build_registry([]).units == ()
