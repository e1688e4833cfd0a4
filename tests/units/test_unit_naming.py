"""Printed unit names: prefixes, recognition, collectives, slips. Each case says why it exists."""

import pytest

from kb.units.naming import is_collective, level_prefix, looks_like_unit, mend_slip, restore_prefix

PREFIXES = [
    ("市工信局", "市", "a short form"),
    ("县委组织部", "县", "a party organ: 委 belongs to the name"),
    ("省发展改革委", "省", "province"),
    ("市委网信办", "市", "party office"),
    ("区财政局", "区", "district"),
    ("州应急管理局", "州", "autonomous prefecture"),
    ("盟教育局", "盟", "league"),
    ("旗教体局", "旗", "banner, merged bureau of two clips"),
    ("镇政府", "镇", "township"),
    ("自治区发展改革委", "自治区", "three characters, not 区"),
    ("自治区党委宣传部", "自治区", "regions say 党委 where counties say 委"),
    ("兵团教育局", "兵团", "Xinjiang corps"),
    ("市市场监管局", "市", "the prefix stands before a word that begins with it"),
    ("市场监管局", "", "市场 is a word"),
    ("市政府办公室", "市", "市政 is a word, but 政府办公室 stands alone"),
    ("市政务服务局", "市", "政务服务 is a stem"),
    ("市科委", "市", "the rest is as short as 科委"),
    ("县投资服务局", "县", "unknown to the lexicon, has a head"),
    ("县直机关工委", "县", "named committee"),
    ("县直有关部门", "县", "a collective can hand its prefix on"),
    ("团县委", "县", "the prefix stands inside"),
    ("县应急", "县", "a slip has its prefix"),
    ("县公安局交警大队", "县", "division under its bureau"),
    ("市直各单位", "市", "collective under a city"),
    ("发展改革委", "", "state list without prefix"),
    ("工业和信息化部", "", "ministry"),
    ("国家能源局", "", "国家 is never shared"),
    ("国务院国资委", "", "nor is 国务院"),
    ("全国总工会", "", "nor is 全国"),
    ("人民银行云山县支行", "", "own place inside"),
    ("临江银保监分局", "", "own place in front"),
    ("云山县应急管理局", "", "the whole place, not its level"),
    ("镇江市公安局", "", "镇江 is a city"),
    ("市中区应急局", "", "市中区 is a district"),
    ("各乡镇人民政府", "", "collective without prefix"),
    ("省级有关部门", "", "省级 is a word"),
    ("县域办", "", "县域 is a word"),
    ("区域协调办公室", "", "区域 is a word"),
    ("区块链发展中心", "", "区块 is a word"),
    ("县级以上人民政府", "", "县级 is a word"),
]
UNITS = [
    ("临江经开区（高新区）管委会", "bracket inside"),
    ("市发展改革委（市粮食和储备局）", "bracket behind"),
    ("各县（市、区）人民政府", "collective with a list in brackets"),
    ("共青团", "known bare name"),
    ("公安", "known bare name"),
    ("人行", "known bare name"),
    ("国网云山供电", "company without 公司"),
    ("县应急", "a slip is still a unit"),
    ("县直有关部门、单位", "the comma belongs to the name"),
    ("市金融监管局", "lexicon"),
    ("县城乡融合发展中心", "unknown, with a head"),
    ("唐山镇", "a town stands for its government"),
    ("云山县", "so does a county in a city's plan"),
    ("县农商银行", "bank"),
    ("驻县各单位", "collective"),
    ("省农科院", "academy"),
    ("中国铁路某某局集团有限公司", "company"),
    ("市文化和旅游局", "和 inside one name"),
    ("县党史档案馆", "archive"),
]
NOT_UNITS = [
    ("加强部门协作", "sentence that ends in no head"),
    ("各级政府要", "sentence that begins like a collective"),
    ("全社会", "社会 is no 会"),
    ("企业主体责任", "no head"),
    ("推进数字化改造的企业", "clause with a head at its end"),
    ("县农业局、县林业局", "two names"),
    ("市商务局市工信局", "two names run together"),
    ("华为等企业", "enumeration"),
    ("工作部署", "署 of another word"),
    ("内部", "部 of another word"),
    ("责任单位", "label"),
    ("单位", "generic word"),
    ("城乡接合部", "部 of another word"),
    ("（县应急局", "unbalanced bracket"),
    ("培育3家龙头企业", "a quantity"),
    ("老旧小区", "no town or district"),
    ("", "empty"),
    ("局", "one character"),
    ("确保责任落实到每个部门。", "punctuation"),
]
COLLECTIVES = [
    ("各镇（街道）", "each"),
    ("各县（市、区）人民政府", "each, list in brackets"),
    ("各行业主管部门", "each, by role"),
    ("各成员单位", "each member"),
    ("省各有关单位", "each concerned, with prefix"),
    ("市各民主党派", "by kind; members are not listed"),
    ("县直有关部门、单位", "concerned, comma inside"),
    ("市属有关企业", "concerned, owned by the city"),
    ("市政府有关部门", "concerned, of the government"),
    ("其他有关单位", "the others"),
    ("负有安全生产监管职责的部门", "by duty"),
    ("县级以上人民政府", "by level"),
    ("县区政府", "by level without 各"),
    ("县（市、区）政府", "levels in brackets make a class of 县政府"),
    ("三大电信运营商", "by number and trade"),
    ("各村（居）委会", "brackets inside a head"),
    ("责任单位", "by role"),
    ("基础电信企业", "by kind"),
    ("党委、政府", "both, of whatever place"),
    ("镇（街道）", "level without 各"),
]
NOT_COLLECTIVES = [
    ("县直机关工委", "one committee named after the group"),
    ("临江经开区管委会", "区管委会 is no level here"),
    ("县政府", "one government"),
    ("县委、县政府", "two units"),
    ("市机关事务管理局", "机关 inside a department"),
    ("各项任务", "no units"),
    ("县应急局", "a department"),
    ("云山县应急管理局", "with place"),
]
SLIPS = [
    ("县应急", "县应急局", "county bureau"),
    ("市工信", "市工信局", "city bureau"),
    ("县住建", "县住建局", "short stem kept"),
    ("省应急", "省应急厅", "province department"),
    ("省发展改革", "省发展改革委", "province commission"),
    ("市卫健", "市卫健委", "city commission"),
    ("县卫健", "县卫健局", "county bureau, not commission"),
    ("国家能源", "国家能源局", "state"),
    ("县教体", "县教体局", "merged bureau"),
    ("县公安", "县公安局", "in a list of units 县公安 is the bureau"),
    ("县委组织", "县委组织部", "party organ"),
    ("县应急局", None, "complete"),
    ("应急", None, "no prefix: a topic"),
    ("县委", None, "complete"),
    ("县某某", None, "unknown stem"),
    ("市", None, "no stem"),
    ("有关部门", None, "collective"),
]
RESTORED = [
    ("发改委", "市", "市发改委", "plain"),
    ("市场监管局", "市", "市市场监管局", "a word that begins with the prefix"),
    ("妇联", "县", "县妇联", "mass organisation"),
    ("总工会", "市", "市总工会", "mass organisation"),
    ("共青团", "县", "团县委", "place unknown"),
    ("组织部", "县", "县委组织部", "the committee comes back too"),
    ("网信办", "市", "市委网信办", "party office"),
    ("宣传部", "自治区", "自治区党委宣传部", "region"),
    ("政府办", "县", "县政府办", "government office"),
    ("法院", "县", "县法院", "court"),
    ("供电公司", "县", "县供电公司", "company of the lexicon without a place"),
    ("电商办", "县", "县电商办", "office"),
    ("投资服务局", "县", "县投资服务局", "unknown to the lexicon"),
    ("应急", "县", "县应急", "stem only, to be mended"),
    ("教委", "市", "市教委", "a name of its own with a head"),
    ("临江银保监分局", "市", "临江银保监分局", "own place"),
    ("中国移动云山分公司", "县", "中国移动云山分公司", "company with place"),
    ("人民银行云山县支行", "县", "人民银行云山县支行", "bank with place"),
    ("云山生态环境局", "县", "云山生态环境局", "place without level"),
    ("临江海关", "省", "临江海关", "customs"),
    ("国网云山供电公司", "县", "国网云山供电公司", "grid company"),
    ("各乡镇政府", "县", "各乡镇政府", "collective"),
    ("有关部门", "县", "有关部门", "collective"),
    ("工业和信息化部", "省", "工业和信息化部", "ministry"),
    ("税务总局", "省", "税务总局", "body of the state"),
    ("人民银行", "市", "人民银行", "national bank"),
    ("唐山镇", "县", "唐山镇", "a town has its own name"),
    ("县公安局", "县", "县公安局", "has its prefix"),
    ("县应急", "县", "县应急", "a slip has it too"),
    ("公安机关", "县", "公安机关", "a way of speaking"),
    ("发改委", "", "发改委", "nothing to restore"),
]


@pytest.mark.parametrize(("name", "prefix", "why"), PREFIXES)
def test_level_prefix(name: str, prefix: str, why: str) -> None:
    assert level_prefix(name) == prefix, why


@pytest.mark.parametrize(("text", "why"), UNITS)
def test_looks_like_unit(text: str, why: str) -> None:
    assert looks_like_unit(text), why


@pytest.mark.parametrize(("text", "why"), NOT_UNITS)
def test_does_not_look_like_unit(text: str, why: str) -> None:
    assert not looks_like_unit(text), why


@pytest.mark.parametrize(("text", "why"), COLLECTIVES)
def test_is_collective(text: str, why: str) -> None:
    assert is_collective(text), why


@pytest.mark.parametrize(("text", "why"), NOT_COLLECTIVES)
def test_is_no_collective(text: str, why: str) -> None:
    assert not is_collective(text), why


@pytest.mark.parametrize(("name", "mended", "why"), SLIPS)
def test_mend_slip(name: str, mended: str | None, why: str) -> None:
    assert mend_slip(name) == mended, why


@pytest.mark.parametrize(("name", "prefix", "restored", "why"), RESTORED)
def test_restore_prefix(name: str, prefix: str, restored: str, why: str) -> None:
    assert restore_prefix(name, prefix) == restored, why


def test_the_place_completes_names_that_carry_it() -> None:
    assert restore_prefix("共青团", "县", place="云山县") == "共青团云山县委员会"
    assert restore_prefix("妇联", "县", place="云山县") == "县妇联"


def test_enough_cases_ran() -> None:
    names = [
        [case[0] for case in PREFIXES],
        [case[0] for case in UNITS],
        [case[0] for case in NOT_UNITS],
        [case[0] for case in COLLECTIVES],
        [case[0] for case in NOT_COLLECTIVES],
        [case[0] for case in SLIPS],
    ]
    assert sum(len(group) for group in names) + len(RESTORED) >= 145
    assert all(len(set(group)) == len(group) for group in names)
