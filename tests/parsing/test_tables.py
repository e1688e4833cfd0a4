"""Task tables in the three ways text holds them."""

import pytest

from kb.parsing import parse_outline
from kb.parsing.tables import find_tables

JOINED = "附件\n重点任务台账\n序号重点任务牵头单位配合单位\n一、加强建设\n1完善设施。市工信局市发展改革委、市财政局\n2搭建平台。市住建局\n市城管局市财政局\n"
LINES = "序号\n工作任务\n责任单位\n完成时限\n1\n完善设施\n市工信局、市财政局\n2022年底前\n2\n搭建平台\n市住建局\n长期\n"
TABS = "序号\t重点任务\t牵头单位\t配合单位\t备注\n1\t完善设施\t市工信局\t市财政局\t\n2\t搭建平台\t市住建局\t\t续建\n表后的话。\n"


@pytest.mark.parametrize(
    ("text", "titles", "columns"),
    [
        (JOINED, ["完善设施", "搭建平台"], ("lead", "participate")),
        (LINES, ["完善设施", "搭建平台"], ("responsible",)),
        (TABS, ["完善设施", "搭建平台"], ("number",)),
    ],
)
def test_rows(text: str, titles: list[str], columns: tuple[str, ...]) -> None:
    rows = find_tables(text)
    assert [text[row.title_start : row.title_end] for row in rows] == titles
    assert rows[0].cells[0].columns == columns


def test_rows_are_provisions_under_the_heading_above_them() -> None:
    outline = parse_outline(JOINED)
    assert [(p.id, p.title) for p in outline.provisions if p.level == "section"] == [
        ("1.1", "完善设施"),
        ("1.2", "搭建平台"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "序号\t姓名\t职务\n1\t张某\t局长\n",  # a roster: neither task nor unit column
        "重点任务和牵头单位要明确。\n1完善设施。市工信局\n",  # a sentence that names columns
        "",
    ],
)
def test_no_table(text: str) -> None:
    assert find_tables(text) == ()
