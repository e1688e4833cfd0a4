"""The files themselves: layout for printing, hostile words, calendars, names."""

import doctest
import io
import zipfile
from datetime import date
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar
from openpyxl import load_workbook

from kb.exports import filenames
from kb.exports.build import Choice, build_table
from kb.exports.definitions import definition_of
from kb.exports.filenames import content_disposition, file_name
from kb.exports.material import Material
from kb.exports.table import Column, Reference, Row, Table
from kb.exports.writers import WRITERS, text
from tests.exports.reading import read_csv, read_docx, read_xlsx

# Titles and names that would run, break the file or read as what they are not.
HOSTILE = [
    '=HYPERLINK("http://127.0.0.1/?"&A1,"见附件")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "＝1＋1",  # Excel takes the full width for the same
    "\t=1+1",
    "  =1+1",
    "http://127.0.0.1/某规划",  # no link of its own
    "<script>&amp;</script>]]>",
    "_x000D_某局",  # Excel's own escape of a character
    "县局\x00\x07\x0b",
    "县局\u202excod.表",
    "一" * 40_000,  # a cell holds 32,767
    "2021-3",  # no date
    "00123",
]


def table_of(word: str) -> Table:
    """A calendar table in which everything is ``word``."""
    keys = ("number", "date", "wording", "matter", "task", "leads", "responsible", "remark", "basis")
    columns = tuple(Column(key, f"{key}列", 20, choices=("甲", "乙")) for key in keys)
    row = Row({**dict.fromkeys(keys, word), "date": "2022-12-31"}, Reference("plan", "1", 0, 1, word))
    return Table("时限表", word, word, columns, (row,))


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_text_in_every_format(word: str) -> None:
    table = table_of(word)
    data = {name: writer.write(table) for name, writer in WRITERS.items()}
    shown = text.printable(word)
    sheet = load_workbook(io.BytesIO(data["xlsx"])).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert read_xlsx(data["xlsx"])[0]["matter列"] == shown[:32_767]
    assert read_docx(data["docx"])[0]["matter列"] == shown
    field = read_csv(data["csv"])[0]["matter列"]
    assert field.removeprefix("'") == shown
    assert not field.lstrip().startswith(("=", "+", "-", "@", "＝"))
    event = next(iter(Calendar.from_ical(data["ics"]).walk("VEVENT")))
    assert str(event["summary"]) == f"到期：{shown}"
    for name in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(data[name])) as archive:
            parts = [part for part in archive.namelist() if part.endswith((".xml", ".rels"))]
            assert len(parts) > 5
            for part in parts:
                ElementTree.fromstring(archive.read(part))


def test_a_sheet_is_set_up_for_paper_and_for_filling_in(material: Material) -> None:
    data = WRITERS["xlsx"].write(build_table(material, definition_of("台账"), Choice()))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["A1"].value == "高青县安全生产“十四五”规划督查台账"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:N32"
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"未启动,推进中,已完成,已销号,滞后"'
    assert str(choice.sqref) == "G4:G32"
    assert all(cell.alignment.wrap_text for cell in sheet[4])
    assert all(sheet.row_dimensions[row].height <= 409 for row in range(1, 33))
    # The same table is the same file.
    assert data == WRITERS["xlsx"].write(build_table(material, definition_of("台账"), Choice()))


def test_a_document_has_the_layout_of_official_documents(material: Material) -> None:
    """GB/T 9704: A4, the type area 225 × 156 mm, 附件, title in 小标宋 of 22 pt, page numbers in dashes."""
    data = WRITERS["docx"].write(build_table(material, definition_of("分工表"), Choice()))
    document: Any = Document(io.BytesIO(data))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [297, 210]
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 225
    assert round(section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm) == 156
    mark, title, note = document.paragraphs[:3]
    assert (mark.text, mark.runs[0].font.size.pt) == ("附件", 16)
    assert (title.text, title.runs[0].font.size.pt) == ("高青县安全生产“十四五”规划任务分工表", 22)
    assert "高安委发〔2021〕7号" in note.text
    fonts = title.runs[0]._r.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:hint"))) == ("方正小标宋简体", "eastAsia")
    assert title.runs[0]._r.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    for footer in (section.footer, section.even_page_footer):
        assert [node.text for node in footer._element.iter(qn("w:t"))] == ["— ", "1", " —"]
        assert [node.get(qn("w:instr")) for node in footer._element.iter(qn("w:fldSimple"))] == ["PAGE"]
    head = document.tables[0].rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert sum(cell.width.mm for cell in document.tables[0].rows[1].cells) == pytest.approx(225, abs=1)


def test_csv_opens_in_excel_as_utf_8(material: Material) -> None:
    data = WRITERS["csv"].write(build_table(material, definition_of("分工表"), Choice()))
    assert data.startswith(b"\xef\xbb\xbf" + "序号,条款,".encode())
    assert data.count(b"\r\n") == 30


def test_the_calendar_is_read_by_a_library(material: Material) -> None:
    data = WRITERS["ics"].write(build_table(material, definition_of("时限表"), Choice()))
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    events: list[Any] = list(Calendar.from_ical(data).walk("VEVENT"))
    assert [event.start for event in events] == [
        date(2021, 12, 31), *[date(2022, 12, 31)] * 2, *[date(2023, 12, 31)] * 4, date(2025, 12, 31),
    ]  # fmt: skip
    assert len({str(event["uid"]) for event in events}) == 8
    first = str(events[0]["description"])
    assert str(events[0]["summary"]) == "到期：实现安全总监应配尽配"
    assert "牵头单位：县应急局\n" in first
    assert first.endswith("原文依据：2021年底前实现安全总监应配尽配")
    # A second import of the same plan replaces, not doubles.
    assert data == WRITERS["ics"].write(build_table(material, definition_of("时限表"), Choice()))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("高青县安全生产“十四五”规划任务分工表", "高青县安全生产“十四五”规划任务分工表.xlsx"),
        ("../../etc/passwd", "etc_passwd.xlsx"),  # no way up
        ('a"b\r\nSet-Cookie: x=1', "a_b_Set-Cookie_x=1.xlsx"),  # no second header
        ("表\u202excod", "表xcod.xlsx"),  # no turned-round extension
        ("...", "分工表.xlsx"),  # nothing left
        ("长" * 300, "长" * 66 + ".xlsx"),  # 200 bytes, no character cut
    ],
)
def test_file_names_hold_on_every_system(title: str, expected: str) -> None:
    name = file_name(Table("分工表", title, "", (), ()), "xlsx")
    assert name == expected
    header = content_disposition(name)
    assert header.isascii()
    assert not set("\r\n") & set(header)
    assert unquote(header.partition("filename*=UTF-8''")[2]) == expected


def test_examples_in_docstrings() -> None:
    tried = [doctest.testmod(module) for module in (filenames, text)]
    assert [(result.failed, result.attempted) for result in tried] == [(0, 1), (0, 1)]
