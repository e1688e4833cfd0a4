"""The head and foot of documents: title, number, issuer, date, addressees, basis, place and level."""

from datetime import date

import pytest

from kb.extraction.metadata import read_info
from kb.models import DocumentInfo
from kb.parsing import parse_outline

NOTICE_WITH_PLAN = """云水安委发〔2021〕7号
关于印发《云水县安全生产“十四五”规划》的通知
各镇人民政府、街道办事处，县安委会各成员单位：
现将《云水县安全生产“十四五”规划》印发给你们，请认真贯彻落实。
云水县安全生产委员会
2021年12月10日
云水县安全生产“十四五”规划
根据《青岭市“十四五”安全生产规划》要求，结合实际，制定本规划。
一、总体要求
（一）指导思想。坚持发展。
"""
FULL_NOTICE = """青岭市人民政府办公室关于印发青岭市数字发展实施方案（2019-2021年）的通知
（青政办发〔2019〕12号）
各县区人民政府，市直有关部门：
　　现将方案印发给你们。
青岭市人民政府办公室
　　2019年8月1日
青岭市数字发展实施方案（2019-2021年）
一、总体要求
（一）目标。到2021年建成。
"""
TWO_LINE_TITLE = """国务院关于加快推进某类产业和
某种装备转型升级的指导意见
国发〔2018〕99号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
某产业十分重要，现提出以下意见。
一、总体要求
（一）指导思想。坚持发展。
国务院
二〇一八年十二月二十一日
（此件公开发布）
"""
JOINT = """国家发展改革委、教育部、科技部关于某项工作的指导意见
（发改某某〔2020〕55号）
各省、自治区、直辖市发展改革委：
为推进工作，提出如下意见。
一、要求
（一）甲。做事。
国家发展改革委

教　　育　　部

科　　技　　部

2020年9月18日
"""


def info(text: str) -> DocumentInfo:
    return read_info(parse_outline(text), "x")


@pytest.mark.parametrize(
    ("text", "title", "number", "issuer", "issued", "place", "level"),
    [
        # a covering notice without issuer in its title gives way to the plan it carries
        (NOTICE_WITH_PLAN, "云水县安全生产“十四五”规划", "云水安委发〔2021〕7号", "云水县安全生产委员会", date(2021, 12, 10), "云水县", "county"),
        # a complete title (issuer, matter, kind) is the document's
        (FULL_NOTICE, "青岭市人民政府办公室关于印发青岭市数字发展实施方案（2019-2021年）的通知", "青政办发〔2019〕12号", "青岭市人民政府办公室", date(2019, 8, 1), "青岭市", "prefecture"),
        # a title over two lines; the date in Chinese numerals at the foot
        (TWO_LINE_TITLE, "国务院关于加快推进某类产业和某种装备转型升级的指导意见", "国发〔2018〕99号", "国务院", date(2018, 12, 21), "", "state"),
        # joint issuers are given as the title lists them; the signatures are spaced out
        (JOINT, "国家发展改革委、教育部、科技部关于某项工作的指导意见", "发改某某〔2020〕55号", "国家发展改革委、教育部、科技部", date(2020, 9, 18), "", "state"),
        # a text without a head
        ("一、任务\n（一）甲。做事。\n", "", None, None, None, "", ""),
    ],
)  # fmt: skip
def test_head(
    text: str, title: str, number: str | None, issuer: str | None, issued: date | None, place: str, level: str
) -> None:
    got = info(text)
    assert (got.title, got.number, got.issuer, got.issued, got.place, got.level) == (
        title,
        number,
        issuer,
        issued,
        place,
        level,
    )


def test_both_titles_are_kept() -> None:
    assert info(NOTICE_WITH_PLAN).other_title == "关于印发《云水县安全生产“十四五”规划》的通知"
    assert info(FULL_NOTICE).other_title == "青岭市数字发展实施方案（2019-2021年）"


def test_basis_addressees_and_period() -> None:
    got = info(NOTICE_WITH_PLAN)
    assert got.based_on == ("青岭市“十四五”安全生产规划",)
    assert got.addressees == ("各镇人民政府", "街道办事处", "县安委会各成员单位")
    assert got.period == (2021, 2025)
    assert info(FULL_NOTICE).period == (2019, 2021)
