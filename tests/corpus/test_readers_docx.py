"""What of a Word file becomes text, and in which lines; the cases are in data/docx_text.yaml."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from kb.corpus import canonical_text, read_file
from kb.corpus.ooxml.extract import extract
from kb.corpus.readers.base import Limits
from kb.errors import InputError
from kb.rules import load_yaml

_MAX = 10_000_000
_CASES = load_yaml(Path(__file__).parent / "data" / "docx_text.yaml")["cases"]
MakeDocx = Callable[..., Path]
Repack = Callable[[dict[str, bytes]], bytes]


@pytest.mark.parametrize("entry", _CASES, ids=lambda entry: str(entry["case"]))
def test_text(make_docx: MakeDocx, entry: dict[str, str]) -> None:
    # In this process, because there are many.
    text = extract(make_docx(entry["xml"] + "<p>{末}</p>").read_bytes(), Limits()).text
    assert canonical_text(text) == entry["text"] + "\n末"


def test_there_are_cases() -> None:
    assert len(_CASES) >= 34


def test_a_file_by_python_docx(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("一、总体要求")
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows, (("序号", "任务", "责任单位"), ("1", "建平台", "县应急局"), ("2", "", "")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    document.add_paragraph("二、保障措施")
    document.save(str(tmp_path / "规划.txt"))  # the extension does not count
    source = read_file(tmp_path / "规划.txt", _MAX)
    assert (source.format, source.encoding, source.name) == ("docx", "utf-8", "规划.txt")
    assert source.text == "一、总体要求\n序号\t任务\t责任单位\n1\t建平台\t县应急局\n2\n二、保障措施\n"


def test_a_footnote_stands_after_its_paragraph(make_docx: MakeDocx) -> None:
    body = '<p>{事故率}<r><footnoteReference id="2"/></r>{下降。}</p><p>{末}</p>'
    notes = '<footnote id="1"><p>{别的}</p></footnote><footnote id="2"><p>{按亿元产值计。}</p></footnote>'
    assert read_file(make_docx(body, footnotes=notes), _MAX).text == "事故率下降。\n按亿元产值计。\n末\n"


def test_a_note_that_holds_itself_is_refused(make_docx: MakeDocx) -> None:
    reference = '<p><r><footnoteReference id="1"/></r></p>'
    with pytest.raises(InputError, match="嵌套太深"):
        read_file(make_docx(reference, footnotes=f'<footnote id="1">{reference}</footnote>'), _MAX)


def test_strict_namespace_and_utf16_read_alike(tmp_path: Path, repack: Repack) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    xml = f'<?xml version="1.0" encoding="UTF-16"?><document xmlns="{strict}"><body><p><r><t>甲</t></r></p></body></document>'
    path = tmp_path / "a.docx"
    path.write_bytes(repack({"word/document.xml": xml.encode("utf-16")}))
    source = read_file(path, _MAX)
    assert (source.text, source.encoding) == ("甲\n", "utf-16")


_W = 'xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOMB = '<!DOCTYPE d [<!ENTITY a "啊啊啊啊啊啊啊啊"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_DEEP = "<sdt>" * 240, "</sdt>" * 240
_BROKEN = {
    "entity bomb": (f"{_BOMB}<document {_W}><body><p><r><t>&b;</t></r></p></body></document>".encode(), "DOCTYPE"),
    "entity bomb in UTF-16": (f"{_BOMB}<document {_W}><body/></document>".encode("utf-16"), "DOCTYPE"),
    "no XML": (b"<document", "内部已损坏.*word/document.xml"),
    "no body": (f"<document {_W}/>".encode(), "内部已损坏"),
    "not a document": (f"<styles {_W}/>".encode(), "不是 Word 文件"),
    "text in another file": (f"<document {_W}><body><altChunk/></body></document>".encode(), "正文不全"),
    "nested beyond XML": (
        f"<document {_W}><body>{_DEEP[0] * 2}{_DEEP[1] * 2}</body></document>".encode(),
        "内部已损坏",
    ),
    "nested deep, no text": (f"<document {_W}><body>{_DEEP[0]}{_DEEP[1]}</body></document>".encode(), "没有文字"),
}


@pytest.mark.parametrize("case", _BROKEN)
def test_broken_word_files(tmp_path: Path, repack: Repack, case: str) -> None:
    assert len(_BROKEN) >= 8
    xml, message = _BROKEN[case]
    path = tmp_path / "a.docx"
    path.write_bytes(repack({"word/document.xml": xml}))
    with pytest.raises(InputError, match=message):
        read_file(path, _MAX)
