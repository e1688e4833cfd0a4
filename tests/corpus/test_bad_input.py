"""Every kind of bad file gives one InputError: one Chinese line that names the file, the fault and the way out."""

import codecs
import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docx import Document
from reportlab.pdfgen.canvas import Canvas

from kb.corpus import archive, read_file
from kb.corpus.archive import open_archive
from kb.corpus.ooxml.extract import extract
from kb.corpus.readers.base import Limits
from kb.errors import InputError
from kb.rules import load_yaml
from kb.settings import ROOT
from tests.corpus.ofd_samples import ofd_of
from tests.corpus.samples import pdf_of, zip_of

_MAX = 1_000_000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = zipfile.ZIP_DEFLATED
_NOBODY = 65_534
_SIGNATURES = load_yaml(ROOT / "kb" / "corpus" / "signatures.yaml")["formats"]


def _zip(members: dict[str, bytes], compression: int = _ZIP) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return stream.getvalue()


def _docx(text: str = "一、总则") -> bytes:
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def _blank_pdf(pages: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


_DOCX = _docx()
_FILES = {
    "empty": (b"", "文件是空的"),
    "white": (" \t\r\n　\n".encode(), "没有文字"),
    "only marks": (codecs.BOM_UTF8, "没有文字"),
    "control characters": (b"\x01\x02\x03" * 9, "没有文字"),
    "cut pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF.*不完整或已损坏"),
    "encrypted pdf": (pdf_of(["一、总则"], encrypt="secret"), "PDF.*加了密码"),
    "pdf of 500 pages": (_blank_pdf(500), "500 页，超过 300 页的上限.*拆分"),
    "pdf without text": (_blank_pdf(2), "没有文字"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
    "elf": (b"\x7fELF\x02\x01\x01\0", "程序文件"),
    "windows program": (b"MZ\x90\0\x03\0\0\0", "程序文件"),
    "compound file of nothing": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "没有 Word 的正文"),
    "web page without text": (b"<!DOCTYPE HTML><html><body><script>var x</script></body></html>", "没有文字"),
    "web page of a tag": (b"<!DOCTYPE html>", "网页里没有内容|没有文字"),
    "unknown binary": (b"\x01\x02\0\xff" * 50, "二进制"),
    "utf-16 without mark": ("一、总则\n".encode("utf-16-le"), "二进制.*UTF-16"),
    "utf-16 with NUL": (codecs.BOM_UTF16_LE + "总\0则".encode("utf-16-le"), "空字符"),
    "mojibake": ("某縣應急管理局負責".encode("big5"), "认不出文字编码"),
    "cut docx": (_DOCX[: len(_DOCX) // 2], "不完整或已损坏"),
    "docx without its last byte": (_DOCX[:-1], "不完整或已损坏"),
    "damaged docx": (_flipped(_DOCX, 60), "不完整或已损坏"),
    "empty zip": (_zip({}), "不是 Word 文件"),
    "zip of a text": (_zip({"规划.txt": "一、总则".encode()}), "不是 Word 文件.*先解压"),
    "xlsx": (_zip({"xl/workbook.xml": b"<x/>", "_rels/.rels": b"<Relationships/>"}), "Excel"),
    "ofd without pages": (_zip({"OFD.xml": b"<x/>"}), "没有文字"),
    "ofd without its document": (zip_of({"OFD.xml": b"<O><DocBody><DocRoot>d</DocRoot></DocBody></O>"}), "OFD.*已损坏"),
    "ofd that is no XML": (_zip({"OFD.xml": b"<x"}), "OFD.*已损坏"),
    "ofd without meaning": (ofd_of(["\ufffd" * 40]), "OFD.*没有说明各字是什么字.*转成 PDF"),
    "ofd of 500 pages": (ofd_of(["总则"] * 22 * 500), "OFD.*500 页，超过 300 页"),
    "ofd bomb": (_zip({"OFD.xml": bytes(3_000_000)}), "压缩炸弹"),
    "bzip2 member": (_zip({"a": b"a"}, zipfile.ZIP_BZIP2), "压缩方式"),
    "too many members": (b"PK\x03\x04" + b"PK\x01\x02" * 10_001, "超过 10000 个"),
    "docx without text": (_docx(""), "没有文字"),
}


@pytest.mark.parametrize("kind", _FILES)
def test_bad_files(tmp_path: Path, kind: str) -> None:
    data, message = _FILES[kind]
    path = tmp_path / "坏文件.docx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        read_file(path, _MAX)
    _assert_one_useful_line(str(caught.value), path)


def test_the_table_of_bad_files_is_whole() -> None:
    assert len(_FILES) >= 33


@pytest.mark.parametrize("entry", _SIGNATURES, ids=lambda entry: str(entry["id"]))
def test_every_signature_is_refused_by_name(tmp_path: Path, entry: dict[str, str | list[str]]) -> None:
    samples = [bytes.fromhex(start) + b"..." for start in entry.get("starts", ())]
    samples += [str(text).upper().encode() + b"..." for text in entry.get("text", ())]
    samples += [_zip({str(entry["member"]): b"..."})] if "member" in entry else []
    samples += [_COMPOUND + f"{entry['stream']}\0".encode("utf-16-le")] if "stream" in entry else []
    assert samples
    for data in samples:
        path = tmp_path / "file.txt"
        path.write_bytes(data)
        with pytest.raises(InputError, match=re.escape(str(entry["name"]))):
            read_file(path, _MAX)


def test_there_are_signatures() -> None:
    assert len(_SIGNATURES) >= 10


def test_no_prefix_of_a_docx_is_half_read() -> None:
    for length in range(4, len(_DOCX), len(_DOCX) // 50):  # the four bytes that make it a zip
        with pytest.raises(InputError):
            extract(_DOCX[:length], Limits())


def test_paths_that_are_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    cases = {
        tmp_path: "这是目录",
        tmp_path / "没有.txt": "没有这个文件",
        tmp_path / "pipe": "不是普通文件",
        tmp_path / ("长" * 300): "打不开|没有这个文件",
        tmp_path / "a\0b": "打不开|没有这个文件",
    }
    for path, message in cases.items():
        with pytest.raises(InputError, match=message):
            read_file(path, _MAX)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("总则")
    (tmp_path / "a.txt").chmod(0)
    # The folder may be entered, those above it need not be: what is refused is the file.
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    with _without_the_rights_of_root(), pytest.raises(InputError, match="打不开（没有权限）"):
        read_file(Path("a.txt"), _MAX)


@contextmanager
def _without_the_rights_of_root() -> Iterator[None]:
    """Root reads everything, so root is another user for a moment."""
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(_NOBODY)
        yield
    finally:
        os.seteuid(user)


def test_size_limit_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 10)
    assert len(read_file(path, 10).text) == 10
    with pytest.raises(InputError, match="超过 9 字节"):
        read_file(path, 9)


def test_a_name_that_is_no_utf8_can_be_printed(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("规划.txt".encode("gbk"))
    path.write_text("总则", encoding="utf-8")
    read_file(path, _MAX).name.encode("utf-8")


def test_zip_bombs_are_refused_before_parsing() -> None:
    bomb = _zip({"word/document.xml": bytes(3_000_000)})
    for limits in (Limits(), Limits(unpacked_bytes=2_999_999, ratio=10_000)):  # by ratio, by size
        with pytest.raises(InputError, match="压缩炸弹"):
            open_archive(bomb, limits)
    assert open_archive(bomb, Limits(unpacked_bytes=3_000_000, ratio=10_000)).names == {"word/document.xml"}


def test_zip_bombs_are_refused_by_what_is_declared_and_by_what_unpacks() -> None:
    with zipfile.ZipFile(io.BytesIO(_zip({"a": bytes(70_000), "b": bytes(70_000)}))) as file:
        archive.check_declared(file.infolist(), 140_000)
        archive.check_actual(file, file.infolist(), 140_000)
        with pytest.raises(InputError, match="压缩炸弹"):
            archive.check_declared(file.infolist(), 139_999)
        with pytest.raises(InputError, match="压缩炸弹"):
            archive.check_actual(file, file.infolist(), 139_999)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = _zip({"a": bytes(3_000_000)})
    lying = data.replace((3_000_000).to_bytes(4, "little"), (3_000).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(InputError, match="不完整或已损坏"):
        open_archive(lying, Limits())


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(_zip({"word/document.xml": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="加了密码"):
        open_archive(bytes(data), Limits())


def _assert_one_useful_line(message: str, path: Path) -> None:
    assert "\n" not in message
    assert str(path) in message
    assert "请" in message
