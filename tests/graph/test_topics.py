"""The thesaurus: sound as SKOS, of use for what people say, and refused with the concept's name when it is broken."""

from collections import deque
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal

from kb.errors import RuleError
from kb.graph.namespaces import RDF, SKOS, ZR
from kb.graph.topics import TOPICS_FILE, Topic, load_topics

BASE = "https://w3id.org/zeren/id/topic/"
PREFIXES = f"""
@prefix topic: <{BASE}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix zr: <https://w3id.org/zeren/ontology#> .
"""
HEAD = "a skos:Concept, zr:Topic ; skos:inScheme topic:scheme ;"
FIRE = '    skos:prefLabel "消防"@zh, "Fire"@en ; skos:altLabel "防火"@zh, "灭火"@zh ;'
SOUND = f"""{PREFIXES}
topic:scheme a skos:ConceptScheme ; skos:hasTopConcept topic:fire, topic:gas .
topic:fire {HEAD}
{FIRE}
    skos:topConceptOf topic:scheme .
topic:gas {HEAD}
    skos:prefLabel "燃气"@zh, "Gas"@en ; skos:altLabel "LNG"@zh ; skos:topConceptOf topic:scheme .
topic:hydrant {HEAD}
    skos:prefLabel "消火栓"@zh, "Hydrant"@en ; skos:broader topic:fire .
topic:hose {HEAD}
    skos:prefLabel "消防水带"@zh, "Hose"@en ; skos:broader topic:hydrant ; skos:related topic:gas .
"""
HOSE_LINKS = "skos:broader topic:hydrant ; skos:related topic:gas"

# What people say, and the official term of the concept that it must lead to.
EVERYDAY = {
    "电瓶车": "电动自行车安全", "充电桩": "电动车充电设施",
    "飞线充电": "违规停放充电", "老楼保温板": "外墙保温材料",
    "夹芯板": "易燃可燃彩钢板建筑", "下店上宅": "“三合一”“多合一”场所",
    "群租房": "出租房和群租房安全", "小作坊": "“九小场所”消防安全",
    "消防栓": "消防水源", "楼道堆杂物": "消防车通道和疏散通道",
    "煤气": "燃气安全", "煤气罐": "瓶装液化石油气",
    "天然气": "管道天然气", "黑气点": "黑气点和问题气瓶",
    "煤烟中毒": "一氧化碳中毒", "被困电梯": "电梯困人",
    "叉车": "场（厂）内专用机动车辆", "过山车": "大型游乐设施",
    "氧气瓶": "气瓶", "野泳": "溺水",
    "挂靠车": "车辆挂靠经营", "渣土车": "重型货车",
    "喝酒开车": "酒驾醉驾", "老头乐": "摩托车和三轮四轮车",
    "黑加油点": "非法经营成品油", "油罐车": "危险货物运输",
    "放炮": "爆破作业", "放鞭炮": "烟花爆竹禁限放",
    "烧荒": "烧荒和秸秆焚烧", "上坟烧纸": "野外用火",
    "山火": "森林草原火灾", "化粪池": "有限空间作业",
    "面粉厂": "粉尘涉爆", "小煤窑": "煤矿安全",
    "盗采": "非法采矿", "头顶库": "尾矿库",
    "塔吊": "建筑起重机械", "脚手架": "危险性较大的分部分项工程",
    "高空抛物": "高空坠物", "井盖": "窨井盖安全",
    "养老院": "养老机构", "小饭桌": "校外培训机构安全",
    "拖拉机": "农业机械安全", "渔船": "渔业安全",
    "驴友": "未开发景点和户外活动", "厂中厂": "厂房出租和“厂中厂”",
    "高压线": "电力设施保护", "打孔盗气": "打孔盗油",
    "举报电话": "举报奖励", "安责险": "安全生产责任保险",
    "工伤": "工伤保险", "双体系": "双重预防机制",
    "三管三必须": "“三管三必须”部门监管责任", "四不两直": "双随机检查和暗查暗访",
    "瞒报": "事故迟报漏报谎报瞒报", "劳保用品": "劳动防护用品",
    "电工证": "特种作业人员持证", "司炉工": "特种设备作业人员",
    "救火队": "消防救援力量", "大喇叭广播": "应急广播",
    "去哪避难": "应急避难场所", "打雷": "雷电灾害",
    "泥石流": "地质灾害", "积水": "城市内涝",
}  # fmt: skip

# A narrower concept and one it must be found under, however many steps away: one pair for each field of the work.
UNDER = {
    "unsafe-charging": "fire-safety",
    "fire-water-supply": "municipal-safety",
    "school-bus": "school-safety",
    "hazmat-transport": "hazardous-chemicals",
    "illegal-fuel": "violation",
    "construction-hoists": "special-equipment-safety",
    "restaurant-gas": "gas-safety",
    "gas-outburst": "mine-safety",
    "fireworks-retail": "sector-safety",
    "blasting": "risk-control",
    "pipeline-theft": "pipeline-safety",
    "co-poisoning": "accident-disaster",
    "urban-waterlogging": "natural-disaster",
    "safety-director": "responsibility-system",
    "criminal-liaison": "law-enforcement",
    "concealment": "accident-investigation",
    "liability-insurance": "safety-foundation",
    "micro-fire-station": "emergency-management",
    "smart-firefighting": "technology-information",
}

# A word of a phrase that only arises across two other words: it must not stand in the thesaurus by itself.
ACROSS = [
    ("强化工作措施", "化工"),
    ("引起重视", "起重"),
    ("防范重大风险", "大风"),
    ("正确使用电梯", "用电"),
    ("提高校园安保水平", "高校"),
    ("设置人行车道", "行车"),
    ("加大车辆检查力度", "大车"),
    ("保障基本安全", "本安"),
    ("通道口堆物", "道口"),
    ("建立法律顾问制度", "立法"),
]

BROKEN = [
    ('"消防"@zh, "Fire"@en', '"Fire"@en', "topic:fire 应有一个 zh 的 skos:prefLabel，现有 0 个"),
    ('"消防"@zh, "Fire"@en', '"消防"@zh', "topic:fire 应有一个 en 的 skos:prefLabel，现有 0 个"),
    ('"消防"@zh, "Fire"@en', '"消防"@zh, "消防安全"@zh, "Fire"@en', "topic:fire 应有一个 zh 的 skos:prefLabel，现有 2 个"),
    ('"燃气"@zh', '"防火"@zh', "“防火”重复出现在 topic:fire、topic:gas"),
    ('"LNG"@zh', '"lng"@zh, "LNG"@zh', "“lng”重复出现在 topic:gas、topic:gas"),
    ('"防火"@zh', '"消防"@zh', "“消防”重复出现在 topic:fire、topic:fire"),
    ('"Gas"@en', '"FIRE"@en', "“fire”重复出现在 topic:fire、topic:gas"),
    ('"灭火"@zh', '"灭火"', "topic:fire 的 skos:altLabel '灭火' 没有标明 @zh"),
    ('"灭火"@zh', "topic:gas", "topic:fire 的 skos:altLabel .*没有标明 @zh"),
    ('"灭火"@zh', '"火"@zh', "topic:fire 的词 '火' 少于两字"),
    ('"灭火"@zh', '"灭火 "@zh', "topic:fire 的词 '灭火 ' 少于两字或首尾有空白"),
    ("skos:broader topic:fire .", "skos:broader topic:fires .", "topic:hydrant 的 skos:broader 指向自身或不存在的 topic:fires"),
    ("skos:related topic:gas .", "skos:related topic:gass .", "topic:hose 的 skos:related 指向自身或不存在的 topic:gass"),
    ("skos:related topic:gas .", "skos:related topic:hose .", "topic:hose 的 skos:related 指向自身"),
    ("skos:broader topic:fire .", "skos:broader topic:hose .", "成环：.*topic:hose → topic:hydrant|成环：.*topic:hydrant → topic:hose"),
    (HOSE_LINKS, "skos:broader topic:hydrant ; skos:related topic:fire", "topic:hose 与 topic:fire 是上下位"),
    ("skos:topConceptOf topic:scheme .\ntopic:hydrant", "skos:broader topic:fire .\ntopic:hydrant", "topic:gas 有上位主题"),
    ("topic:fire, topic:gas .", "topic:fire .", "topic:gas 没有上位主题"),
    ("topic:fire, topic:gas .", "topic:fire, topic:gas, topic:oil .", "skos:hasTopConcept 指向不存在的 topic:oil"),
    ("skos:broader topic:fire .", "skos:note \"无\"@zh .", "topic:hydrant 没有上位主题"),
    ("skos:broader topic:fire .", "skos:broader topic:fire ; skos:altlabel \"消防栓\"@zh .", "topic:hydrant 有不认识的属性 skos:altlabel"),
    (f"topic:gas {HEAD}", "topic:gas a skos:Concept ; skos:inScheme topic:scheme ;", "topic:gas 缺少类型 zr:Topic"),
    (f"topic:gas {HEAD}", "topic:gas a skos:Concept, zr:Topic ;", "topic:gas 缺少 skos:inScheme"),
    (f"topic:gas {HEAD}", "topic:gas", "topic:gas 缺少类型 skos:Concept"),
    (f"topic:gas {HEAD}", f"topic:gas {HEAD};; ;[", "不是合法的 Turtle"),
]  # fmt: skip


@pytest.fixture(scope="module")
def topics() -> tuple[Topic, ...]:
    return load_topics(TOPICS_FILE)


@pytest.fixture(scope="module")
def owners(topics: tuple[Topic, ...]) -> dict[str, Topic]:
    """Each word with its topic."""
    return {word: topic for topic in topics for word in topic.words}


def _load(folder: Path, text: str) -> tuple[Topic, ...]:
    path = folder / "topics.ttl"
    path.write_text(text, encoding="utf-8")
    return load_topics(path)


def _above(topic: Topic, by_iri: dict[str, Topic]) -> set[str]:
    """Every broader topic, found by walking up."""
    found: set[str] = set()
    queue = deque(topic.broader)
    while queue:
        iri = queue.popleft()
        if iri not in found:
            found.add(iri)
            queue.extend(by_iri[iri].broader)
    return found


def test_what_is_read_of_a_concept(tmp_path: Path) -> None:
    fire, gas, hose, hydrant = _load(tmp_path, SOUND)
    # the preferred term comes first, the others in a fixed order
    assert fire == Topic(BASE + "fire", "消防", ("消防", "灭火", "防火"), (), ())
    assert hydrant.broader == (fire.iri,)
    # related is written once and read from both ends
    assert (hose.related, gas.related) == ((gas.iri,), (hose.iri,))


@pytest.mark.parametrize(("old", "new", "message"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_and_the_concept_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(RuleError, match=message):
        _load(tmp_path, SOUND.replace(old, new))


def test_missing_and_empty_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.ttl"):
        load_topics(tmp_path / "none.ttl")
    with pytest.raises(RuleError, match="没有主题"):
        _load(tmp_path, PREFIXES)
    (tmp_path / "gbk.ttl").write_bytes(SOUND.encode("gb18030"))
    with pytest.raises(RuleError, match="不是合法的 Turtle"):
        load_topics(tmp_path / "gbk.ttl")


def test_many_problems_are_counted_not_listed(tmp_path: Path) -> None:
    words = ", ".join(f'"{chr(0x4E00 + n)}"@zh' for n in range(12))
    with pytest.raises(RuleError, match="另有 2 处"):
        _load(tmp_path, SOUND.replace('"LNG"@zh', words))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=st.lists(st.integers(0, 30), min_size=1, max_size=12), data=st.data())
def test_any_tree_is_read_and_any_circle_in_it_is_found(
    tmp_path: Path, parents: list[int], data: st.DataObject
) -> None:
    """Concept n stands under an earlier one; then the root is put under any of them, which closes a circle."""
    lines = ["topic:scheme a skos:ConceptScheme ; skos:hasTopConcept topic:c0 ."]
    for n, parent in enumerate([0, *parents]):
        place = f"skos:broader topic:c{parent % n}" if n else "skos:topConceptOf topic:scheme"
        lines.append(f'topic:c{n} {HEAD} skos:prefLabel "主题{n}"@zh, "Topic {n}"@en ; {place} .')
    sound = PREFIXES + "\n".join(lines)
    by_iri = {topic.iri: topic for topic in _load(tmp_path, sound)}
    assert len(by_iri) == len(parents) + 1
    assert all(BASE + "c0" in _above(topic, by_iri) for iri, topic in by_iri.items() if iri != BASE + "c0")
    low = data.draw(st.integers(1, len(parents)))
    with pytest.raises(RuleError, match=r"成环：.*topic:c0"):
        _load(tmp_path, f"{sound}\ntopic:c0 skos:broader topic:c{low} .")


def test_size_of_the_thesaurus(topics: tuple[Topic, ...]) -> None:
    assert len(topics) >= 440
    assert sum(len(topic.words) for topic in topics) >= 4400
    # a concept that nobody calls by another word helps nobody who does not know the term
    assert [topic.label for topic in topics if len(topic.words) < 3] == []


def test_every_topic_hangs_under_a_top_concept(topics: tuple[Topic, ...]) -> None:
    by_iri = {topic.iri: topic for topic in topics}
    tops = {topic.iri for topic in topics if not topic.broader}
    assert 8 <= len(tops) <= 15
    assert all(topic.iri in tops or _above(topic, by_iri) & tops for topic in topics)
    # no top concept stands there for itself alone
    assert all(any(top in topic.broader for topic in topics) for top in tops)


def test_related_is_neither_broader_nor_narrower(topics: tuple[Topic, ...]) -> None:
    """SKOS S27, with the walk of this test beside that of the loader."""
    by_iri = {topic.iri: topic for topic in topics}
    pairs = [(topic, by_iri[other]) for topic in topics for other in topic.related]
    assert len(pairs) >= 100
    for topic, other in pairs:
        assert topic.iri in other.related
        assert other.iri not in _above(topic, by_iri)


def test_the_file_as_plain_skos() -> None:
    """As any SKOS tool sees it: rdflib reads it, types and schemes are there, definitions are Chinese."""
    graph = Graph().parse(TOPICS_FILE, format="turtle")
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert str(scheme) == BASE + "work-safety"
    assert concepts == set(graph.subjects(RDF.type, ZR.Topic)) == set(graph.subjects(SKOS.inScheme, scheme))
    assert all(str(concept).startswith(BASE) and str(concept).isascii() for concept in concepts)
    definitions = list(graph.objects(None, SKOS.definition))
    assert len(definitions) >= 115
    assert all(isinstance(text, Literal) and text.language in ("zh", "en") for text in definitions)


@pytest.mark.parametrize(("word", "label"), EVERYDAY.items())
def test_an_everyday_word_leads_to_the_official_term(owners: dict[str, Topic], word: str, label: str) -> None:
    assert owners[word].label == label


@pytest.mark.parametrize(("narrower", "broader"), UNDER.items())
def test_a_topic_is_found_under_its_field(topics: tuple[Topic, ...], narrower: str, broader: str) -> None:
    by_iri = {topic.iri: topic for topic in topics}
    assert BASE + broader in _above(by_iri[BASE + narrower], by_iri)


@pytest.mark.parametrize(("phrase", "word"), ACROSS)
def test_words_that_arise_across_others_are_left_out(owners: dict[str, Topic], phrase: str, word: str) -> None:
    assert word in phrase
    assert word not in owners


def test_how_many_cases_there_are() -> None:
    assert (len(EVERYDAY), len(UNDER), len(ACROSS), len(BROKEN)) == (64, 19, 10, 25)
